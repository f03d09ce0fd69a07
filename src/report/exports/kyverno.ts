import { hash } from 'node:crypto';
import { compareExceptions, type Exception, endOf } from '../../check/exceptions/exception';
import type { KubernetesObject } from '../../manifest/object';

const MAX_NAME = 63;

/**
 * The exceptions for Kyverno, for policies that bear the name of a guardrail. Each is for one object by kind, namespace and name, and ends
 * with the exception; where it is for some containers only, that is in the annotations, because Kyverno excuses objects as a whole.
 */
export function kyvernoExceptions(exceptions: readonly Exception[], namePrefix = 'casemate-'): readonly KubernetesObject[] {
  return [...exceptions].sort(compareExceptions).map((exception) => {
    const { control, object, containers, reason, owner, ticket, expires } = exception;
    const namespace = object.kind === 'Namespace' || object.namespace === '' ? undefined : object.namespace;
    return {
      apiVersion: 'policies.kyverno.io/v1',
      kind: 'PolicyException',
      metadata: {
        name: nameOf(exception, namePrefix),
        ...(namespace === undefined ? {} : { namespace }),
        annotations: {
          'casemate.dev/reason': reason,
          'casemate.dev/owner': owner,
          ...(ticket === undefined ? {} : { 'casemate.dev/ticket': ticket }),
          ...(containers === undefined ? {} : { 'casemate.dev/containers': containers.join(',') }),
        },
      },
      spec: {
        policyRefs: [{ kind: 'ValidatingPolicy', name: `${namePrefix}${control}` }],
        matchConditions: [{ name: 'this-object', expression: conditionOf(exception) }],
        expiresAt: new Date(endOf(expires)).toISOString().replace('.000Z', 'Z'),
      },
    };
  });
}

function conditionOf({ object: { kind, namespace, name } }: Exception): string {
  const text = (value: string): string => JSON.stringify(value);
  return [
    `object.kind == ${text(kind)}`,
    `object.metadata.name == ${text(name)}`,
    ...(namespace === '' ? [] : [`object.metadata.namespace == ${text(namespace)}`]),
  ].join(' && ');
}

/** A name of its own for each exception, the same from run to run. */
function nameOf({ control, object: { apiVersion, kind, namespace, name }, containers = [] }: Exception, namePrefix: string): string {
  const suffix = hash('sha256', [control, apiVersion, kind, namespace, name, ...containers].join('\0')).slice(0, 8);
  return `${`${namePrefix}${control}`.slice(0, MAX_NAME - suffix.length - 1)}-${suffix}`;
}
