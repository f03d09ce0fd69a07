import { loadAll } from 'js-yaml';
import { objectControls } from '../../src/controls/index';
import { generateGuardrails } from '../../src/guardrails/generate';
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

  test('obeys profile, minor and actions', async () => {
    const { stdout } = await casemate(['generate', 'guardrails', '--profile', 'pss-baseline', '--kubernetes', '1.30', '--actions', 'warn']);
    expect(stdout).not.toContain('casemate-pod-run-as-non-root');
    expect(stdout).toContain('casemate.dev/kubernetes: \'1.30\'');
    expect(stdout).toMatch(/validationActions:\n\s+- Warn\n/);
    expect(stdout).not.toContain('- Deny');
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
