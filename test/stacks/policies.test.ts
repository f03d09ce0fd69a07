import type { EnforcementLevel, Policies } from '@pulumi/policy';
import * as pulumi from '@pulumi/pulumi';
import * as analyzer from '@pulumi/pulumi/proto/analyzer_pb';
import { objectControls, catalogue } from '../../src/controls/index';
import { valueAt } from '../../src/manifest/path';
import { parseLedger } from '../../src/check/exceptions/ledger';
import { hardenPolicies, type HardenPoliciesOptions } from '../../stacks/index';
import { exception, ledger, now } from '../check/exceptions/samples';
import { inDirectory } from '../cli/support';
import { travellingSecret } from '../support/pulumi';

// What the engine calls: the very code that a policy pack runs, with its proxies for secret and unknown values.
const server = require('@pulumi/policy/server') as Record<'makeAnalyzeRpcFun' | 'makeAnalyzeStackRpcFun' | 'makeRemediateRpcFun', MakeRpc>;
const { unknownStringValue } = require('@pulumi/policy/proxy') as { unknownStringValue: string };
type Rpc<T> = (call: { request: unknown }, callback: (error: Error | undefined, response: T) => void) => void;
type MakeRpc = (pack: string, version: string, level: EnforcementLevel, policies: Policies) => Rpc<never>;

const POD = 'kubernetes:core/v1:Pod';
const container = { name: 'web', image: 'web:1', securityContext: { runAsUser: 1000 } };
const podOf = (...containers: readonly object[]): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers } });

/** A message of the engine about a resource. */
const request = (props: object, type: string): object => ({
  getType: () => type,
  getName: () => 'web',
  getUrn: () => `urn:pulumi:test::shop::${type}::web`,
  getOptions: () => new analyzer.AnalyzerResourceOptions(),
  getProvider: () => undefined,
  getProperties: () => ({ toJavaScript: () => JSON.parse(JSON.stringify(props)) as unknown }),
});

const call = <T>(rpc: Rpc<never>, message: unknown): Promise<T> =>
  new Promise((resolve, reject) => (rpc as Rpc<T>)({ request: message }, (error, response) => (error === undefined ? resolve(response) : reject(error))));

interface Violation {
  readonly policy: string;
  readonly message: string;
  readonly level: number;
}

async function violationsOf(props: object, type = POD, options: HardenPoliciesOptions = {}): Promise<readonly Violation[]> {
  const rpc = server.makeAnalyzeRpcFun('casemate', '0.1.0', 'mandatory', hardenPolicies(options));
  return violationsIn(await call<analyzer.AnalyzeResponse>(rpc, request(props, type)));
}

/** What a stack with these pods violates, once all of them are there. */
async function stackViolationsOf(options: HardenPoliciesOptions, ...pods: readonly object[]): Promise<readonly Violation[]> {
  const rpc = server.makeAnalyzeStackRpcFun('casemate', '0.1.0', 'mandatory', hardenPolicies(options));
  const resources = pods.map((pod) => ({
    ...request(pod, POD), getParent: () => '', getDependenciesList: () => [], getPropertydependenciesMap: () => new Map(),
  }));
  return violationsIn(await call<analyzer.AnalyzeResponse>(rpc, { getResourcesList: () => resources }));
}

function violationsIn(response: analyzer.AnalyzeResponse): readonly Violation[] {
  return response.getDiagnosticsList().map((item) => ({ policy: item.getPolicyname(), message: item.getMessage(), level: item.getEnforcementlevel() }));
}

async function remediated(props: object, options: HardenPoliciesOptions = {}): Promise<{ props: unknown; policies: readonly string[] }> {
  const rpc = server.makeRemediateRpcFun('casemate', '0.1.0', 'remediate', hardenPolicies(options));
  const response = await call<analyzer.RemediateResponse>(rpc, request(props, POD));
  const remediations = response.getRemediationsList();
  return { props: remediations.at(-1)?.getProperties()?.toJavaScript(), policies: remediations.map((item) => item.getPolicyname()) };
}

describe('hardenPolicies', () => {
  const policies = hardenPolicies();

  test('a control with parameters becomes a policy once it is told them', async () => {
    const told = { parameters: { 'admission-registry-allowlist': { registries: ['registry.example.com'] } } };
    expect(policies.map(({ name }) => name)).not.toContain('admission-registry-allowlist');
    expect(await violationsOf(podOf({ name: 'web', image: 'evil.example.net/web:1' }), POD, told)).toContainEqual(
      expect.objectContaining({ policy: 'admission-registry-allowlist', message: expect.stringContaining('must be an image from registry.example.com') }),
    );
    expect((await violationsOf(podOf({ name: 'web', image: 'registry.example.com/web:1' }), POD, told)).map(({ policy }) => policy)).not.toContain('admission-registry-allowlist');
    expect(() => hardenPolicies({ parameters: { 'no-such-control': {} } })).toThrow(expect.objectContaining({ code: 'CM4202' }));
  });

  test('is one policy a control, with its texts, and one for what could not be judged, and one for the exceptions', () => {
    const overridden = new Set(objectControls.map(({ overrides }) => overrides));
    const selected = objectControls.filter(({ id }) => !overridden.has(id));
    expect(policies.map(({ name }) => name)).toEqual([...selected.map(({ id }) => id), 'casemate-not-judged', 'casemate-exceptions']);
    for (const [index, control] of selected.entries()) {
      expect(policies[index]).toMatchObject({ displayName: control.title, remediationSteps: control.remediation });
      expect(policies[index]?.description).toContain(control.rationale);
    }
  });

  test('reports what does not hold, by the control', async () => {
    const violations = await violationsOf(podOf({ ...container, securityContext: { privileged: true } }));
    expect(violations).toContainEqual({
      policy: 'pod-no-privileged', level: analyzer.EnforcementLevel.MANDATORY, message: expect.stringContaining('securityContext.privileged must be'),
    });
    expect((await violationsOf(podOf(container))).map(({ policy }) => policy)).not.toContain('pod-no-privileged');
  });

  test('reports nothing about other resources', async () => {
    expect(await violationsOf({ bucket: 'logs' }, 'aws:s3/bucket:Bucket')).toEqual([]);
  });

  test.each([
    ['an object that the API server refuses', { ...podOf(), spec: { containers: 'web' } }, POD, 'CM3002'],
    ['a Helm release', { chart: 'web' }, 'kubernetes:helm.sh/v3:Release', ''],
    ['a Patch', podOf(container), 'kubernetes:core/v1:PodPatch', ''],
  ])('reports %s as not judged', async (_name, props, type) => {
    expect((await violationsOf(props, type)).map(({ policy }) => policy)).toEqual(['casemate-not-judged']);
  });

  test('leaves to the deployment what a preview does not know, and judges the rest', async () => {
    const violations = await violationsOf(podOf({ ...container, image: unknownStringValue }));
    expect(violations).toContainEqual({
      policy: 'image-digest', level: analyzer.EnforcementLevel.ADVISORY, message: expect.stringMatching(/can't run .* during preview: .*image/),
    });
    expect(violations).toContainEqual(expect.objectContaining({ policy: 'pod-no-privilege-escalation', level: analyzer.EnforcementLevel.MANDATORY }));
  });
});

describe('exceptions', () => {
  const object = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' };
  const accepted = { ...exception, object, control: 'pod-no-privileged', containers: ['web'], expires: '2027-01-31' };
  const pod = (...containers: readonly object[]): object => ({ ...podOf(...containers), metadata: { name: 'web', namespace: 'shop' } });
  const privileged = { ...container, securityContext: { privileged: true } };
  const options = (...changes: readonly object[]): HardenPoliciesOptions =>
    ({ exceptions: changes.map((change) => ({ ...accepted, ...change })), now });
  const own = (violations: readonly Violation[]): readonly string[] =>
    violations.filter(({ policy }) => policy === 'pod-no-privileged').map(({ message }) => message);

  test('accept the one finding that they are for', async () => {
    const violations = await violationsOf(pod(privileged, { ...privileged, name: 'other' }), POD, options({}));
    expect(own(violations)).toEqual([expect.stringContaining('container "other"')]);
    expect(own(await violationsOf({ ...pod(privileged), metadata: { name: 'web-2', namespace: 'shop' } }, POD, options({})))).toHaveLength(1);
    expect(await stackViolationsOf(options({}), pod(privileged))).toEqual([]);
  });

  test.each<[string, object, RegExp]>([
    ['is over', { expires: '2026-11-23' }, /^Pod shop\/web: CM4010 /m],
    ['runs for too long', { expires: '2028-01-01' }, /^Pod shop\/web: CM4012 /m],
    ['is void', { compensating: ['pod-no-host-pid', 'pod-run-as-non-root'] }, /^Pod shop\/web: CM4013 .*pod-run-as-non-root/m],
  ])('one that %s accepts nothing, and is reported', async (_, change, message) => {
    expect(own(await violationsOf(pod(privileged), POD, options(change)))).toHaveLength(1);
    expect(await stackViolationsOf(options(change), pod(privileged))).toEqual([
      { policy: 'casemate-exceptions', level: analyzer.EnforcementLevel.MANDATORY, message: expect.stringMatching(message) },
    ]);
  });

  test('one that is not used is reported; where the stack is only a part, not for what is not there', async () => {
    const message = expect.stringMatching(/CM4011 pod-no-privileged: the exception is not used/);
    expect(await stackViolationsOf(options({}), pod(container))).toEqual([expect.objectContaining({ message })]);
    expect(await stackViolationsOf({ ...options({}), partial: true }, pod(container))).toHaveLength(1);
    expect(await stackViolationsOf(options({}))).toEqual([expect.objectContaining({ message: expect.stringContaining('an object that is not there') })]);
    expect(await stackViolationsOf({ ...options({}), partial: true })).toEqual([]);
  });

  test('what the other objects make up for is judged with all of them', async () => {
    const compensated = options({ compensating: ['network-default-deny-egress'] });
    expect(own(await violationsOf(pod(privileged), POD, compensated))).toEqual([]);
    expect(await stackViolationsOf(compensated, pod(privileged))).toEqual([expect.objectContaining({ message: expect.stringContaining('CM4013') })]);
  });

  test('what is accepted is not remediated', async () => {
    const escalation = options({ control: 'pod-no-privilege-escalation' });
    const { policies } = await remediated(pod(container), escalation);
    expect(policies).not.toContain('pod-no-privilege-escalation');
    expect((await remediated(pod(container))).policies).toContain('pod-no-privilege-escalation');
  });

  test('a ledger is read, and one that cannot be read is an error', async () => {
    await inDirectory({ 'own.json': ledger(accepted), 'broken.json': '{' }, async (directory) => {
      const violations = await violationsOf(pod(privileged), POD, { exceptions: `${directory}/own.json`, now });
      expect(own(violations)).toEqual([]);
      expect(parseLedger(ledger(accepted), 'own.json', catalogue)).toEqual([accepted]);
      expect(() => hardenPolicies({ exceptions: `${directory}/none.json` })).toThrow(expect.objectContaining({ code: 'CM4004' }));
      expect(() => hardenPolicies({ exceptions: `${directory}/broken.json` })).toThrow(expect.objectContaining({ place: expect.objectContaining({ file: `${directory}/broken.json` }) }));
    });
  });
});

describe('remediation', () => {
  const env = [{ name: 'PASSWORD', value: travellingSecret('hunter2') }];

  test('repairs as harden does, and what it repaired is not reported again', async () => {
    const before = await violationsOf(podOf(container));
    const { props, policies } = await remediated(podOf(container));
    expect(valueAt(props, ['spec', 'containers', 0, 'securityContext', 'capabilities', 'drop'])).toEqual(['ALL']);
    const after = await violationsOf(props as object);
    expect(policies.length).toBeGreaterThan(3);
    expect(after.map(({ policy }) => policy).filter((policy) => policies.includes(policy))).toEqual([]);
    expect(after.length).toBeLessThan(before.length);
  });

  test('keeps secrets secret', async () => {
    const { props } = await remediated(podOf({ ...container, env }));
    expect(valueAt(props, ['spec', 'containers', 0, 'env', 0, 'value'])).toEqual(travellingSecret('hunter2'));
    expect(JSON.stringify(props).split('hunter2')).toHaveLength(2);
  });

  test('keeps what is unknown', async () => {
    const { props } = await remediated(podOf({ ...container, image: unknownStringValue }));
    expect(valueAt(props, ['spec', 'containers', 0, 'image'])).toBe(pulumi.runtime.unknownValue);
    expect(valueAt(props, ['spec', 'containers', 0, 'securityContext', 'allowPrivilegeEscalation'])).toBe(false);
  });

  test('does nothing twice', async () => {
    const { props } = await remediated(podOf(container));
    expect((await remediated(props as object)).policies).toEqual([]);
  });
});
