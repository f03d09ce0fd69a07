import { Cron, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-33';
import type { Construct } from 'constructs';
import { Image } from '../../constructs/index';

const image = Image.pinned('registry.example.com/shop/api', '1.4.2', `sha256:${'4c2e7b1f'.repeat(8)}`).toString();
const cpu = { request: kplus.Cpu.millis(200), limit: kplus.Cpu.millis(200) };
const memory = { request: Size.mebibytes(256), limit: Size.mebibytes(256) };
const ephemeralStorage = { request: Size.gibibytes(1), limit: Size.gibibytes(1) };

/** A container in the words of cdk8s-plus-33, with what nothing but its people can know. */
const task: kplus.ContainerProps = { image, resources: { cpu, memory, ephemeralStorage }, securityContext: { user: 10_001, group: 10_001 } };
const server: kplus.ContainerProps = {
  ...task, ports: [{ number: 8080 }],
  liveness: kplus.Probe.fromHttpGet('/healthz', { httpHeaders: [{ name: 'X-Probe', value: 'kubelet' }] }), readiness: kplus.Probe.fromGrpc({ port: 8080 }),
};

/**
 * Every workload kind of another major of cdk8s-plus than the one that the kit is built on, a generated class of it, and what of it cdk8s-plus-28 has no
 * words for: claim templates, headers and gRPC in probes, service links, the history of revisions.
 */
export function addOtherPlus(scope: Construct): void {
  const pod = (name: string): Pick<kplus.AbstractPodProps, 'serviceAccount' | 'enableServiceLinks'> => (
    { enableServiceLinks: false, serviceAccount: new kplus.ServiceAccount(scope, `${name}-account`) });
  new kplus.Deployment(scope, 'api', { ...pod('api'), replicas: 2, revisionHistoryLimit: 3, containers: [server] });
  new kplus.StatefulSet(scope, 'db', {
    ...pod('db'), containers: [{ ...server, volumeMounts: [{ path: '/data', volume: kplus.Volume.fromName(scope, 'data', 'data') }] }],
    service: new kplus.Service(scope, 'db-service', { ports: [{ port: 8080 }], clusterIP: 'None' }),
    volumeClaimTemplates: [{ name: 'data', storage: Size.gibibytes(10), accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE] }],
  });
  new kplus.DaemonSet(scope, 'agent', { ...pod('agent'), containers: [server], initContainers: [{ ...task, name: 'prepare' }] });
  new kplus.Job(scope, 'migrate', { ...pod('migrate'), containers: [task] });
  new kplus.CronJob(scope, 'report', { ...pod('report'), schedule: Cron.schedule({ hour: '3', minute: '0' }), containers: [task] });
  new kplus.Pod(scope, 'shell', { ...pod('shell'), containers: [task] });
  addGenerated(scope, new kplus.ServiceAccount(scope, 'generated-account').name);
}

/** A class that is generated from the schema of Kubernetes 1.33. */
function addGenerated(scope: Construct, serviceAccountName: string): void {
  const labels = { app: 'generated' };
  new kplus.k8s.KubeDeployment(scope, 'generated', {
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName, automountServiceAccountToken: false, enableServiceLinks: false,
          containers: [{
            name: 'main', image, securityContext: { runAsUser: 10_001, runAsGroup: 10_001 },
            resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
            resources: {
              requests: { cpu: kplus.k8s.Quantity.fromString('200m'), memory: kplus.k8s.Quantity.fromString('256Mi'), 'ephemeral-storage': kplus.k8s.Quantity.fromString('128Mi') },
              limits: { memory: kplus.k8s.Quantity.fromString('256Mi'), 'ephemeral-storage': kplus.k8s.Quantity.fromString('128Mi') },
            },
          }],
        },
      },
    },
  });
}

/** The kinds of {@link addOtherPlus} that run pods. */
export const otherKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'] as const;

