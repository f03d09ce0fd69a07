import { loadAll } from 'js-yaml';
import { objectControls } from '../../src/controls/index';
import { generateGuardrails } from '../../src/guardrails/generate';
import { ledger } from '../check/exceptions/samples';
import { casemate } from './support';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('casemate generate guardrails', () => {
  test('writes what the library generates, as one stream', async () => {
    const run = await casemate(['generate', 'guardrails']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const wanted = generateGuardrails(objectControls.filter(({ id }) => run.stdout.includes(`name: casemate-${id}\n`)), { kubernetes: '1.37', actions: ['Deny', 'Audit'] });
    expect(loadAll(run.stdout)).toEqual(plain(wanted));
    expect(wanted.length).toBeGreaterThan(20);
  });

  test('writes the same for Kyverno, one object a control', async () => {
    const [own, theirs] = [await casemate(['generate', 'guardrails']), await casemate(['generate', 'guardrails', '--engine', 'kyverno'])];
    const names = (run: typeof own, kind: string): readonly unknown[] => (loadAll(run.stdout) as { kind: string; metadata: { name: string } }[])
      .filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
    expect(names(theirs, 'ValidatingPolicy')).toEqual(names(own, 'ValidatingAdmissionPolicy'));
    expect(loadAll(theirs.stdout)).toHaveLength(names(own, 'ValidatingAdmissionPolicy').length);
    expect(loadAll(theirs.stdout)[0]).toMatchObject({ apiVersion: 'policies.kyverno.io/v1', spec: { validationActions: ['Audit', 'Deny'], matchConstraints: { namespaceSelector: {} } } });
    expect((await casemate(['generate', 'guardrails', '--engine', 'opa'])).exitCode).toBe(2);
  });

  test('obeys profile, minor and actions', async () => {
    const { stdout } = await casemate(['generate', 'guardrails', '--profile', 'pss-baseline', '--kubernetes', '1.30', '--actions', 'warn']);
    expect(stdout).not.toContain('casemate-pod-run-as-non-root');
    expect(stdout).toContain('casemate.dev/kubernetes: \'1.30\'');
    expect(stdout).toMatch(/validationActions:\n\s+- Warn\n/);
    expect(stdout).not.toContain('- Deny');
  });

  test('reads the ledger, as of a day, and says what the guardrails cannot hold to', async () => {
    const files = { 'exceptions.lock.json': ledger({ containers: undefined }, { control: 'pod-no-host-ipc', containers: undefined, compensating: ['network-default-deny-egress'] }) };
    const run = await casemate(['generate', 'guardrails', '--now', '2026-11-24'], { files });
    expect(run.exitCode).toBe(4);
    expect(run.stdout.match(/name: isExcepted/g)).toHaveLength(1);
    expect(run.stderr).toMatch(/^! CM6006 the guardrail of pod-no-host-ipc refuses Deployment shop\/web: the API server cannot judge network-default-deny-egress, .*\n$/);
    const later = await casemate(['generate', 'guardrails', '--now', '2027-03-01'], { files });
    expect(later.stderr).toMatch(/^! CM4010 .*\n! CM4010 .*\n$/);
    expect(later.stdout).not.toContain('isExcepted');
    const without = await casemate(['generate', 'guardrails', '--no-exceptions'], { files });
    expect(without).toMatchObject({ exitCode: 0, stderr: '', stdout: later.stdout });
    expect(await casemate(['generate', 'guardrails', '--exceptions', 'none.json'])).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('CM4004') });
  });

  test('-o writes a file an object', async () => {
    const run = await casemate(['generate', 'guardrails', '--profile', 'pss-restricted', '-o', 'out/guardrails']);
    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    const names = Object.keys(run.files);
    expect(names).toContain('out/guardrails/casemate-pod-no-privileged.validatingadmissionpolicy.yaml');
    expect(names).toContain('out/guardrails/casemate-pod-no-privileged.validatingadmissionpolicybinding.yaml');
    for (const text of Object.values(run.files)) expect(loadAll(text)).toHaveLength(1);
  });
});
