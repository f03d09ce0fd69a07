import { Constants } from '../src/cel/code';
import { compileBody, functionSource } from '../src/cel/compile';
import type { Predicate, Variables } from '../src/cel/predicate';
import * as runtime from '../src/cel/runtime';
import { variables } from '../src/cel/variables';
import { Evaluator } from '../src/check/evaluate';
import type { Control } from '../src/controls/control';
import { allControls } from '../src/controls/index';
import type { RangeName } from '../src/controls/ranges';
import { expressionAt, rangesOf, revisionAt } from '../src/controls/select';
import type { KubernetesObject, Minor } from '../src/manifest/object';
import { formatPath } from '../src/manifest/path';
import { collectCases, type CollectedCases } from './support/collected-cases';
import { type Mutant, mutants } from './support/mutate';
import { podSecurityFixtures } from './support/pod-security-fixtures';
import { type ControlCase, minorsOf, objectOf, wrapped } from './support/test-control';

/** Mutants that mean the same as the original, by the reason. A mutant that is killed must not stand here. */
const equivalents: Readonly<Record<string, readonly string[]>> = {
  'The default stands for a missing text, and every text that is not asked for is refused like it.': [
    'image-digest 1.0 container: "" → "mutant"',
    'image-digest 1.0 volume: "" → "mutant"',
    'image-no-mutable-tag 1.0 container: "" → "mutant"',
    'image-no-mutable-tag 1.0 volume: "" → "mutant"',
    'namespace-psa-enforced 1.23 object: "" → "mutant"',
    'namespace-psa-pinned 1.23 object: "" → "mutant"',
    'namespace-psa-reported 1.23 object: "" → "mutant"',
    'pod-no-apparmor-unconfined 1.0 podSpec: "" → "mutant"',
    'pod-no-apparmor-unconfined 1.0 container: "" → "mutant"',
    'pod-no-seccomp-unconfined 1.19 podSpec: "" → "mutant"',
    'pod-no-seccomp-unconfined 1.19 container: "" → "mutant"',
    'pod-safe-sysctls 1.0 sysctl: "" → "mutant"',
    'pod-safe-sysctls 1.27 sysctl: "" → "mutant"',
    'pod-safe-sysctls 1.29 sysctl: "" → "mutant"',
    'pod-safe-sysctls 1.32 sysctl: "" → "mutant"',
    'pod-safe-sysctls 1.37 sysctl: "" → "mutant"',
    'pod-seccomp-runtime-default 1.19 podSpec: "" → "mutant"',
    'pod-seccomp-runtime-default 1.19 container: "" → "mutant"',
    'pod-seccomp-runtime-default 1.25 podSpec: "" → "mutant"',
    'pod-seccomp-runtime-default 1.25 container: "" → "mutant"',
    'isWindows: "" → "mutant"',
  ],
  'The default stands for a missing user, and every user but 0 is as good as it.': [
    'pod-no-uid-zero 1.23 podSpec: 1 → 2',
    'pod-no-uid-zero 1.23 container: 1 → 2',
    'pod-no-uid-zero 1.35 podSpec: 1 → 2',
    'pod-no-uid-zero 1.35 container: 1 → 2',
  ],
};

const all = collectCases();

interface Expectation {
  readonly object: KubernetesObject;
  readonly minor: Minor;
  readonly fields: string;
}

interface Score {
  killed: number;
  readonly survivors: string[];
}

describe('mutants of the CEL that the kit ships', () => {
  test('every control has cases to kill them with', () => {
    expect(all.map(({ control }) => control.id).sort()).toEqual(allControls.map(({ id }) => id));
  });

  test('the cases of a control kill all mutants of its expressions', () => {
    const score: Score = { killed: 0, survivors: [] };
    for (const { control, cases } of all) {
      for (const revision of Object.keys(control.revisions) as Minor[]) {
        const expectations = expectationsAt(control, cases, revision);
        for (const range of rangesOf(control)) count(score, control, revision, range, expectations);
      }
    }
    expectOnlyEquivalents('controls', score, (name) => name.includes(' '));
  });

  test('the fixtures in all kinds kill all mutants of the shared variables', () => {
    const objects = variableObjects();
    const score: Score = { killed: 0, survivors: [] };
    for (const { name, expression } of variables) {
      expect(objects.filter((object) => !agrees(name, expression, object))).toEqual([]);
      for (const mutant of mutants(expression)) {
        tally(score, `${name}: ${mutant.description}`, objects.some((object) => !agrees(name, mutant.expression, object)));
      }
    }
    expectOnlyEquivalents('variables', score, (name) => !name.includes(' '));
  });
});

function count(score: Score, control: Control, revision: Minor, range: RangeName, expectations: readonly Expectation[]): void {
  const expression = expressionAt(control, revision, range);
  if (expression === undefined) return;
  for (const mutant of mutants(expression)) {
    const killed = isKilled(mutated(control, revision, range, mutant), expectations);
    tally(score, `${control.id} ${revision} ${range}: ${mutant.description}`, killed);
  }
}

function tally(score: Score, name: string, killed: boolean): void {
  if (killed) score.killed += 1;
  else score.survivors.push(name);
}

/** @param isOurs - Which of the known equivalents belong to this run, by the name before the colon. */
function expectOnlyEquivalents(what: string, { killed, survivors }: Score, isOurs: (name: string) => boolean): void {
  const known = Object.values(equivalents).flat().filter((name) => isOurs(name.slice(0, name.indexOf(':'))));
  const total = killed + survivors.length;
  process.stdout.write(`mutants of the ${what}: ${killed} of ${total} killed, ${survivors.length} equivalent to the original\n`);
  expect([...new Set(survivors)].sort()).toEqual([...known].sort());
}

function expectationsAt(control: Control, { allows, denies }: CollectedCases['cases'], revision: Minor): readonly Expectation[] {
  const at = (one: ControlCase, fields: readonly string[]): readonly Expectation[] =>
    minorsOf(control, one)
      .filter((minor) => revisionAt(control, minor) === revision)
      .flatMap((minor) => formsOf(one).map(([prefix, object]) => (
        { object, minor, fields: fields.map((field) => prefix + field).join() }
      )));
  return [
    ...allows.flatMap((one) => at(one, [])),
    ...denies.flatMap((one) => at(one, typeof one.field === 'string' ? [one.field] : one.field)),
  ];
}

/** A case as it stands, and as the template of a Deployment: Kubernetes fills in less there. */
function formsOf(one: ControlCase): readonly (readonly [prefix: string, object: KubernetesObject])[] {
  const object = objectOf(one);
  return [['', object], ...(one.object === undefined ? wrapped(object).slice(0, 1) : [])];
}

function mutated(control: Control, revision: Minor, range: RangeName, { expression }: Mutant): Control {
  const original = control.revisions[revision];
  const changed = typeof original === 'string' ? expression : { ...original, [range]: expression };
  return { ...control, revisions: { ...control.revisions, [revision]: changed } };
}

/** Whether some case sees another verdict, or none. */
function isKilled(mutant: Control, expectations: readonly Expectation[]): boolean {
  const evaluators = new Map<Minor, Evaluator>();
  return expectations.some(({ object, minor, fields }) => {
    const evaluator = evaluators.get(minor) ?? new Evaluator([mutant], minor);
    evaluators.set(minor, evaluator);
    const { failures, undecided } = evaluator.evaluate(object);
    return undecided.length > 0 || failures.map(({ path }) => formatPath(path)).join() !== fields;
  });
}

/** What the variables must be, found without CEL. */
const oracle: { readonly [name in keyof Variables]: (object: KubernetesObject) => unknown } = {
  podTemplate: templateOf,
  podSpec: specOf,
  podSecurityContext: (object) => specOf(object)['securityContext'] ?? {},
  annotations: (object) => (templateOf(object)['metadata'] as Fields | undefined)?.['annotations'] ?? {},
  allContainers: (object) =>
    ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => (specOf(object)[list] as unknown[] | undefined) ?? []),
  volumes: (object) => specOf(object)['volumes'] ?? [],
  inUserNamespace: (object) => specOf(object)['hostUsers'] === false,
  isWindows: (object) => (specOf(object)['os'] as Fields | undefined)?.['name'] === 'windows',
};

type Fields = Readonly<Record<string, unknown>>;

function templateOf(object: KubernetesObject): Fields {
  const spec = object['spec'] as { template?: Fields; jobTemplate?: { spec?: { template?: Fields } } } | undefined;
  if (object.kind === 'Pod') return object;
  if (object.kind === 'PodTemplate') return (object['template'] ?? {}) as Fields;
  return (object.kind === 'CronJob' ? spec?.jobTemplate?.spec?.template : spec?.template) ?? {};
}

function specOf(object: KubernetesObject): Fields {
  return (templateOf(object)['spec'] ?? {}) as Fields;
}

/** The fixtures as Pods, and in each kind that keeps its template elsewhere; one that has everything, and one that has nothing. */
function variableObjects(): readonly KubernetesObject[] {
  const full: KubernetesObject = {
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'full', annotations: { a: 'b' } },
    spec: {
      hostUsers: false, os: { name: 'windows' }, securityContext: { runAsUser: 1 }, volumes: [{ name: 'a' }],
      containers: [{ name: 'a' }], initContainers: [{ name: 'b' }], ephemeralContainers: [{ name: 'c' }],
    },
  };
  const pods = [full, ...podSecurityFixtures().filter(({ minor }) => minor === '1.37').map(({ pod }) => pod)];
  const empty = ['Pod', 'PodTemplate', 'CronJob', 'Deployment'].map((kind) => ({ apiVersion: 'v1', kind }));
  return [...empty, ...pods.flatMap((pod) => [
    pod, ...wrapped(pod).map(([, object]) => object),
    { apiVersion: 'v1', kind: 'PodTemplate', template: { metadata: pod.metadata, spec: pod['spec'] } },
  ])];
}

/** Whether the value of a variable, with those before it as they should be, is what it must be. */
function agrees(name: keyof Variables, expression: string, object: KubernetesObject): boolean {
  const before = Object.fromEntries(Object.entries(oracle).map(([other, find]) => [other, find(object)])) as unknown as Variables;
  try {
    return JSON.stringify(valueOf(expression)({ object }, before)) === JSON.stringify(oracle[name](object));
  } catch {
    return false;
  }
}

const compiledVariables = new Map<string, Predicate>();

function valueOf(expression: string): (...parameters: Parameters<Predicate>) => unknown {
  const known = compiledVariables.get(expression);
  if (known !== undefined) return known;
  const constants = new Constants();
  const source = functionSource(compileBody(expression, constants, undefined, false));
  const declarations = constants.all().map(({ name, text }) => `const ${name} = ${text};`).join(' ');
  const made = (new Function('cel', `${declarations} return ${source};`) as (cel: typeof runtime) => Predicate)(runtime);
  compiledVariables.set(expression, made);
  return made;
}
