import { check } from '../../src/check/check';
import { profiles } from '../../src/check/profiles';
import { objectControls } from '../../src/controls/index';
import type { KubernetesObject } from '../../src/manifest/object';
import { createAll, namespace } from './install';
import { randomPods } from './random-pod';
import { startServer, type TestServer } from './server';
import { verdictOf } from './verdict';
import { wrap, wrappers } from './wrap';

const SEED = 7;
const PODS = 600;
// Not `default`, and not none: both are something to find.
const NAMESPACE = 'defaults';
let server: TestServer;

beforeAll(async () => {
  server = await startServer();
  await createAll(server.client, [namespace(NAMESPACE)]);
});

afterAll(() => server?.stop());

test.each(Object.keys(wrappers))('%s: the verdict does not change when Kubernetes fills in its defaults', async (kind) => {
  const objects = randomPods(server.minor, PODS, SEED).map((pod) => wrap(kind, pod))
    .map((object) => ({ ...object, metadata: { ...object.metadata, namespace: NAMESPACE } }));
  const verdicts = await Promise.all(objects.map(async (object) => verdictOf(await server.client.create(object, { dryRun: true }))));
  const pairs = verdicts.flatMap((verdict, index) => (verdict.outcome === 'allowed' ? [{ raw: objects[index] as KubernetesObject, defaulted: verdict.object }] : []));
  process.stdout.write(`${server.minor} ${kind}: ${pairs.length} of ${objects.length} random objects came back with defaults\n`);

  const different = pairs.map(({ raw, defaulted }) => ({ raw, before: findingsOf(raw), after: findingsOf(defaulted) })).filter(isDifferent);
  expect(different.slice(0, 3)).toEqual([]);
  expect(pairs.length).toBeGreaterThanOrEqual(400);
});

interface Findings {
  readonly controls: readonly string[];
  readonly fields: readonly string[];
}

/** Kubernetes copies the AppArmor annotations of a pod into its fields, where the same control finds the same thing once more. */
const isDifferent = ({ before, after }: { readonly before: Findings; readonly after: Findings }): boolean =>
  before.controls.join() !== after.controls.join() || before.fields.some((field) => !after.fields.includes(field));

/** What fails of all profiles. */
function findingsOf(object: KubernetesObject): Findings {
  const results = profiles.map((profile) => ({ profile, ...check([object], { profile, kubernetes: server.minor, controls: objectControls }) }));
  expect(results.flatMap(({ notEvaluated }) => notEvaluated)).toEqual([]);
  const all = results.flatMap(({ profile, findings }) => findings.map(({ control, field }) => ({ control: `${profile} ${control}`, field })));
  return {
    controls: [...new Set(all.map(({ control }) => control))].sort(),
    // Kubernetes moves the old name of the field to the new one.
    fields: all.map(({ control, field }) => `${control} ${field.replace(/serviceAccount$/, 'serviceAccountName')}`),
  };
}
