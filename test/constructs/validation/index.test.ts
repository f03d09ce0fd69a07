import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Validation } from 'cdk8s-cli/plugins';
import { CasemateValidation, type CasemateValidationProps, type CasemateViolation } from '../../../constructs/validation/index';
import { formatLedger } from '../../../src/check/exceptions/ledger';
import { failureOf, type Rendered } from '../../support/cdk8s';

const root = join(__dirname, '..', '..', '..');
const cdk8s = join(dirname(require.resolve('cdk8s-cli/package.json')), 'bin', 'cdk8s');

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'casemate-'));
});
afterEach(() => {
  rmSync(project, { recursive: true, force: true });
});

describe('in a project of its own, by the real cdk8s-cli', () => {
  const plain = "new kplus.Deployment(chart, 'web', { containers: [{ image: 'nginx' }] });";
  const config = (properties: string): string => `app: '"${process.execPath}" main.js'
output: dist
validations:
  - package: ./node_modules/casemate/lib/constructs/validation
    version: 0.1.0
    class: CasemateValidation
    properties: ${properties}
`;

  function synth(program: string, properties: string): { readonly status: number | null; readonly output: string; readonly report?: Rendered } {
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(root, join(project, 'node_modules', 'casemate'));
    for (const name of ['cdk8s', 'cdk8s-plus-28', 'constructs']) symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
    writeFileSync(join(project, 'cdk8s.yaml'), config(properties));
    writeFileSync(join(project, 'main.js'), `
      const { App, Chart } = require('cdk8s');
      const kplus = require('cdk8s-plus-28');
      const app = new App();
      const chart = new Chart(app, 'shop', { namespace: 'shop' });
      ${program}
      app.synth();
    `);
    const args = [cdk8s, 'synth', '--check-upgrade=false', '--validation-reports-output-file', 'report.json'];
    // Without a PATH there is no npm: nothing can be installed.
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8', env: { HOME: project, PATH: '' } });
    const written = status === 0 || status === 2 ? JSON.parse(readFileSync(join(project, 'report.json'), 'utf8')).reports[0] : undefined;
    return { status, output: stdout + stderr, report: written };
  }

  test('a plain Deployment fails, with the construct it comes from', () => {
    const { status, output, report } = synth(plain, "{ kubernetes: '1.37' }");
    expect(status).toBe(2);
    const violation = report.violations.find(({ ruleName }: CasemateViolation) => ruleName.startsWith('pod-drop-all-capabilities'));
    expect(violation).toMatchObject({
      fix: expect.stringContaining('casemate explain pod-drop-all-capabilities'),
      violatingConstructs: [{
        constructPath: 'shop/web/Resource',
        manifestPath: 'dist/shop.k8s.yaml',
        locations: [expect.stringMatching(/^Deployment shop\/shop-web-\S+ spec\.template\.spec\.containers\[0\]\.securityContext\.capabilities\.drop \(dist\/shop\.k8s\.yaml:\d+:\d+\): /)],
      }],
    });
    expect(report.summary).toMatchObject({ status: 'failure', metadata: { profile: 'hardened', kubernetes: '1.37', failOn: 'high', objects: '1' } });
    expect(output).toContain('shop/web/Resource');
  });

  test('a profile that it meets lets it pass', () => {
    const { status, report } = synth(plain, "{ profile: pss-baseline, kubernetes: '1.37' }");
    expect(status).toBe(0);
    expect(report.violations).toEqual([]);
  });

  test('what is below failOn is shown and does not fail', () => {
    const { status, report } = synth(plain, '{ failOn: critical }');
    expect(status).toBe(0);
    expect(report.violations.length).toBeGreaterThan(0);
  });

  test('what cannot be judged does not pass', () => {
    const { status, report } = synth("new (require('cdk8s').ApiObject)(chart, 'old', { apiVersion: 'policy/v1beta1', kind: 'PodSecurityPolicy' });", '{}');
    expect(status).toBe(2);
    expect(report.violations).toEqual([expect.objectContaining({ ruleName: 'CM3005 (not evaluated)' })]);
  });

  test('a property that is wrong is refused', () => {
    const { status, output } = synth(plain, '{ kubernetes: 1.30 }');
    expect(status).toBe(1);
    expect(output).toContain("properties.kubernetes is 1.3. Write one of '1.28'");
  });
});

describe('on its own', () => {
  interface Recorded {
    readonly violations: CasemateViolation[];
    readonly submitted: unknown[][];
  }

  async function validate(text: string, props?: CasemateValidationProps): Promise<Recorded> {
    const file = join(project, 'manifest.yaml');
    writeFileSync(file, text);
    const recorded: Recorded = { violations: [], submitted: [] };
    await new CasemateValidation(props).validate({
      manifests: [file],
      report: { addViolation: (violation) => void recorded.violations.push(violation), submit: (...args) => void recorded.submitted.push(args) },
    });
    return recorded;
  }

  test('is what cdk8s-cli takes for a validation', () => {
    const plugin: Validation = new CasemateValidation();
    expect(typeof plugin.validate).toBe('function');
  });

  test.each([['nothing', '', 'success'], ['broken YAML', 'a: [', 'failure'], ['something clean', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n', 'success']])(
    'submits once for %s', async (_what, text, status) => {
      expect((await validate(text)).submitted).toEqual([[status, expect.objectContaining({ profile: 'hardened' })]]);
    });

  test('never shows the value of a Secret', async () => {
    const recorded = await validate('apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { password: [hunter2] }\n');
    expect(recorded.violations).not.toEqual([]);
    expect(JSON.stringify(recorded)).not.toContain('hunter2');
  });

  test('reads the ledger of exceptions, and fails for one that is at fault', async () => {
    const host = 'apiVersion: v1\nkind: Pod\nmetadata: { name: agent, namespace: ops }\nspec: { hostPID: true, containers: [] }\n';
    const ledger = join(project, 'ledger.json');
    const record = (control: string, policy?: boolean): void => {
      const expires = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
      const object = { apiVersion: 'v1', kind: 'Pod', namespace: 'ops', name: 'agent' };
      writeFileSync(ledger, formatLedger([{ control, ...(policy !== undefined && { policy }), object, expires, owner: 'team-ops', reason: 'the profiler attaches to processes of the node' }]));
    };
    const named = async (): Promise<readonly string[]> => (await validate(host, { profile: 'pss-baseline', exceptions: ledger })).violations.map(({ ruleName }) => ruleName);
    record('pod-no-host-pid');
    expect(await named()).toEqual([]);
    record('pod-no-host-ipc');
    expect(await named()).toEqual([expect.stringContaining('pod-no-host-pid'), 'CM4011 (exception)']);
    record('an-own-policy', true);
    expect(await named()).toEqual([expect.stringContaining('pod-no-host-pid')]);
    writeFileSync(ledger, '{');
    await expect(named()).rejects.toThrow(/invalid YAML/);
  });

  test('tells controls their parameters, and refuses values that no control takes', async () => {
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: "evil.example.net/a@sha256:${'a'.repeat(64)}" }] }\n`;
    const named = async (props?: CasemateValidationProps): Promise<readonly string[]> => (await validate(pod, props)).violations.map(({ ruleName }) => ruleName);
    const parameters = { 'admission-registry-allowlist': { registries: ['registry.example.com'] } };
    expect(await named()).not.toContain('admission-registry-allowlist (high)');
    expect(await named({ parameters })).toContain('admission-registry-allowlist (high)');
    expect(failureOf(() => new CasemateValidation({ parameters: { 'admission-registry-allowlist': { registries: [] } } }))).toMatchObject({ code: 'CM4202' });
  });

  test.each([
    ['profile', { profile: 'strict' }],
    ['failOn', { failOn: 'error' }],
    ['kubernetes', { kubernetes: 1.3 }],
    ['severity', { severity: 'high' }],
  ])('refuses %s', (name, props) => {
    expect(failureOf(() => new CasemateValidation(props as CasemateValidationProps))).toMatchObject({ code: 'CM5070', message: expect.stringContaining(`properties.${name}`) });
  });
});
