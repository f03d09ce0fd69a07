import * as pulumi from '@pulumi/pulumi';
import { check } from '../../src/check/check';
import { objectControls } from '../../src/controls/index';
import type { KubernetesObject } from '../../src/manifest/object';
import { valueAt } from '../../src/manifest/path';
import { hardenResource } from '../../stacks/index';
import { unknownOutput } from '../support/pulumi';

const container = (fields: object = {}): object => ({ name: 'web', image: 'web:1', securityContext: { runAsUser: 1000 }, ...fields });
const pod = (...containers: readonly object[]): Record<string, unknown> => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop' }, spec: { containers: containers.length === 0 ? [container()] : containers },
});
const deployment = (template: Record<string, unknown>): Record<string, unknown> => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: template['spec'] } },
});
const POD = 'kubernetes:core/v1:Pod';
const harden = (type: string, props: Record<string, unknown>) => hardenResource({ type, name: 'web', props });

describe('hardenResource', () => {
  test('repairs what check finds and can be repaired', () => {
    const props = deployment(pod());
    const { props: hardened, changes, findings } = harden('kubernetes:apps/v1:Deployment', props);
    expect(changes.length).toBeGreaterThan(3);
    expect(valueAt(hardened, ['spec', 'template', 'spec', 'containers', 0, 'securityContext', 'allowPrivilegeEscalation'])).toBe(false);
    const left = check([hardened as unknown as KubernetesObject], { controls: objectControls }).findings;
    expect(left.filter(({ fixable }) => fixable)).toEqual([]);
    expect(left.map(({ control, field }) => [control, field])).toEqual(expect.arrayContaining(findings.map(({ control, field }) => [control, field])));
    expect(left).toHaveLength(findings.length);
  });

  test('goes by apiVersion and kind, not by the type token', () => {
    const typed = harden(POD, pod());
    expect(harden('kubernetes:v1:Pod', pod())).toEqual(typed);
    expect(typed.changes).not.toEqual([]);
  });

  test('is idempotent, and leaves its input alone', () => {
    const props = pod();
    const before = structuredClone(props);
    const once = harden(POD, props);
    const twice = hardenResource({ type: POD, name: 'web', props: once.props });
    expect(props).toEqual(before);
    expect(twice.changes).toEqual([]);
    expect(twice.props).toBe(once.props);
  });

  test('hardens every item of a list, at its place', () => {
    const { props, changes } = harden('kubernetes:core/v1:List', { apiVersion: 'v1', kind: 'List', items: [pod(), deployment(pod())] });
    expect(new Set(changes.map(({ path }) => path.slice(0, 2).join('.')))).toEqual(new Set(['items.0', 'items.1']));
    expect(valueAt(props, ['items', 1, 'spec', 'template', 'spec', 'containers', 0, 'securityContext', 'allowPrivilegeEscalation'])).toBe(false);
  });

  test.each(['aws:s3/bucket:Bucket', 'kubernetes:yaml/v2:ConfigGroup', 'pulumi:providers:kubernetes'])('leaves a %s alone', (type) => {
    const props = { bucket: 'logs' };
    const outcome = harden(type, props);
    expect(outcome).toEqual({ props, changes: [], findings: [], notEvaluated: [], accepted: [], exceptionProblems: [] });
    expect(outcome.props).toBe(props);
  });

  test.each([
    ['a Patch', 'kubernetes:apps/v1:DeploymentPatch', deployment(pod()), 'CM7002'],
    ['a Helm release', 'kubernetes:helm.sh/v3:Release', { chart: 'web' }, 'CM7001'],
    ['an object of a kind that is not known yet', POD, { ...pod(), kind: unknownOutput() }, 'CM7003'],
    ['an object that the API server refuses', POD, { ...pod(), spec: { containers: 'web' } }, 'CM3002'],
  ])('does not count %s as judged', (_name, type, props, code) => {
    const outcome = harden(type, props);
    expect(outcome.props).toBe(props);
    expect(outcome.notEvaluated.map((item) => item.code)).toEqual([code]);
  });
});

describe('hardenResource and outputs', () => {
  const image = unknownOutput<string>();
  const password = pulumi.secret('hunter2');
  const { props, changes, notEvaluated } = harden(POD, pod(container({ image, env: [{ name: 'PASSWORD', value: password }] })));

  test('keeps the very outputs where they are', () => {
    expect(valueAt(props, ['spec', 'containers', 0, 'image'])).toBe(image);
    expect(valueAt(props, ['spec', 'containers', 0, 'env', 0, 'value'])).toBe(password);
  });

  test('hardens around them', () => {
    expect(changes.length).toBeGreaterThan(3);
    expect(valueAt(props, ['spec', 'containers', 0, 'securityContext', 'capabilities', 'drop'])).toEqual(['ALL']);
  });

  test('says which controls hang on them', () => {
    expect(notEvaluated).toContainEqual(expect.objectContaining({ code: 'CM3003', field: 'spec.containers[0].image' }));
    expect(JSON.stringify(notEvaluated)).not.toContain('hunter2');
  });

  test('judges nothing inside an output', () => {
    const spec = unknownOutput();
    const outcome = harden(POD, { ...pod(), spec });
    expect(outcome.props['spec']).toBe(spec);
    expect(outcome.notEvaluated.length).toBeGreaterThan(10);
  });
});
