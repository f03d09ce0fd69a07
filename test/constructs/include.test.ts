import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Include } from 'cdk8s';
import type { Construct } from 'constructs';
import { declarePlatform, Hardening, type Platform } from '../../constructs/index';
import { clean, failureOf, find, fullPlatform, type Rendered, scene, synth, verdict } from '../support/cdk8s';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'casemate-include-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** What `Include` makes of some YAML. */
function include(scope: Construct, yaml: string, id = 'app'): Include {
  const file = join(directory, `${id}.yaml`);
  writeFileSync(file, yaml);
  return new Include(scope, id, { url: file });
}

const chartOn = (platform: Platform): Chart => {
  const app = new App();
  declarePlatform(app, platform);
  return new Chart(app, 'legacy');
};

/** A pod that needs no more than repairs. */
const pod = (name: string, fields = ''): string => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop }
spec:
  enableServiceLinks: false
  serviceAccountName: ${name}
  automountServiceAccountToken: false
  containers:
    - name: main
      image: registry.example.com/shop/api:1.4.2@sha256:${'4c2e7b1f'.repeat(8)}
      resources:
        requests: { cpu: 200m, memory: 256Mi, ephemeral-storage: 128Mi }
        limits: { memory: 256Mi, ephemeral-storage: 128Mi }
      securityContext: { runAsUser: 10001, runAsGroup: 10001 }
${fields}`;

const account = (name: string): string => `apiVersion: v1
kind: ServiceAccount
metadata: { name: ${name}, namespace: shop }
automountServiceAccountToken: false
`;

test('every document is hardened in its place, and what Kubernetes knows is kept to the last field', () => {
  const { chart } = scene();
  include(chart, [
    account('web'), pod('web', `      resizePolicy: [{ resourceName: cpu, restartPolicy: NotRequired }]
  resources: { limits: { memory: 512Mi } }
  schedulingGates: [{ name: example.com/gate }]
`), `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop, finalizers: [example.com/keep] }
immutable: true
binaryData: { logo: AAAA }
data: { mode: "0444", flag: "yes", empty: "" }
`, `apiVersion: example.com/v1
kind: Widget
metadata: { name: small, namespace: shop }
spec: { anything: [1, two, { three: 3 }] }
`].join('---\n'), 'app');
  Hardening.of(chart).apply();
  const objects = synth(chart).slice(-4);
  expect(objects.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'Pod', 'ConfigMap', 'Widget']);
  expect(find(objects, 'Pod')).toMatchObject({
    spec: {
      hostUsers: false, resources: { limits: { memory: '512Mi' } }, schedulingGates: [{ name: 'example.com/gate' }],
      containers: [{ resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }], securityContext: { capabilities: { drop: ['ALL'] } } }],
    },
  });
  expect(find(objects, 'ConfigMap')).toEqual({
    apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop', finalizers: ['example.com/keep'] },
    immutable: true, binaryData: { logo: 'AAAA' }, data: { mode: '0444', flag: 'yes', empty: '' },
  });
  expect(find(objects, 'Widget')['spec']).toEqual({ anything: [1, 'two', { three: 3 }] });
  expect(verdict(synth(chart))).toEqual(clean);
});

describe('below a DefaultDenyNamespace', () => {
  const withoutNamespace = (yaml: string): string => yaml.replaceAll(', namespace: shop', '');

  test.each([['the chart', true], ['the namespace', false]])('objects are judged as they land, for %s', (_, isChart) => {
    const { chart, shop } = scene();
    Hardening.of(isChart ? chart : shop).apply();
    include(shop, withoutNamespace(`${account('web')}---\n${pod('web')}`));
    Hardening.of(isChart ? chart : shop).apply();
    expect(find(synth(chart), 'Pod').metadata).toMatchObject({ namespace: 'shop' });
    expect(verdict(synth(chart))).toEqual(clean);
  });

  test('the items of a List are objects like others', () => {
    const { chart, shop } = scene();
    const lists = `apiVersion: v1
kind: List
metadata: { resourceVersion: "" }
items:
${indent(withoutNamespace(account('web')))}
${indent(withoutNamespace(pod('web')))}
  - apiVersion: v1
    kind: ConfigMapList
    items: [{ metadata: { name: settings }, data: { a: b } }]
`;
    const { apiObjects, node } = include(shop, lists);
    expect(apiObjects.map(({ kind }) => kind)).toEqual(['List']);
    Hardening.of(chart).apply();
    expect(node.children.map(({ node: { id } }) => id)).toEqual(['web-serviceaccount', 'web-pod', 'settings-configmap']);
    expect(find(synth(chart), 'ConfigMap').metadata).toMatchObject({ name: 'settings', namespace: 'shop' });
    expect(synth(chart).filter(({ kind }) => kind.endsWith('List'))).toEqual([]);
    expect(verdict(synth(chart))).toEqual(clean);
  });
});

const indent = (yaml: string): string => yaml.trimEnd().split('\n').map((line, index) => `  ${index === 0 ? '- ' : '  '}${line}`).join('\n');

test.each([['before', true], ['after', false]])('what is wrong in a List fails synth, where it comes %s apply()', (_, isBefore) => {
  const { chart } = scene();
  if (!isBefore) Hardening.of(chart).apply();
  include(chart, `apiVersion: v1\nkind: List\nitems:\n${indent(pod('web').replace('@sha256', '-sha256'))}\n`);
  if (isBefore) Hardening.of(chart).apply();
  const { message } = failureOf(() => synth(chart));
  expect(message).toMatch(/\[test\/app\/(web-pod|object0-list)\S*\] (web: )?image-digest: spec\.containers\[0\]\.image/);
});

test('a list of what is no object is not passed over', () => {
  const { chart } = scene();
  include(chart, 'apiVersion: v1\nkind: List\nitems: [{ metadata: { name: nothing } }]\n');
  Hardening.of(chart).apply();
  expect(failureOf(() => synth(chart)).message).toContain('CM3002: kind is no such kind');
});

describe('the platform', () => {
  const hardened = (platform: Platform, fields = ''): { readonly rendered: Rendered; readonly leftOut: readonly (readonly [string, string])[] } => {
    jest.spyOn(process, 'emitWarning').mockImplementation();
    const chart = chartOn({});
    include(chart, pod('web', fields));
    Hardening.of(chart).apply({ platform });
    const [report] = Hardening.of(chart).report();
    return { rendered: find(synth(chart), 'Pod'), leftOut: (report?.leftOut ?? []).map(({ field, why }) => [field, why] as const) };
  };
  afterEach(() => jest.restoreAllMocks());

  test('decides what is written, and the report says of the rest which field, and why', () => {
    expect(hardened(fullPlatform)).toMatchObject({ rendered: { spec: { hostUsers: false, securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } } }, leftOut: [] });
    expect(hardened({}).leftOut).toEqual([
      ['spec.hostUsers', 'the platform does not declare userNamespaces'],
      ['spec.securityContext.appArmorProfile.type', 'the platform does not declare nodeOs or appArmor'],
    ]);
    expect(hardened({ kubernetes: '1.29', nodeOs: 'bottlerocket' }).leftOut).toEqual([
      ['spec.hostUsers', 'Kubernetes has it on by default only since 1.33'],
      ['spec.securityContext.appArmorProfile.type', 'bottlerocket has no AppArmor'],
    ]);
  });

  test.each([
    ['a volume on NFS', '  volumes: [{ name: data, nfs: { server: nfs.example.com, path: / } }]\n', /the kernel cannot map the users of files on NFS/],
  ])('keeps a pod with %s out of a user namespace', (_, fields, why) => {
    const chart = chartOn(fullPlatform);
    include(chart, pod('web', fields));
    Hardening.of(chart).apply();
    expect(Hardening.of(chart).report()[0]?.leftOut).toEqual([expect.objectContaining({ name: 'hostUsers: false', why: expect.stringMatching(why) })]);
  });

  test('is completed, and refused where nothing would run', () => {
    expect(hardened({ kubernetes: '1.37', nodeOs: 'ubuntu', userNamespaces: true }).leftOut).toEqual([]);
    expect(hardened({ kubernetes: '1.29', nodeOs: 'ubuntu' }).rendered.metadata.annotations).toEqual({ 'container.apparmor.security.beta.kubernetes.io/main': 'runtime/default' });
    const apply = (platform: Platform): ReturnType<typeof failureOf> => failureOf(() => Hardening.of(chartOn({})).apply({ platform }));
    expect(apply({ nodeOs: 'windows' })).toMatchObject({ code: 'CM5015' });
    expect(apply({ kubernetes: '1.99' })).toMatchObject({ code: 'CM5010' });
  });

  test('asks for the old annotations, but for what somebody chose', () => {
    const platform: Platform = { ...fullPlatform, legacyAnnotations: true };
    expect(hardened(platform).rendered.metadata.annotations).toEqual({
      'container.apparmor.security.beta.kubernetes.io/main': 'runtime/default', 'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default',
    });
    const chosen = hardened(platform, '  securityContext: { appArmorProfile: { type: Localhost, localhostProfile: shop } }\n').rendered;
    expect(chosen.metadata.annotations).toEqual({ 'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default' });
    expect(chosen.spec.securityContext.appArmorProfile).toEqual({ type: 'Localhost', localhostProfile: 'shop' });
  });
});

test('the report says what was changed, by whom and why; what the kit has no last word on is not in it', () => {
  const { chart } = scene();
  const { apiObjects: [web] } = include(chart, pod('web'));
  new ApiObject(chart, 'other', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' } });
  Hardening.of(web as ApiObject).apply();
  const report = Hardening.of(chart).report().filter(({ constructPath }) => !constructPath.startsWith('test/shop'));
  expect(report).toEqual([expect.objectContaining({ constructPath: 'test/app/web-pod-shop', object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' } })]);
  expect(report[0]?.changes).toContainEqual({
    field: 'spec.containers[0].securityContext.allowPrivilegeEscalation', control: 'pod-no-privilege-escalation', reason: expect.stringContaining('setuid'),
  });
});
