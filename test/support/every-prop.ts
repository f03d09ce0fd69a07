import { Duration } from 'cdk8s';
import { ConfigMap, ContainerRestartPolicy, HorizontalPodAutoscaler, Volume } from 'cdk8s-plus-28';
import { type DefaultDenyNamespace, HardenedDeployment, HardenedStatefulSet, Health } from '../../constructs/index';
import { container, task } from './cdk8s';

/** Writes workloads with everything that their props can say beyond cdk8s-plus-28: what an API server makes of it is to be seen. */
export function addEveryProp(home: DefaultDenyNamespace): void {
  const settings = new ConfigMap(home, 'settings', { metadata: { name: 'settings' }, data: { mode: 'fast' }, immutable: true });
  const volume = Volume.fromConfigMap(home, 'settings-volume', settings);
  new HardenedDeployment(home, 'api', {
    replicas: 4,
    disruptionBudget: { maxUnavailable: '25%' },
    priorityClassName: 'high',
    runtimeClassName: 'gvisor',
    supplementalGroups: [20_001],
    nodeSelector: { 'example.com/pool': 'web' },
    tolerations: [{ key: 'example.com/pool', value: 'web', effect: 'NoSchedule' }, { key: 'example.com/slow', effect: 'NoExecute', tolerationSeconds: 60 }],
    topologySpread: [{ topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', minDomains: 2 }],
    terminationGracePeriod: Duration.seconds(45),
    containers: [{
      ...container,
      resources: { cpu: '200m', memory: '256Mi', ephemeralStorage: '1Gi' },
      writablePaths: { '/var/cache/nginx': '32Mi' },
      preStopSleep: Duration.seconds(5),
      health: Health.http('/healthz', { scheme: 'HTTPS', headers: { Accept: 'text/plain' } }).with({ periodSeconds: 20 }),
      readiness: Health.grpc({ port: 8080, service: 'shop.v1.Cart' }),
      startup: Health.command('/bin/started').with({ failureThreshold: 60 }),
      volumeMounts: [{ path: '/etc/settings', volume, readOnly: true }],
    }],
    initContainers: [
      { ...task, name: 'prepare' },
      { ...container, name: 'proxy', portNumber: 9090, health: Health.tcp(), restartPolicy: ContainerRestartPolicy.ALWAYS },
    ],
  });
  new HardenedStatefulSet(home, 'db', {
    containers: [{
      ...container,
      health: Health.tcp(),
      persistentPaths: { '/var/lib/db': { storage: '1Gi', storageClassName: 'encrypted', accessMode: 'ReadWriteOncePod' } },
    }],
  });
  const scaled = new HardenedDeployment(home, 'scaled', { containers: [container] });
  new HorizontalPodAutoscaler(home, 'scaled-autoscaler', { metadata: { name: 'scaled' }, target: scaled, minReplicas: 3, maxReplicas: 5 });
}
