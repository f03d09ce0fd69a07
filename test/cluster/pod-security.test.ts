import { selectProfile } from '../../src/check/profiles';
import { objectControls } from '../../src/controls/index';
import { generateGuardrails } from '../../src/guardrails/generate';
import { type FixtureCase, podSecurityFixtures } from '../support/pod-security-fixtures';
import { createAll, install, namespace } from './install';
import { startServer, type TestServer } from './server';
import { judge, verdictOf, warnedOf } from './verdict';
import { withValidName, wrap, wrappers } from './wrap';

const levels = ['baseline', 'restricted'] as const;
let server: TestServer;

beforeAll(async () => {
  server = await startServer();
  for (const level of levels) {
    await createAll(server.client, ['deny', 'warn'].map((action) => namespace(`${action}-${level}`, { 'example.com/test': `${action}-${level}` })));
  }
  await install(server.client, levels.flatMap((level) => {
    const controls = selectProfile(`pss-${level}`, objectControls);
    return (['Deny', 'Warn'] as const).flatMap((action) => {
      const where = `${action.toLowerCase()}-${level}`;
      return generateGuardrails(controls, {
        kubernetes: server.minor, actions: [action], namePrefix: `casemate-${where}-`, namespaceLabels: { 'example.com/test': where },
      });
    });
  }));
});

afterAll(() => server?.stop());

describe.each(levels)('the official fixtures of %s', (level) => {
  test.each(Object.keys(wrappers))('as %s: TypeScript, guardrails and Kubernetes say the same', async (kind) => {
    const fixtures = podSecurityFixtures().filter((fixture) => fixture.level === level && fixture.minor === server.minor);
    const results = await Promise.all(fixtures.map((fixture) => compare(fixture, kind)));
    const invalid = results.filter(({ refusal }) => refusal !== undefined);
    process.stdout.write(`${server.minor} ${level} ${kind}: ${fixtures.length} fixtures, ${invalid.length} refused by API validation\n`);
    for (const { name, refusal } of invalid) process.stdout.write(`  ${name}: ${refusal}\n`);

    expect(fixtures.length).toBeGreaterThanOrEqual(30);
    expect(results.filter(({ problem }) => problem !== undefined)).toEqual([]);
    expect(invalid.length).toBeLessThan(fixtures.length / 10);
  });
});

interface Result {
  readonly name: string;
  readonly problem?: unknown;
  /** What API validation says, of a fixture that never gets to the policies. */
  readonly refusal?: string;
}

async function compare({ name, level, verdict: expected, pod }: FixtureCase, kind: string): Promise<Result> {
  const object = wrap(kind, withValidName(pod));
  const { controls, fields } = judge(object, `pss-${level}`, server.minor);
  const denied = await server.client.create(object, { namespace: `deny-${level}`, dryRun: true });
  const warned = await server.client.create(object, { namespace: `warn-${level}`, dryRun: true });
  const verdict = verdictOf(denied);
  const seen = { name, expected, controls, verdict };
  if (controls.length > 0 !== (expected === 'fail')) return { name, problem: seen };
  if (verdict.outcome === 'invalid') {
    // Explained only if Kubernetes refuses the very field that TypeScript blames.
    const explained = expected === 'fail' && fields.some((field) => verdict.message.includes(field));
    return explained ? { name, refusal: verdict.message } : { name, problem: seen };
  }
  const warnedControls = warnedOf(warned.warnings);
  const same = JSON.stringify(warnedControls) === JSON.stringify(controls);
  const right = verdict.outcome === 'denied' ? controls.includes(verdict.control) : verdict.outcome === 'allowed' && controls.length === 0;
  return same && right ? { name } : { name, problem: { ...seen, warned: warnedControls } };
}
