import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checker } from '../../src/check/checker';
import { controlsOf } from '../../src/check/dated';
import type { Finding } from '../../src/check/report';
import { addFile } from '../../src/check/gather';
import { type AnyControl, isObjectControl, isParameterizedControl } from '../../src/controls/any-control';
import type { Control } from '../../src/controls/control';
import { withExamples } from '../../src/controls/parameterized-control';
import { parseManifests } from '../../src/manifest/parse';
import { filesUnder, sources } from '../real-manifests/corpus';

/* What controls mean, as digests: a meaning that was published may only change together with what it was, in `before`. */

/** The digest of the meaning of each control at the date of a catalogue, by id. */
export function meaningsAt(date: string, controls: readonly AnyControl[]): Readonly<Record<string, string>> {
  const dated = controlsOf(date, controls);
  const own = findingsBy(dated.filter((control) => !isObjectControl(control) && !isParameterizedControl(control)));
  return Object.fromEntries(dated.map((control) => [control.id, meaningOf(control, own.get(control.id) ?? [])]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1)));
}

/**
 * The digest of what a control asks for, of whom, and how bad it is where that fails: not of its texts, its repair and its mappings.
 *
 * @param findings - Of a control in TypeScript: what it finds stands for what it means.
 */
export function meaningOf(control: AnyControl, findings: readonly Finding[] = []): string {
  const levels = control.references.filter(({ standard }) => standard === 'pss').map(({ id }) => id).sort();
  const shared = { severity: control.severity, levels };
  if (isParameterizedControl(control)) return digest({ ...shared, ...conditionsOf(withExamples(control)) });
  if (isObjectControl(control)) return digest({ ...shared, ...conditionsOf(control) });
  return digest({ ...shared, findings: findings.map(({ object: { kind, namespace, name }, field }) => [kind, namespace, name, field].join(' ')).sort() });
}

const conditionsOf = ({ kinds, each, field, revisions, overrides }: Control): object => ({ kinds, each, field, overrides, revisions: withoutLayout(revisions) });

/** CEL is written over several lines where it is long. */
const withoutLayout = (value: object): unknown =>
  JSON.parse(JSON.stringify(value), (_, inner: unknown) => (typeof inner === 'string' ? inner.replace(/\s+/g, ' ') : inner)) as unknown;

/** What controls find in the manifests of Kubernetes, and in scenes that are for this alone, by their ids. */
function findingsBy(controls: readonly AnyControl[]): ReadonlyMap<string, readonly Finding[]> {
  const found = new Map<string, Finding[]>();
  for (const files of [...sources.map((source) => filesUnder(source)), [SCENES]]) {
    const checker = new Checker({ controls, kubernetes: '1.37', platform: { appArmor: true, userNamespaces: true } });
    for (const { file, text } of files) addFile(checker, parseManifests(text, file));
    for (const finding of checker.report().findings) found.set(finding.control, [...(found.get(finding.control) ?? []), finding]);
  }
  return found;
}

const SCENES = { file: 'scenes.yaml', text: readFileSync(join(__dirname, '../fixtures/catalogue-scenes.yaml'), 'utf8') };

const digest = (value: object): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
