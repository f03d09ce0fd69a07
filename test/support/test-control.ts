import { type Failure, Evaluator } from '../../src/check/evaluate';
import { interpret } from '../../src/cel/interpret';
import type { Control } from '../../src/controls/control';
import { revisionAt } from '../../src/controls/select';
import { harden } from '../../src/harden/harden';
import { applyEdits } from '../../src/manifest/apply';
import type { JsonValue, KubernetesObject, Minor } from '../../src/manifest/object';
import { formatPath, parseField, valueAt } from '../../src/manifest/path';
import { validate } from '../../src/manifest/schema/index';
import { latestMinor, minorNumber, type Platform } from '../../src/platform';
import { followAll } from './proposals';

/** An object, and the minors at which the verdict holds. */
export interface ControlCase {
  /** What is special about it. Unique within the control. */
  readonly name: string;
  /** The spec of a Pod; it is judged in a Deployment and in a CronJob too. */
  readonly spec?: JsonValue;
  /** The annotations of that Pod. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** A whole object instead. */
  readonly object?: KubernetesObject;
  /** Where the verdict holds. @default every revision of the control */
  readonly kubernetes?: Minor | readonly Minor[];
  /** What is known of the cluster when the repair is made. */
  readonly platform?: Omit<Platform, 'kubernetes'>;
}

/** An object that fails, the field to blame, and what the repair does. */
export type DeniedCase = ControlCase & {
  /** As in a finding about the Pod: `spec.containers[0].image`. Several, in the order of the object, where several elements fail. */
  readonly field: string | readonly string[];
} & (
  /** The values after the repair by their field; `undefined` for a field that must not be there. */
  | { readonly fixed: Readonly<Record<string, JsonValue | undefined>> }
  /** The beginning of what would have to be known. */
  | { readonly needs: string }
);

export interface ControlCases {
  readonly allows: readonly ControlCase[];
  readonly denies: readonly DeniedCase[];
}

/**
 * Tests a control: each case by the compiled and by the interpreted CEL, in a Pod, a Deployment and a CronJob, and the repair of each
 * denied one.
 * Refuses tests that prove little: see `weaknesses`.
 */
export function testControl(control: Control, cases: ControlCases): void {
  describe(control.id, () => {
    test('its tests are strong enough', () => expect(weaknesses(control, cases)).toEqual([]));
    test.each(cases.allows.map((one) => [one.name, one] as const))('allows %s', (_name, one) => {
      for (const minor of minorsOf(control, one)) expectVerdict(control, one, minor, []);
    });
    test.each(cases.denies.map((one) => [one.name, one] as const))('denies %s', (_name, one) => {
      for (const minor of minorsOf(control, one)) {
        expectVerdict(control, one, minor, fieldsOf(one));
        expectRepair(control, one, minor);
      }
    });
  });
}

/** What makes the tests of a control prove too little. */
export function weaknesses(control: Control, { allows, denies }: ControlCases): readonly string[] {
  const all = [...allows, ...denies];
  const revisions = revisionsOf(control);
  const reached = (cases: readonly ControlCase[], revision: Minor): boolean =>
    cases.some((one) => minorsOf(control, one).some((minor) => revisionAt(control, minor) === revision));
  return [
    ...duplicates(all.map(({ name }) => name)).map((name) => `two cases are named "${name}"`),
    ...(allows.length === 0 ? ['no case is allowed'] : []),
    ...(denies.length === 0 ? ['no case is denied'] : []),
    ...revisions.filter((revision) => !reached(allows, revision)).map((revision) => `no allowed case reaches revision ${revision}`),
    ...revisions.filter((revision) => !reached(denies, revision)).map((revision) => `no denied case reaches revision ${revision}`),
    ...revisions.slice(1).filter((revision, index) => !all.some((one) => differs(control, one, revisions[index] ?? revision, revision)))
      .map((revision) => `no case tells revision ${revision} from the one before`),
    ...all.flatMap((one) => problemsOf(one)),
    ...denies.flatMap((one) => unresolved(one)),
  ];
}

/** The Pod, or the object, of a case. */
export function objectOf({ object, spec, annotations }: ControlCase): KubernetesObject {
  if (object !== undefined) return object;
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'case', ...(annotations && { annotations }) }, spec };
}

/** The fields that a control blames, in the order of the object. */
export function blamedFields(control: Control, object: KubernetesObject, minor: Minor, compile?: typeof interpret): readonly string[] {
  const { judged, failures, undecided } = new Evaluator([control], minor, compile).evaluate(object);
  if (!judged) throw new Error(`${control.id} does not look at ${object.kind}.`);
  if (undecided.length > 0) throw new Error(`${control.id} cannot decide ${undecided.map(({ path }) => formatPath(path)).join(', ')}.`);
  return failures.map(({ path }: Failure) => formatPath(path));
}

/** The minors at which a case is judged. */
export function minorsOf(control: Control, { kubernetes }: ControlCase): readonly Minor[] {
  if (kubernetes === undefined) return revisionsOf(control);
  return typeof kubernetes === 'string' ? [kubernetes] : kubernetes;
}

/** The same pod as the template of other kinds, and where it is in them. */
export function wrapped(pod: KubernetesObject): readonly (readonly [prefix: string, object: KubernetesObject])[] {
  const template = { metadata: pod.metadata, spec: pod['spec'] };
  return [
    ['spec.template.', {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'case' }, spec: { selector: { matchLabels: {} }, template },
    }],
    ['spec.jobTemplate.spec.template.', {
      apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'case' },
      spec: { schedule: '0 0 * * *', jobTemplate: { spec: { template } } },
    }],
  ];
}

function expectVerdict(control: Control, one: ControlCase, minor: Minor, fields: readonly string[]): void {
  const object = deepFreeze(objectOf(one));
  for (const compile of [undefined, interpret]) {
    expect(blamedFields(control, object, minor, compile)).toEqual(fields);
    for (const [prefix, workload] of one.object === undefined ? wrapped(object) : []) {
      expect(blamedFields(control, deepFreeze(workload), minor, compile)).toEqual(fields.map((field) => prefix + field));
    }
  }
}

function expectRepair(control: Control, one: DeniedCase, minor: Minor): void {
  const input = deepFreeze(objectOf(one));
  const options = { controls: [control], platform: { ...one.platform, kubernetes: minor } };
  const { object, changes, findings } = harden(input, options);
  if ('needs' in one) {
    expect(changes).toEqual([]);
    expect(findings).toHaveLength(fieldsOf(one).length);
    for (const { needs } of findings) expect(needs?.slice(0, one.needs.length)).toBe(one.needs);
    expectProposal(control, input, options.platform);
    return;
  }
  expect(findings).toEqual([]);
  for (const [field, value] of Object.entries(one.fixed)) expect([field, valueAt(object, parsePath(field))]).toEqual([field, value]);
  expect(validate(object, latestMinor)).toEqual([]);
  const again = harden(deepFreeze(object), options);
  expect(again.changes).toEqual([]);
  expect(again.object).toBe(object);
}

/** What is proposed does what it says, for the object as for its pods in a Deployment: each proposal takes a finding away. */
function expectProposal(control: Control, input: KubernetesObject, platform: Platform): void {
  for (const object of [input, ...(input.kind === 'Pod' ? wrapped(input).map(([, workload]) => workload) : [])]) {
    followAll([object], (objects) => objects.flatMap((one) => (
      harden(deepFreeze(one), { controls: [control], platform, proposals: true }).findings.map((finding) => [finding, one] as const)
    )));
  }
}

const fieldsOf = ({ field }: DeniedCase): readonly string[] => (typeof field === 'string' ? [field] : field);

const revisionsOf = (control: Control): readonly Minor[] =>
  (Object.keys(control.revisions) as Minor[]).sort((a, b) => minorNumber(a) - minorNumber(b));

const duplicates = (names: readonly string[]): readonly string[] => names.filter((name, index) => names.indexOf(name) !== index);

function differs(control: Control, one: ControlCase, before: Minor, after: Minor): boolean {
  const object = objectOf(one);
  return blamedFields(control, object, before).join() !== blamedFields(control, object, after).join();
}

/** What no API server would take proves nothing. */
const problemsOf = (one: ControlCase): readonly string[] =>
  validate(objectOf(one), latestMinor).map(({ path, kind }) => `"${one.name}" is no valid object: ${kind} at ${formatPath(path)}`);

/** A blamed field is set, or would be a field of Kubernetes if it were. */
function unresolved(one: DeniedCase): readonly string[] {
  const object = objectOf(one);
  return fieldsOf(one).flatMap((field) => {
    const path = parsePath(field);
    if (valueAt(object, path) !== undefined) return [];
    const unknown = validate(applyEdits(object, [{ path, value: 'any' }]), latestMinor).some(({ kind }) => kind === 'unknown-field');
    return unknown ? [`"${one.name}" blames ${field}, which is no field of Kubernetes`] : [];
  });
}

/** Reads a path as findings write it. */
export const parsePath = (text: string): readonly (string | number)[] =>
  text.split(/\[(\d+)\]/).flatMap((part, index) => (index % 2 === 1 ? [Number(part)] : parseField(part.replace(/^\./, ''))));

export function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
