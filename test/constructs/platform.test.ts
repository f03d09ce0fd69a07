import { type App, JsonPatch, ApiObject, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { controls } from '../../src/index';
import { declarePlatform, HardenedDeployment, Hardening, type Platform, platformOf, User } from '../../constructs/index';
import { completed } from '../../src/platform';
import { container, failureOf, find, fullPlatform, type Rendered, scene, synth, task } from '../support/cdk8s';

const declaring = (platform: Platform): ReturnType<typeof failureOf> => failureOf(() => declarePlatform(Testing.app(), platform));

/** The pods of a Deployment on a platform, and what synth says of it. */
function on(platform: Platform, props: object = {}, change: (api: HardenedDeployment) => void = () => undefined): { readonly spec: Rendered; readonly said: readonly string[] } {
  const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation();
  try {
    const { chart, shop } = scene(platform);
    change(new HardenedDeployment(shop, 'api', { containers: [container], ...props }));
    const { spec } = (find(synth(chart), 'Deployment') as Rendered).spec.template;
    return { spec, said: emitWarning.mock.calls.map(([message]) => String(message)) };
  } finally {
    emitWarning.mockRestore();
  }
}

test.each<[Platform['nodeOs'], boolean]>([
  ['ubuntu', true], ['debian', true], ['container-optimized-os', true], ['amazon-linux', false], ['bottlerocket', false], ['rhcos', false], ['talos', false],
])('the nodes of %s have AppArmor: %s', (nodeOs, has) => {
  expect(completed({ nodeOs }).appArmor).toBe(has);
  const { spec, said } = on({ ...fullPlatform, appArmor: undefined, nodeOs });
  expect('appArmorProfile' in spec.securityContext).toBe(has);
  expect(said).toEqual(has ? [] : [`appArmorProfile is left out: ${nodeOs} has no AppArmor, see declarePlatform().`]);
});

test('the nodes of Autopilot are known, and what is declared counts before what follows', () => {
  expect(completed({ provider: 'gke-autopilot' })).toMatchObject({ nodeOs: 'container-optimized-os', appArmor: true });
  expect(completed({ provider: 'eks' })).toEqual({ provider: 'eks' });
  expect(completed({ nodeOs: 'ubuntu', appArmor: false }).appArmor).toBe(false);
});

test('what is declared is kept for everything below', () => {
  const app: App = Testing.app();
  declarePlatform(app, { kubernetes: '1.36', nodeOs: 'ubuntu' });
  expect(platformOf(app)).toEqual({ kubernetes: '1.36', nodeOs: 'ubuntu', appArmor: true });
});

test.each<[string, Platform, string]>([
  ['Windows', { nodeOs: 'windows' }, 'platform.nodeOs is windows'],
  ['a mesh with an init container', { mesh: 'istio-init' }, "declare mesh: 'istio-cni'"],
  ['the other one', { mesh: 'linkerd-init' }, "declare mesh: 'linkerd-cni'"],
  ['AppArmor where there is none', { nodeOs: 'bottlerocket', appArmor: true }, 'platform.appArmor is true, but bottlerocket has none'],
  ['user namespaces too early', { kubernetes: '1.32', userNamespaces: true }, 'platform.userNamespaces is true'],
  ['a policy of groups too early', { kubernetes: '1.30', supplementalGroupsPolicy: true }, 'not in 1.30'],
])('%s is refused', (_, platform, message) => {
  expect(declaring(platform)).toMatchObject({ code: 'CM5015', message: expect.stringContaining(message) });
});

test('each field is written where Kubernetes knows it, and elsewhere synth says why not', () => {
  const settings = new kplus.ConfigMap(Testing.chart(), 'settings');
  const volume = kplus.Volume.fromConfigMap(Testing.chart(), 'volume', settings);
  const props = { containers: [{ ...container, preStopSleep: { toSeconds: () => 5 }, volumeMounts: [
    { path: '/etc/settings', volume, readOnly: true },
    { path: '/etc/shared', volume, readOnly: true, propagation: kplus.MountPropagation.HOST_TO_CONTAINER },
  ] }] };
  const old = on({ kubernetes: '1.29', appArmor: true }, props);
  expect(JSON.stringify(old.spec)).not.toMatch(/hostUsers|supplementalGroupsPolicy|"sleep"|recursiveReadOnly|appArmorProfile/);
  expect(old.said).toEqual([
    'hostUsers: false is left out: Kubernetes has it on by default only since 1.33, see declarePlatform().',
    'supplementalGroupsPolicy: Strict is left out: Kubernetes has it on by default only since 1.33, see declarePlatform().',
    'lifecycle.preStop.sleep is left out: Kubernetes has it on by default only since 1.30, see declarePlatform().',
    'recursiveReadOnly is left out: Kubernetes has it on by default only since 1.31, see declarePlatform().',
  ]);
  const latest = on(fullPlatform, props);
  expect(latest.said).toEqual([]);
  expect(latest.spec).toMatchObject({
    hostUsers: false,
    securityContext: { supplementalGroupsPolicy: 'Strict', appArmorProfile: { type: 'RuntimeDefault' } },
    containers: [{ lifecycle: { preStop: { sleep: { seconds: 5 } } }, volumeMounts: expect.arrayContaining([expect.objectContaining({ mountPath: '/etc/settings', recursiveReadOnly: 'IfPossible' })]) }],
  });
  // The API server refuses it together with mount propagation.
  const shared = latest.spec.containers[0].volumeMounts.find(({ mountPath }: Rendered) => mountPath === '/etc/shared');
  expect(shared).toMatchObject({ readOnly: true, mountPropagation: 'HostToContainer' });
  expect(shared).not.toHaveProperty('recursiveReadOnly');
});

test('what Pod Security refuses is never the platform\'s doing', () => {
  const containers = [{ ...container, user: User.root() }];
  expect(() => on(fullPlatform, { containers })).not.toThrow();
  for (const platform of [{}, { kubernetes: '1.37', userNamespaces: false }] as const) {
    expect(failureOf(() => on(platform, { containers })).message).toContain('pod-run-as-non-root');
  }
});

test('numbers of users that are the node\'s are told of where pods have no users of their own', () => {
  const { said } = on({ kubernetes: '1.37', nodeOs: 'ubuntu', supplementalGroupsPolicy: true }, { containers: [{ ...container, user: 101 }] });
  expect(said).toEqual([
    'hostUsers: false is left out: the platform does not declare userNamespaces, see declarePlatform().',
    'pod-high-uid-gid is left out: it would hold for pods with users of their own, and the platform does not declare userNamespaces, see declarePlatform().',
  ]);
});

test('a sidecar needs an API server that knows them', () => {
  const initContainers = [{ ...container, name: 'proxy', restartPolicy: kplus.ContainerRestartPolicy.ALWAYS }];
  expect(failureOf(() => on({ kubernetes: '1.28' }, { initContainers }))).toMatchObject({ code: 'CM5015', message: expect.stringContaining('restartPolicy of the container "proxy"') });
  expect(on({ kubernetes: '1.29' }, { initContainers }).spec.initContainers[0].restartPolicy).toBe('Always');
});

test.each(['istio-cni', 'linkerd-cni'] as const)('the user of the proxy of %s is not for programs', (mesh) => {
  const user = mesh === 'istio-cni' ? 1337 : 2102;
  const containers = [{ ...container, user }];
  expect(failureOf(() => on({ ...fullPlatform, mesh }, { containers }))).toMatchObject({ code: 'CM5015', message: expect.stringContaining('past the mesh') });
  expect(() => on({ ...fullPlatform, mesh: 'istio-ambient' }, { containers })).not.toThrow();
});

describe('users of its own', () => {
  const exception = { reason: 'its files are on NFS, whose users cannot be mapped', owner: 'team-shop', expires: '2027-01-15' };

  test('are left out by an exception, for a volume that cannot be seen to be on NFS', () => {
    const { spec } = on(fullPlatform, {}, (api) => Hardening.of(api).except(controls.podUserNamespace, exception));
    expect(spec).not.toHaveProperty('hostUsers');
  });

  test('are left out where a patch takes a namespace of the node, with the reason', () => {
    const { chart, shop } = scene();
    const api = new HardenedDeployment(shop, 'api', { containers: [container] });
    ApiObject.of(api).addJsonPatch(JsonPatch.replace('/spec/template/spec/hostNetwork', true));
    expect(failureOf(() => synth(chart)).message).toContain('pod-no-host-network');
    expect((ApiObject.of(api).toJson()).spec.template.spec).not.toHaveProperty('hostUsers');
  });
});

test('a task on a platform of nobody is written as everywhere', () => {
  expect(on({}, { containers: [{ ...task, health: container.health, portNumber: 8080 }] }).spec).not.toHaveProperty('hostUsers');
});
