import { valueAt } from '../../src/manifest/path';
import { exception, now } from '../check/exceptions/samples';
import { type Engine, type EngineRun, startEngine } from './engine';
import { type Provider, startProvider } from './provider';

let provider: Provider;
let engine: Engine;

beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => provider.stop());
beforeEach(async () => {
  provider.forget();
  engine = await startEngine(provider);
});
afterEach(() => engine.stop());

const SECRET = 'hunter2-in-the-state';
const accepted = {
  ...exception, object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' }, control: 'pod-no-privileged', containers: ['web'], expires: '2027-01-31',
};
const privileged = { privileged: true };
const container = (field: string): unknown => valueAt(provider.created[0], ['spec', 'containers', 0, 'securityContext', field]);

const program = (securityContext?: object, options?: object): Readonly<Record<string, string>> =>
  ({ CASEMATE_PROGRAM: JSON.stringify({ securityContext, ...(options && { options: { now, exceptions: [], ...options } }) }) });
const policies = (enforcementLevel: string, exceptions: readonly object[] = []): Readonly<Record<string, string>> =>
  ({ CASEMATE_POLICIES: JSON.stringify({ enforcementLevel, exceptions, now, names: ['podNoPrivileged', 'podNoPrivilegeEscalation'] }) });

function succeeded({ exitCode, output }: EngineRun): string {
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  return output;
}

describe('hardenStack in a program that an engine runs', () => {
  test('fix: what is sent is hardened, what is secret stays encrypted, and a second run changes nothing', async () => {
    const env = program({ runAsUser: 1000 }, { mode: 'fix' });
    expect(succeeded(await engine.run('up', { env }))).toMatch(/fields repaired, for .*pod-no-privilege-escalation/);
    expect(provider.created).toHaveLength(1);
    expect(container('allowPrivilegeEscalation')).toBe(false);
    expect(JSON.stringify(provider.created)).toContain(SECRET);
    expect(engine.state()).toContain('allowPrivilegeEscalation');
    expect(engine.state()).not.toContain(SECRET);
    expect(succeeded(await engine.run('up', { env }))).toMatch(/2 unchanged/);
  });

  test('enforce: the resource is refused with the control, and nothing is sent', async () => {
    const { exitCode, output } = await engine.run('up', { env: program(privileged, { mode: 'enforce', failOn: 'critical' }) });
    expect(exitCode).not.toBe(0);
    expect(output).toContain('pod-no-privileged (critical)');
    expect(provider.created).toEqual([]);
  });

  test('an exception lets it through as long as it holds', async () => {
    const run = (expires: string): Promise<EngineRun> =>
      engine.run('up', { env: program(privileged, { mode: 'enforce', failOn: 'critical', exceptions: [{ ...accepted, expires }] }) });
    const over = await run('2026-11-23');
    expect([over.exitCode === 0, over.output.includes('CM4010')]).toEqual([false, true]);
    expect(succeeded(await run('2027-01-31'))).toContain('accepted by exceptions: pod-no-privileged');
    expect(container('privileged')).toBe(true);
  });
});

describe('hardenPolicies in a policy pack that an engine runs', () => {
  test('mandatory: a preview fails with the policy', async () => {
    const { exitCode, output } = await engine.run('preview', { env: { ...program(privileged), ...policies('mandatory') }, policies: true });
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/\[mandatory\].*pod-no-privileged/);
  });

  test('remediate: what is sent is repaired, and what is secret stays encrypted', async () => {
    const output = succeeded(await engine.run('up', { env: { ...program({ runAsUser: 1000 }), ...policies('remediate') }, policies: true }));
    expect(output).toMatch(/\[remediate\].*pod-no-privilege-escalation/);
    expect(container('allowPrivilegeEscalation')).toBe(false);
    expect(engine.state()).not.toContain(SECRET);
  });

  test('exceptions are held to, and reported once nothing needs them', async () => {
    const both = [accepted, { ...accepted, control: 'pod-no-privilege-escalation' }];
    const run = (securityContext: object): Promise<EngineRun> =>
      engine.run('up', { env: { ...program(securityContext), ...policies('mandatory', both) }, policies: true });
    succeeded(await run(privileged));
    const { exitCode, output } = await run({ privileged: false });
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/casemate-exceptions[^]*Pod shop\/web: CM4011 pod-no-privileged/);
  });
});
