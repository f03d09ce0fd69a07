import * as fc from 'fast-check';
import type { KubernetesObject } from '../../src/manifest/object';

/** A map with some of the fields; now and then one is null, which Kubernetes takes for absent. */
const some = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> => {
  const orNull = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, fc.oneof({ weight: 12, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) })]),
  );
  return fc.record(orNull, { requiredKeys: [] });
};
const oneOf = (...values: readonly unknown[]): fc.Arbitrary<unknown> => fc.constantFrom(...values);
const list = (item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> => fc.array(item, { maxLength: 3 });

const profile = some({ type: oneOf('RuntimeDefault', 'Localhost', 'Unconfined'), localhostProfile: oneOf('x') });
const seLinuxOptions = some({ type: oneOf('', 'container_t', 'container_engine_t', 'spc_t'), user: oneOf('', 'u'), role: oneOf('', 'r') });
const windowsOptions = some({ hostProcess: fc.boolean() });
const securityContext = some({
  privileged: fc.boolean(), allowPrivilegeEscalation: fc.boolean(), runAsNonRoot: fc.boolean(), readOnlyRootFilesystem: fc.boolean(),
  runAsUser: oneOf(0, 1, 1000), procMount: oneOf('Default', 'Unmasked'), seccompProfile: profile, appArmorProfile: profile, seLinuxOptions, windowsOptions,
  capabilities: some({ add: list(oneOf('NET_BIND_SERVICE', 'CHOWN', 'SYS_ADMIN')), drop: list(oneOf('ALL', 'NET_RAW')) }),
});
const handler = some({ httpGet: some({ host: oneOf('', '127.0.0.1') }), tcpSocket: some({ host: oneOf('', 'db') }) });
const amounts = some({ cpu: oneOf('1', '500m', 2), memory: oneOf('1Gi', '64Mi'), 'ephemeral-storage': oneOf('1Gi') });
const port = some({ containerPort: oneOf(80, 8080), hostPort: oneOf(0, 80), protocol: oneOf('TCP') });
const environmentVariable = some({ name: oneOf('A'), value: oneOf('x'), valueFrom: some({ secretKeyRef: some({ name: oneOf('s') }), fieldRef: some({}) }) });

/** A container with any mix of fields that the controls look at. */
const container = fc.tuple(fc.constantFrom('a', 'b', 'c'), some({
  image: oneOf('app', 'app:latest', `app@sha256:${'a'.repeat(64)}`), securityContext, ports: list(port), env: list(environmentVariable),
  envFrom: list(some({ secretRef: some({ name: oneOf('s') }), configMapRef: some({ name: oneOf('c') }) })), livenessProbe: handler, readinessProbe: handler,
  startupProbe: handler, lifecycle: some({ postStart: handler, preStop: handler }), resources: some({ limits: amounts, requests: amounts }),
})).map(([name, fields]) => ({ name, ...fields }));

const volume = fc.tuple(fc.constantFrom('v', 'w'), some({
  emptyDir: some({ sizeLimit: oneOf('1Gi') }), hostPath: some({ path: oneOf('/') }), secret: some({}), configMap: some({}), nfs: some({}), image: some({}),
  projected: some({ sources: list(some({ secret: some({}), serviceAccountToken: some({ expirationSeconds: oneOf(600) }) })) }),
})).map(([name, fields]) => ({ name, ...fields }));

const podSpec = some({
  hostNetwork: fc.boolean(), hostPID: fc.boolean(), hostIPC: fc.boolean(), hostUsers: fc.boolean(), automountServiceAccountToken: fc.boolean(),
  os: some({ name: oneOf('linux', 'windows') }), containers: list(container), initContainers: list(container), ephemeralContainers: list(container),
  volumes: list(volume), securityContext: some({
    runAsNonRoot: fc.boolean(), runAsUser: oneOf(0, 1, 1000), seccompProfile: profile, appArmorProfile: profile, seLinuxOptions, windowsOptions,
    sysctls: list(fc.record({ name: oneOf('kernel.shm_rmid_forced', 'kernel.msgmax'), value: oneOf('1') })),
  }),
});

const annotations = fc.dictionary(
  fc.constantFrom('container.apparmor.security.beta.kubernetes.io/a', 'seccomp.security.alpha.kubernetes.io/pod', 'x', 'constructor', '__proto__'),
  fc.constantFrom('', 'runtime/default', 'localhost/p', 'unconfined'),
);

const template = fc.record({ metadata: some({ annotations }), spec: podSpec }, { requiredKeys: ['spec'] });

/** A workload of any built-in kind, with any mix of fields that the controls look at. Types are right; much else is not. */
export const workload: fc.Arbitrary<KubernetesObject> = fc.oneof(
  template.map((pod) => ({ apiVersion: 'v1', kind: 'Pod', ...pod })),
  template.map((pod) => ({ apiVersion: 'v1', kind: 'PodTemplate', template: pod })),
  template.map((pod) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: { template: pod } })),
  template.map((pod) => ({ apiVersion: 'batch/v1', kind: 'CronJob', spec: { jobTemplate: { spec: { template: pod } } } })),
);
