import type { EnforcementLevel, ResourceValidationPolicy } from '@pulumi/policy';
import * as pulumi from '@pulumi/pulumi';
import * as analyzer from '@pulumi/pulumi/proto/analyzer_pb';
import { objectControls } from '../../src/controls/index';
import { valueAt } from '../../src/manifest/path';
import { hardenPolicies } from '../../stacks/index';
import { travellingSecret } from '../support/pulumi';

// What the engine calls: the very code that a policy pack runs, with its proxies for secret and unknown values.
const server = require('@pulumi/policy/server') as Record<'makeAnalyzeRpcFun' | 'makeRemediateRpcFun', MakeRpc>;
const { unknownStringValue } = require('@pulumi/policy/proxy') as { unknownStringValue: string };
type Rpc<T> = (call: { request: unknown }, callback: (error: Error | undefined, response: T) => void) => void;
type MakeRpc = (pack: string, version: string, level: EnforcementLevel, policies: readonly ResourceValidationPolicy[]) => Rpc<never>;

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

async function violationsOf(props: object, type = POD): Promise<readonly Violation[]> {
  const rpc = server.makeAnalyzeRpcFun('casemate', '0.1.0', 'mandatory', hardenPolicies());
  const response = await call<analyzer.AnalyzeResponse>(rpc, request(props, type));
  return response.getDiagnosticsList().map((item) => ({ policy: item.getPolicyname(), message: item.getMessage(), level: item.getEnforcementlevel() }));
}

async function remediated(props: object): Promise<{ props: unknown; policies: readonly string[] }> {
  const rpc = server.makeRemediateRpcFun('casemate', '0.1.0', 'remediate', hardenPolicies());
  const response = await call<analyzer.RemediateResponse>(rpc, request(props, POD));
  const remediations = response.getRemediationsList();
  return { props: remediations.at(-1)?.getProperties()?.toJavaScript(), policies: remediations.map((item) => item.getPolicyname()) };
}

describe('hardenPolicies', () => {
  const policies = hardenPolicies();

  test('is one policy a control, with its texts, and one for what could not be judged', () => {
    const overridden = new Set(objectControls.map(({ overrides }) => overrides));
    const selected = objectControls.filter(({ id }) => !overridden.has(id));
    expect(policies.map(({ name }) => name)).toEqual([...selected.map(({ id }) => id), 'casemate-not-judged']);
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
