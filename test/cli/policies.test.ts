import { casemate, clean, type Run } from './support';

const HEAD = 'apiVersion: admissionregistration.k8s.io/v1\n';

/** A policy about Deployments, with its parameters in a ConfigMap, and what binds it. */
const replicas = `${HEAD}kind: ValidatingAdmissionPolicy
metadata:
  name: replica-limit
  annotations: { kubernetes.io/description: Deployments stay within the limit of their cluster }
spec:
  paramKind: { apiVersion: v1, kind: ConfigMap }
  matchConstraints:
    resourceRules: [{ apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments] }]
  validations:
    - expression: object.spec.replicas <= int(params.data.max)
      messageExpression: "'replicas must be at most ' + params.data.max"
---
${HEAD}kind: ValidatingAdmissionPolicyBinding
metadata: { name: replica-limit }
spec: { policyName: replica-limit, validationActions: [Deny, Audit], paramRef: { name: limits, namespace: policies, parameterNotFoundAction: Deny } }
`;
const limits = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: limits, namespace: policies }\ndata: { max: "3" }\n';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 5
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: web, image: registry.example.com/web:1 }
`;

const files = { 'policy.yaml': replicas, 'limits.yaml': limits, 'web.yaml': deployment, 'service.yaml': clean };
const EVERYTHING = ['--policy', 'policy.yaml', '--policy', 'limits.yaml'];

interface Finding { readonly control: string; readonly line?: number }
interface Report { readonly findings: readonly Finding[]; readonly notEvaluated: readonly { readonly code: string }[]; readonly exceptions: readonly unknown[] }

const reportIn = ({ stdout }: Run): Report => JSON.parse(stdout) as Report;
const ofPolicy = (run: Run): readonly Finding[] => reportIn(run).findings.filter(({ control }) => control === 'replica-limit');

/** Changes the policy file. */
const changed = (from: string, to: string): Record<string, string> => {
  expect(replicas).toContain(from);
  return { ...files, 'policy.yaml': replicas.replace(from, to) };
};

describe('a policy of one\'s own', () => {
  test('is judged with its binding and its parameters', async () => {
    const run = await casemate(['check', 'web.yaml', ...EVERYTHING, '-f', 'json'], { files });
    expect(run.exitCode).toBe(1);
    expect(ofPolicy(run)).toEqual([expect.objectContaining({
      control: 'replica-limit', severity: 'high', object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' }, field: 'spec.replicas',
      file: 'web.yaml', line: 7, message: 'replicas must be at most 3', expected: 'object.spec.replicas <= int(params.data.max)', actual: '5', fixable: false,
    })]);
  });

  test('admits what it admits', async () => {
    const run = await casemate(['check', 'web.yaml', ...EVERYTHING, '-f', 'json'], { files: { ...files, 'web.yaml': deployment.replace('5', '3') } });
    expect(ofPolicy(run)).toEqual([]);
    expect(reportIn(run).notEvaluated).toEqual([]);
  });

  test('takes parameters from the input too, wherever they stand', async () => {
    const run = await casemate(['check', 'web.yaml', 'limits.yaml', '--policy', 'policy.yaml', '-f', 'json'], { files });
    expect(ofPolicy(run)).toHaveLength(1);
  });

  test.each([['Warn', 'medium', 0], ['Audit', 'low', 0]])('%s is %s', async (action, severity, exitCode) => {
    const run = await casemate(['check', 'web.yaml', ...EVERYTHING, '-f', 'json', '--profile', 'pss-baseline'], { files: changed('[Deny, Audit]', `[${action}]`) });
    expect(ofPolicy(run)).toEqual([expect.objectContaining({ severity })]);
    expect(run.exitCode).toBe(exitCode);
  });

  test('may be a directory', async () => {
    const run = await casemate(['check', 'web.yaml', '--policy', 'policies', '-f', 'json'], { files: { 'web.yaml': deployment, 'policies/a.yaml': replicas, 'policies/b.yaml': limits } });
    expect(ofPolicy(run)).toHaveLength(1);
  });

  test('may come from the configuration, whose paths start there', async () => {
    const configuration = { 'casemate.config.yaml': 'policies: [policy.yaml, limits.yaml]\n' };
    expect(ofPolicy(await casemate(['check', 'web.yaml', '-f', 'json'], { files: { ...files, ...configuration } }))).toHaveLength(1);
    const { stdout } = await casemate(['check', '--print-config'], { files: { ...files, ...configuration } });
    expect(JSON.parse(stdout)).toMatchObject({ policies: ['policy.yaml', 'limits.yaml'] });
  });

  test('is judged over what fix leaves as well', async () => {
    const run = await casemate(['fix', 'web.yaml', ...EVERYTHING], { files });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('replica-limit');
  });
});

describe('what cannot be evaluated never passes', () => {
  test.each([
    ['without its parameters, which the cluster may have', changed('parameterNotFoundAction: Deny', 'parameterNotFoundAction: Allow'), ['--policy', 'policy.yaml'], 'CM4407'],
    ['by who sends it', changed('object.spec.replicas <= int(params.data.max)', "request.userInfo.username == 'deployer'"), EVERYTHING, 'CM4403'],
    ['without a binding', { ...files, 'policy.yaml': replicas.slice(0, replicas.indexOf('---')) }, EVERYTHING, 'CM4404'],
    ['with a binding of another policy', changed('policyName: replica-limit', 'policyName: other'), EVERYTHING, 'CM4405'],
    ['with an expression that cannot be read here', changed('int(params.data.max)', ''), EVERYTHING, 'CM4402'],
    ['by labels of a namespace that is not there', changed('    resourceRules', '    namespaceSelector: { matchLabels: { a: b } }\n    resourceRules'), EVERYTHING, 'CM4406'],
  ])('%s', async (_, given, policies, code) => {
    const run = await casemate(['check', 'web.yaml', ...policies, '-f', 'json', '--profile', 'pss-baseline'], { files: given });
    expect(reportIn(run).notEvaluated).toContainEqual(expect.objectContaining({ code }));
    expect(run.exitCode).toBe(3);
  });
});

describe('a policy file that is wrong is an error, with place and repair', () => {
  test.each([
    ['a field that is misspelt', '    - expression:', '    - expresion:', 'CM4408', 11, 'Did you mean "expression"'],
    ['an expression that the API server refuses', 'object.spec.replicas <= int(params.data.max)', 'frobnicate(object)', 'CM4401', 11, 'Correct the expression at spec.validations[0].expression'],
    ['an expression of another type', 'object.spec.replicas <= int(params.data.max)', 'object.spec.replicas', 'CM4401', 11, 'Correct the expression'],
    ['no action', '[Deny, Audit]', '[]', 'CM4408', 17, 'Name at least one'],
    ['Deny and Warn', '[Deny, Audit]', '[Deny, Warn]', 'CM4408', 17, 'Keep one of the two'],
    ['an unknown action', '[Deny, Audit]', '[deny]', 'CM4408', 17, 'Did you mean "Deny"'],
    ['nothing matched', 'resources: [deployments]', 'resources: []', 'CM4408', 9, 'Name at least one'],
    ['a wrong type', 'apiGroups: [apps]', 'apiGroups: apps', 'CM3002', 9, 'Write a list'],
    ['a name of the kit', 'name: replica-limit\n  ann', 'name: pod-no-privileged\n  ann', 'CM4409', 4, 'another name'],
    ['parameters that are not named', 'name: limits, namespace', 'namespace', 'CM4408', 17, 'either name or selector'],
    ['parameters without what happens where they are missing', ', parameterNotFoundAction: Deny', '', 'CM4408', 17, 'parameterNotFoundAction'],
  ])('%s', async (_, from, to, code, line, repair) => {
    const run = await casemate(['check', 'web.yaml', ...EVERYTHING, '-f', 'json'], { files: changed(from, to) });
    expect(reportIn(run).notEvaluated).toContainEqual(expect.objectContaining({ code, file: 'policy.yaml', line, repair: expect.stringContaining(repair) }));
    expect(run.exitCode).toBe(2);
    expect((await casemate(['check', 'web.yaml', ...EVERYTHING, '--exit-zero'], { files: changed(from, to) })).exitCode).toBe(2);
  });

  test.each([
    ['a file that is not there', 'nowhere.yaml', 'CM1013 nowhere.yaml'],
    ['YAML that is none', 'broken.yaml', 'broken.yaml:1:'],
    ['a file without a policy', 'limits.yaml', 'CM4410 limits.yaml there is no ValidatingAdmissionPolicy'],
  ])('%s', async (_, file, message) => {
    const run = await casemate(['check', 'web.yaml', '--policy', file], { files: { ...files, 'broken.yaml': 'a: [' } });
    expect(run).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(message) });
    expect(run.stderr).toContain('repair');
  });
});

describe('every format knows it', () => {
  const write = async (format: string, more: readonly string[] = []): Promise<string> => (await casemate(['check', 'web.yaml', ...EVERYTHING, '-f', format, ...more], { files })).stdout;

  test('text names its description, and does not send anybody to a page that is not there', async () => {
    const text = await write('text', ['--profile', 'pss-baseline']);
    expect(text).toContain('high     replica-limit  Deployments stay within the limit of their cluster');
    expect(text).toContain('web.yaml:7:3  replicas must be at most 3');
    expect(text).toContain('The API server refuses');
    expect(text).not.toContain('next:');
  });

  test('SARIF has a rule for it, without the address of a page', async () => {
    const { runs: [run] } = JSON.parse(await write('sarif')) as { runs: [{ tool: { driver: { rules: { id: string; helpUri?: string; help: { text: string } }[] } }; results: { ruleId: string; ruleIndex: number }[] }] };
    const { rules } = run.tool.driver;
    const result = run.results.find(({ ruleId }) => ruleId === 'replica-limit');
    const rule = rules[result?.ruleIndex ?? -1];
    expect(rule).toMatchObject({ id: 'replica-limit', shortDescription: { text: 'Deployments stay within the limit of their cluster' }, defaultConfiguration: { level: 'error' } });
    expect(rule).not.toHaveProperty('helpUri');
    expect(rule?.help.text).toContain('object.spec.replicas <= int(params.data.max)');
    expect(rule?.help.text).toContain('apps/v1 deployments');
  });

  test.each([
    ['junit', '<testcase name="replica-limit"'], ['github', 'title=replica-limit (high)::'], ['gitlab', '"check_name": "replica-limit"'],
    ['markdown', 'replica-limit'], ['openreports', 'policy: replica-limit\n    category: admission'],
  ])('%s', async (format, text) => {
    expect(await write(format)).toContain(text);
  });

  test('junit counts it as passed where it found nothing', async () => {
    const { stdout } = await casemate(['check', 'service.yaml', ...EVERYTHING, '-f', 'junit'], { files });
    expect(stdout).toContain('<testcase name="replica-limit" classname="every object that was evaluated"/>');
  });
});

describe('exceptions and the ratchet', () => {
  const ADD = ['exceptions', 'add', ...EVERYTHING, '--control', 'replica-limit', '--object', 'Deployment/shop/web', '--owner', 'team-shop', '--expires', '2026-12-20',
    '--reason', 'the shop is busy before the holidays', '--now', '2026-11-25'];
  const check = (given: Run['files'], ...more: string[]): Promise<Run> => casemate(['check', 'web.yaml', ...EVERYTHING, '-f', 'json', '--now', '2026-11-25', ...more], { files: given });

  test('an exception accepts its finding', async () => {
    const added = await casemate(ADD, { files });
    expect(added.exitCode).toBe(0);
    const run = await check(added.files);
    expect(ofPolicy(run)).toEqual([]);
    expect(reportIn(run).exceptions).toHaveLength(1);
    expect((await casemate(['exceptions', 'list', ...EVERYTHING], { files: added.files })).stdout).toContain('replica-limit');
  });

  test('where no policies are evaluated, their exceptions are nobody\'s business', async () => {
    const { files: given } = await casemate(ADD, { files });
    expect(JSON.parse(given['exceptions.lock.json'] ?? '')).toMatchObject({ exceptions: [{ control: 'replica-limit', policy: true }] });
    const run = await casemate(['check', 'web.yaml', '-f', 'json', '--now', '2026-11-25', '--profile', 'pss-baseline'], { files: given });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(reportIn(run).exceptions).toEqual([]);
    const guardrails = await casemate(['generate', 'guardrails', '--now', '2026-11-25'], { files: given });
    expect(guardrails).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('one that is not needed is said to be unused, one that nobody can tell of is not', async () => {
    const { files: given } = await casemate(ADD, { files });
    const unneeded = await check({ ...given, 'web.yaml': deployment.replace('5', '2') }, '--profile', 'pss-baseline');
    expect(unneeded.exitCode).toBe(4);
    expect(unneeded.stdout).toContain('CM4011');
    const open = changed('parameterNotFoundAction: Deny', 'parameterNotFoundAction: Allow')['policy.yaml'] ?? '';
    const untold = await casemate(['check', 'web.yaml', '--policy', 'policy.yaml', '-f', 'json', '--now', '2026-11-25', '--profile', 'pss-baseline'], { files: { ...given, 'policy.yaml': open } });
    expect(untold.exitCode).toBe(3);
    expect(untold.stdout).not.toContain('CM4011');
  });

  test('a name that is neither a control nor a policy is refused', async () => {
    const run = await casemate(ADD.map((word) => (word === 'replica-limit' ? 'replica-limits' : word)), { files });
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Did you mean "replica-limit"') });
  });

  test('a policy makes up for something where it looks at the object and admits it', async () => {
    const compensated = ['exceptions', 'add', ...EVERYTHING, '--control', 'image-digest', '--object', 'Deployment/shop/web', '--owner', 'team-shop', '--expires', '2026-12-20',
      '--reason', 'the registry has immutable tags', '--now', '2026-11-25', '--compensating', 'replica-limit'];
    const { files: given } = await casemate(compensated, { files });
    expect((await check(given)).stdout).toContain('which is to make up for it, does not hold');
    const admitted = reportIn(await check({ ...given, 'web.yaml': deployment.replace('5', '3') }));
    expect(admitted.exceptions).toHaveLength(1);
    const elsewhere = changed('resources: [deployments]', 'resources: [statefulsets]')['policy.yaml'] ?? '';
    expect((await check({ ...given, 'policy.yaml': elsewhere })).stdout).toContain('does not look at a Deployment');
  });

  test('the ratchet knows its findings', async () => {
    const { files: given, exitCode } = await casemate(['ratchet', 'write', 'web.yaml', ...EVERYTHING], { files });
    expect(exitCode).toBe(0);
    expect((await check(given)).exitCode).toBe(0);
    expect((await check({ ...given, 'web.yaml': deployment.replace('5', '2') })).exitCode).toBe(4);
  });
});
