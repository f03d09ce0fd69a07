import { hash } from 'node:crypto';
import type { KubernetesObject } from '../manifest/object';
import { formatPath, valueAt } from '../manifest/path';
import type { Failure } from './evaluate';
import { describe, isSecretValue } from './field';
import type { ResolvedCheckOptions } from './options';
import { isNeeds, repair } from './repair';
import type { Finding } from './report';
import { placeOf, referenceOf, type Subject } from './subject';

/** Turns a failure into what people and programs read. */
export function findingOf(failure: Failure, subject: Subject, { platform }: ResolvedCheckOptions): Finding {
  const { rule: { control }, path } = failure;
  const { object, constructPath } = subject;
  const field = formatPath(path);
  const actual = isSecretValue(object, path) ? 'a secret value' : describe(valueAt(object, path));
  const outcome = repair(failure, object, platform);
  return {
    control: control.id,
    severity: control.severity,
    object: referenceOf(object),
    field,
    ...placeOf(subject, path),
    ...(constructPath === undefined ? {} : { constructPath }),
    message: messageOf(failure, actual),
    expected: control.expected,
    actual,
    fixable: !isNeeds(outcome),
    ...(isNeeds(outcome) ? { needs: outcome.needs } : {}),
    fingerprint: fingerprintOf(failure, object),
  };
}

function messageOf({ rule, element, around, path }: Failure, actual: string): string {
  const container = around.container ?? around.nonEphemeralContainer;
  const named = container ?? (rule.range === 'volume' ? element : undefined);
  const subject = named === undefined ? '' : `${container === undefined ? 'volume' : 'container'} "${nameOf(named.value)}": `;
  const field = formatPath(path.slice((named ?? around.podSpec ?? { path: [] }).path.length));
  return `${subject}${field === '' ? formatPath(path) : field} must be ${rule.control.expected} (is ${actual})`;
}

const nameOf = (value: unknown): string => String(valueAt(value, ['name']) ?? '');

/** Names list items by their `name`, so that the fingerprint survives new neighbours and moved lines. */
function fingerprintOf({ rule: { control }, path }: Failure, object: KubernetesObject): string {
  const { apiVersion, kind, namespace, name } = referenceOf(object);
  const steps = path.map((step, depth) => (typeof step === 'number' ? nameOf(valueAt(object, path.slice(0, depth + 1))) || step : step));
  return hash('sha256', JSON.stringify([control.id, apiVersion, kind, namespace, name, ...steps])).slice(0, 32);
}
