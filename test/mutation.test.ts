import { Constants } from '../src/cel/code';
import { compileBody, functionSource } from '../src/cel/compile';
import type { Predicate, Variables } from '../src/cel/predicate';
import * as runtime from '../src/cel/runtime';
import { variables } from '../src/cel/variables';
import { Evaluator } from '../src/check/evaluate';
import type { Control } from '../src/controls/control';
import { isParameterizedControl } from '../src/controls/any-control';
import { catalogue, objectControls } from '../src/controls/index';
import type { RangeName } from '../src/controls/ranges';
import { expressionAt, rangesOf, revisionAt } from '../src/controls/select';
import type { KubernetesObject, Minor } from '../src/manifest/object';
import { formatPath } from '../src/manifest/path';
import { collectCases, type CollectedCases } from './support/collected-cases';
import { equivalents } from './support/equivalent-mutants';
import { type Mutant, mutants } from './support/mutate';
import { podSecurityFixtures } from './support/pod-security-fixtures';
import { type ControlCase, minorsOf, objectOf, wrapped } from './support/test-control';

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
    const parameterized = catalogue.filter(isParameterizedControl);
    expect(all.map(({ control }) => control.id).sort()).toEqual([...objectControls, ...parameterized].map(({ id }) => id).sort());
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
  hostPathVolumes: (object) =>
    ((specOf(object)['volumes'] as Fields[] | undefined) ?? []).filter((volume) => volume['hostPath'] !== undefined).map((volume) => volume['name']),
  inUserNamespace: (object) => specOf(object)['hostUsers'] === false,
  isWindows: (object) => (specOf(object)['os'] as Fields | undefined)?.['name'] === 'windows',
  isDefaultRbac: ({ metadata }) =>
    metadata?.labels?.['kubernetes.io/bootstrapping'] === 'rbac-defaults' && /^(system:.*|cluster-admin|admin|edit|view)$/.test(metadata.name ?? ''),
  isAggregated: (object) => object['aggregationRule'] !== undefined,
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
      hostUsers: false, os: { name: 'windows' }, securityContext: { runAsUser: 1 }, volumes: [{ name: 'a' }, { name: 'b', hostPath: { path: '/b' } }],
      containers: [{ name: 'a' }], initContainers: [{ name: 'b' }], ephemeralContainers: [{ name: 'c' }],
    },
  };
  const pods = [full, ...podSecurityFixtures().filter(({ minor }) => minor === '1.37').map(({ pod }) => pod)];
  const empty = ['Pod', 'PodTemplate', 'CronJob', 'Deployment'].map((kind) => ({ apiVersion: 'v1', kind }));
  return [...empty, ...pods.flatMap((pod) => [
    pod, ...wrapped(pod).map(([, object]) => object),
    { apiVersion: 'v1', kind: 'PodTemplate', template: { metadata: pod.metadata, spec: pod['spec'] } },
  ]), ...clusterRoles()];
}

/** The default roles of Kubernetes, roles with only the name or only the label of one, and an aggregated one. */
function clusterRoles(): readonly KubernetesObject[] {
  const made = (metadata: object, more: object = {}): KubernetesObject => ({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata, ...more });
  const labels = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
  return [
    ...['system:basic-user', 'cluster-admin', 'admin', 'edit', 'view', 'mine'].flatMap((name) => [made({ name, labels }), made({ name })]),
    made({ labels }), made({ name: 'system:basic-user', labels: { ...labels, 'kubernetes.io/bootstrapping': 'other' } }),
    made({ name: 'mine' }, { aggregationRule: { clusterRoleSelectors: [] } }),
  ];
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
