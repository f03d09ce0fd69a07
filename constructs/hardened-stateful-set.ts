import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { connected } from './connected';
import type { HardenedContainerProps } from './container';
import { contradiction, pathOf } from './contradiction';
import { metadataOf } from './placement';
import { type HardenedPodOptions, podOf } from './pod';
import type { PersistentPath } from './volumes';
import { addDisruptionBudget, type DisruptionBudget, sealWorkload } from './workload';

/** A container that keeps data. */
export interface HardenedStatefulContainerProps extends HardenedContainerProps {
  /**
   * Where data is that must outlive the pod, and how much: each is a claim of its own. `{ '/var/lib/postgresql/data': '10Gi' }`, or with
   * a class and an access mode `{ '/var/lib/postgresql/data': { storage: '10Gi', storageClassName: 'encrypted' } }`.
   */
  readonly persistentPaths?: Readonly<Record<string, string | PersistentPath>>;
}

/** Props of {@link HardenedStatefulSet}. */
export interface HardenedStatefulSetProps
  extends HardenedPodOptions,
  Pick<kplus.StatefulSetProps, 'podMetadata' | 'replicas' | 'service' | 'strategy' | 'podManagementPolicy' | 'minReady'> {
  readonly containers: readonly HardenedStatefulContainerProps[];
  /** How many of its pods may be missing while nodes are drained. @default 1, where there are several replicas */
  readonly disruptionBudget?: DisruptionBudget;
}

const PROPS = ['replicas', 'service', 'strategy', 'podManagementPolicy', 'minReady', 'disruptionBudget'] as const;

/**
 * A StatefulSet as {@link HardenedDeployment} is a Deployment. Its headless Service comes with it.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, HardenedStatefulSet, Health, Image } from 'casemate/constructs';
 *
 * const shop = new DefaultDenyNamespace(new Chart(new App(), 'shop'), 'shop', { tenant: 'web' });
 * new HardenedStatefulSet(shop, 'db', {
 *   containers: [{
 *     image: Image.pinned('registry.example.com/postgres', '17.2', `sha256:${'0'.repeat(64)}`),
 *     user: 70,
 *     resources: { cpu: '500m', memory: '1Gi' },
 *     portNumber: 5432,
 *     health: Health.tcp(),
 *     writablePaths: { '/run/postgresql': '16Mi' },
 *     persistentPaths: { '/var/lib/postgresql/data': '10Gi' },
 *   }],
 * });
 * ```
 */
export class HardenedStatefulSet extends connected(kplus.StatefulSet) {
  public constructor(scope: Construct, id: string, props: HardenedStatefulSetProps) {
    const pod = podOf(scope, id, props, 'stateful', PROPS);
    const { replicas, strategy, podManagementPolicy, minReady } = props;
    const service = props.service ?? headlessService(scope, id, props);
    super(scope, id, { ...pod.props, replicas, strategy, podManagementPolicy, minReady, service });
    sealWorkload(this, pod, true);
    // It was told to select the pods before they had the label that stays.
    service.select(this);
    addDisruptionBudget(this, { replicas, byDefault: 1, budget: props.disruptionBudget });
  }
}

/** Named like the StatefulSet, which is what clients write: `db-0.db`. */
function headlessService(scope: Construct, id: string, { containers, metadata }: HardenedStatefulSetProps): kplus.Service {
  const ports = containers.flatMap(({ portNumber, ports: more = [] }) => [
    ...(portNumber === undefined ? [] : [{ port: portNumber, targetPort: portNumber }]),
    ...more.map(({ number, protocol, name }) => ({ port: number, targetPort: number, protocol, name })),
  ]);
  if (ports.length === 0) {
    throw contradiction({
      code: 'CM5093',
      path: pathOf(scope, id),
      prop: 'containers[0].portNumber',
      message: 'is missing: the Service that names the pods of a StatefulSet needs a port',
      repair: 'Set portNumber, or pass a service.',
    });
  }
  const own = metadataOf(scope, id, metadata);
  return new kplus.Service(scope, `${id}-service`, {
    metadata: { name: own.name, namespace: own.namespace, labels: own.labels },
    clusterIP: 'None',
    ports,
  });
}
