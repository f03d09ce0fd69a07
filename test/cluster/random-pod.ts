import fc from 'fast-check';
import type { KubernetesObject, Minor } from '../../src/manifest/object';
import { minorNumber } from '../../src/platform';

/** One change to a pod: of its spec, of one of its containers, or of its annotations. */
type Tweak = (pod: Draft, pick: number) => void;

interface Draft {
  readonly annotations: Record<string, string>;
  readonly spec: Record<string, unknown>;
  readonly containers: readonly Record<string, unknown>[];
}

const IMAGE = `registry.example.com/app:1.2@sha256:${'0123456789abcdef'.repeat(4)}`;
const profiles = [{ type: 'RuntimeDefault' }, { type: 'Unconfined' }, { type: 'Localhost', localhostProfile: 'a.json' }];
const appArmorProfiles = [{ type: 'RuntimeDefault' }, { type: 'Unconfined' }, { type: 'Localhost', localhostProfile: 'a' }];
const seLinuxOptions = [
  { type: 'container_t' }, { type: 'spc_t' }, { type: '' }, { type: 'container_engine_t' }, { user: 'system_u' }, { role: 'r' }, { level: 's0:c1' },
];
const capabilities = [
  { drop: ['ALL'] }, { drop: ['ALL'], add: ['NET_BIND_SERVICE'] }, { add: ['CHOWN'] }, { drop: ['KILL'] }, { drop: ['ALL'], add: ['CHOWN'] },
  { drop: ['ALL'], add: ['NET_RAW'] }, { add: ['NET_RAW', 'CHOWN'] }, { drop: ['all'] }, {}, { drop: ['NET_RAW', 'ALL'], add: [] },
];
const hosts = ['', '127.0.0.1', 'example.com'];
const quantities = ['64Mi', '0.5Gi', '512Mi', '1e9', '67108864', 67108864];
const policies = ['Always', 'IfNotPresent', 'Never'];
const images = [IMAGE, 'registry.k8s.io/ingress-nginx/controller:v1.13.0', 'nginx', 'nginx:latest', 'registry:5000/nginx', 'nginx:1.29', 'nginx:main@sha256:00', IMAGE.replace(':1.2', '')];

/** What the security context of a container and of a pod share. */
const sharedContext: readonly (readonly [string, readonly unknown[]])[] = [
  ['runAsNonRoot', [true, false, null]], ['runAsUser', [0, 1, 65532, null]], ['runAsGroup', [0, 70, 65532, null]], ['seccompProfile', [...profiles, null]],
  ['appArmorProfile', appArmorProfiles], ['seLinuxOptions', seLinuxOptions],
];
const containerContext: typeof sharedContext = [
  ...sharedContext, ['allowPrivilegeEscalation', [true, false, null]], ['capabilities', [...capabilities, null]], ['privileged', [true, false]],
  ['procMount', ['Default', 'Unmasked']], ['readOnlyRootFilesystem', [true, false, null]],
];
const containerFields: typeof sharedContext = [
  ['image', images],
  ['imagePullPolicy', policies],
  ['command', [['/usr/sbin/sshd', '-D'], ['sh', '-c', 'sudo id'], ['/bin/server', '--sudo=false']]],
  ['ports', [[{ containerPort: 80 }], [{ containerPort: 80, hostPort: 8080 }], [{ containerPort: 80, hostPort: 0 }], [{ containerPort: 22 }], [], null]],
  ['env', [[{ name: 'A', value: 'b' }], [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }], [{ name: 'A' }]]],
  ['envFrom', [[{ secretRef: { name: 's' } }], [{ configMapRef: { name: 'c' } }]]],
  ['resources', quantities.flatMap((memory) => [
    { limits: { memory } }, { requests: { memory: '512Mi' }, limits: { memory: '1Gi' } }, { requests: { cpu: 1 } },
    { requests: { cpu: '1', memory }, limits: { cpu: '1000m', memory, 'ephemeral-storage': '1Gi' } },
  ])],
];
const podFields: typeof sharedContext = [
  ['hostNetwork', [true, false]], ['hostPID', [true, false]], ['hostIPC', [true, false]], ['hostUsers', [true, false]],
  ['automountServiceAccountToken', [true, false, null]], ['os', [{ name: 'linux' }]], ['enableServiceLinks', [true, false, null]],
  ['shareProcessNamespace', [true, false]], ['serviceAccountName', ['', 'default', 'other']], ['serviceAccount', ['default', 'app']], ['nodeName', ['n1']],
  ['tolerations', [
    [{ operator: 'Exists' }], [{ operator: 'Exists', effect: 'NoExecute' }], [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' }],
    [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }],
  ]],
];
const sysctls = [
  'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_notsent_lowat',
  'net.ipv4.ip_forward', 'kernel.msgmax',
];
const sources: readonly object[] = [
  {}, { emptyDir: {} }, { emptyDir: { sizeLimit: '1Gi' } }, { configMap: { name: 'c' } }, { secret: { secretName: 's' } }, { hostPath: { path: '/var' } },
  { hostPath: { path: '/run/containerd' } }, { secret: { secretName: 's', defaultMode: 0o400 } },
  { secret: { secretName: 's', defaultMode: 0o440, items: [{ key: 'k', path: 'k', mode: 0o444 }] } },
  { nfs: { server: 'x', path: '/' } }, { persistentVolumeClaim: { claimName: 'c' } }, { csi: { driver: 'd.example.com' } },
  { downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.name' } }] } }, { iscsi: { targetPortal: 'x:1', iqn: 'iqn.2020-01.com.x:y', lun: 0 } },
  { projected: { sources: [{ secret: { name: 's' } }, { serviceAccountToken: { path: 't', audience: 'a', expirationSeconds: 600 } }] } },
  { projected: { defaultMode: 0o400, sources: [{ secret: { name: 's' } }, { serviceAccountToken: { path: 't', expirationSeconds: 7200 } }] } },
  { projected: { sources: [{ serviceAccountToken: { path: 't' } }, { configMap: { name: 'kube-root-ca.crt' } }] } },
  { ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } } } },
];
const mounts = [{}, { readOnly: true }, { readOnly: true, recursiveReadOnly: 'Enabled' }, { readOnly: true, recursiveReadOnly: 'IfPossible' }]
  .map((fields) => ({ name: 'v0', mountPath: '/v', ...fields }));
const appArmorAnnotations = ['runtime/default', 'localhost/a', 'unconfined', ''];

const section = (parent: Record<string, unknown>, name: string): Record<string, unknown> =>
  (parent[name] = { ...(parent[name] as object | undefined) });

const oneOf = (values: readonly unknown[]): fc.Arbitrary<unknown> => fc.constantFrom(...values);

/** Sets one of the fields to one of its values. */
const setting = (fields: typeof sharedContext, set: (draft: Draft, pick: number, field: string, value: unknown) => void): fc.Arbitrary<Tweak> =>
  fc.constantFrom(...fields).chain(([field, values]) => oneOf(values).map((value): Tweak => (draft, pick) => set(draft, pick, field, value)));

const containerAt = ({ containers }: Draft, pick: number): Record<string, unknown> => containers[pick % containers.length] as Record<string, unknown>;

const handler = fc.constantFrom(...hosts).chain((host) => oneOf([
  { httpGet: { port: 80, host } }, { tcpSocket: { port: 80, host } }, { exec: { command: ['true'] } },
]));

function tweaks(minor: Minor): readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Tweak> }[] {
  const volumes = minorNumber(minor) < 31 ? sources : [...sources, { image: { reference: IMAGE } }];
  return [
    { weight: 8, arbitrary: setting(containerContext, (draft, pick, field, value) => (section(containerAt(draft, pick), 'securityContext')[field] = value)) },
    { weight: 4, arbitrary: setting(sharedContext, ({ spec }, _, field, value) => (section(spec, 'securityContext')[field] = value)) },
    { weight: 4, arbitrary: setting(podFields, ({ spec }, _, field, value) => (spec[field] = value)) },
    { weight: 4, arbitrary: setting(containerFields, (draft, pick, field, value) => (containerAt(draft, pick)[field] = value)) },
    { weight: 2, arbitrary: fc.subarray([...volumes], { minLength: 1, maxLength: 3 }).map((some): Tweak => ({ spec }) => {
      spec['volumes'] = some.map((source, index) => ({ name: `v${index}`, ...source }));
    }) },
    { weight: 1, arbitrary: oneOf(mounts).map((mount): Tweak => (draft, pick) => {
      draft.spec['volumes'] = [{ name: 'v0', hostPath: { path: '/var/log' } }];
      containerAt(draft, pick)['volumeMounts'] = [mount];
    }) },
    { weight: 1, arbitrary: fc.subarray(sysctls, { maxLength: 2 }).map((names): Tweak => ({ spec }) => {
      section(spec, 'securityContext')['sysctls'] = names.map((name) => ({ name, value: '1' }));
    }) },
    { weight: 1, arbitrary: fc.tuple(oneOf(['livenessProbe', 'startupProbe', 'readinessProbe']), handler).map(([probe, value]): Tweak => ({ spec }) => {
      ((spec['containers'] as Record<string, unknown>[])[0] as Record<string, unknown>)[probe as string] = value;
    }) },
    { weight: 1, arbitrary: fc.tuple(oneOf(['postStart', 'preStop']), handler).map(([hook, value]): Tweak => ({ spec }) => {
      ((spec['containers'] as Record<string, unknown>[])[0] as Record<string, unknown>)['lifecycle'] = { [hook as string]: value };
    }) },
    { weight: 1, arbitrary: oneOf(appArmorAnnotations).map((value): Tweak => ({ annotations }) => {
      annotations['container.apparmor.security.beta.kubernetes.io/c0'] = value as string;
    }) },
    { weight: 1, arbitrary: fc.constant<Tweak>(makeWindows) },
    { weight: 1, arbitrary: fc.boolean().map((hostProcess): Tweak => (draft, pick) => makeHostProcess(draft, pick, hostProcess)) },
  ];
}

/** The API server refuses what Windows does not have. */
function makeWindows({ spec, containers }: Draft): void {
  spec['os'] = { name: 'windows' };
  for (const parent of [spec, ...containers]) parent['securityContext'] = { runAsNonRoot: true };
}

/** All containers of a pod are host processes, on the network of the node, or none is. */
function makeHostProcess(draft: Draft, pick: number, hostProcess: boolean): void {
  makeWindows(draft);
  draft.spec['hostNetwork'] = true;
  const everyone = pick % 2 === 0 ? [draft.spec] : draft.containers;
  for (const parent of everyone) section(parent, 'securityContext')['windowsOptions'] = { hostProcess, runAsUserName: 'NT AUTHORITY\\Local service' };
}

const hardenedContext = (): object => ({
  allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true, runAsNonRoot: true, runAsUser: 10001,
  runAsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' },
});

const resources = { requests: { cpu: '1', memory: '64Mi' }, limits: { cpu: '1', memory: '64Mi', 'ephemeral-storage': '1Gi' } };

function draftOf(hardened: boolean, regular: number, init: number, sidecar: boolean): Draft {
  const container = (name: string): Record<string, unknown> =>
    hardened ? { name, image: IMAGE, securityContext: hardenedContext(), resources } : { name, image: IMAGE };
  const containers = Array.from({ length: regular }, (_, index) => container(`c${index}`));
  const initContainers: Record<string, unknown>[] = Array.from({ length: init }, (_, index) => container(`i${index}`));
  if (sidecar && initContainers[0] !== undefined) initContainers[0]['restartPolicy'] = 'Always';
  const podWide = hardened ? { automountServiceAccountToken: false, enableServiceLinks: false, hostUsers: false, serviceAccountName: 'app' } : {};
  return {
    annotations: {},
    containers: [...containers, ...initContainers],
    spec: { ...podWide, containers, ...(init > 0 && { initContainers }) },
  };
}

/** Takes out the commonest pairs that the API server refuses for themselves: a pod that is invalid says nothing of a policy. */
function reconcile({ spec, containers }: Draft): void {
  const shares = [spec['hostNetwork'], spec['hostPID'], spec['hostIPC']].includes(true) || (spec['os'] as { name?: string } | undefined)?.name === 'windows';
  if (shares && spec['hostUsers'] === false) delete spec['hostUsers'];
  if (spec['hostPID'] === true) delete spec['shareProcessNamespace'];
  for (const container of containers) {
    const context = container['securityContext'] as Record<string, unknown> | undefined;
    if (context?.['privileged'] === true && context['allowPrivilegeEscalation'] === false) delete context['allowPrivilegeEscalation'];
  }
}

/** Pods with everything that the pod controls read, set and unset, by turns good and bad, most of them close to acceptable. */
function pods(minor: Minor): fc.Arbitrary<KubernetesObject> {
  const tweak = fc.oneof(...tweaks(minor));
  const changes = fc.array(fc.tuple(tweak, fc.nat(5)), { maxLength: 5, size: 'max' });
  const start = fc.tuple(oneOf([true, true, true, false]), fc.integer({ min: 1, max: 3 }), fc.nat(2), fc.boolean());
  return fc.tuple(start, changes).map(([[hardened, regular, init, sidecar], steps]) => {
    const draft = draftOf(hardened as boolean, regular, init, sidecar);
    for (const [apply, pick] of steps) apply(draft, pick);
    reconcile(draft);
    return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'random', annotations: draft.annotations }, spec: draft.spec };
  });
}

/** The same pods for the same seed. Each is its own JSON: no two share a value. */
export function randomPods(minor: Minor, count: number, seed: number): readonly KubernetesObject[] {
  return fc.sample(pods(minor), { seed, numRuns: count }).map((pod) => JSON.parse(JSON.stringify(pod)) as KubernetesObject);
}
