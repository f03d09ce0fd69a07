import { ApiObject } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import type { Platform } from '../src/platform';
import { blocksWithoutCredentials } from './addresses';
import { contradiction } from './contradiction';
import { dialectOf } from './dialects/index';
import type { Dialect, Labels, Opening, PolicyObject, PolicyPort, Side } from './dialects/opening';
import { type Endpoint, namespaceOfWorkload, type OwnWorkload, podLabelsOf } from './endpoint';
import { Peer } from './peer';
import { DESCRIPTION, labelsOf } from './placement';
import { platformOf } from './platform';
import { seal } from './seal';

type Direction = Opening['direction'];

/** The policy on one side of a connection. There is one for each other side. */
export function policyOf(workload: OwnWorkload, direction: Direction, other: Endpoint): PairPolicy {
  const id = `${direction === 'Egress' ? 'to' : 'from'}-${nameFor(other, workload)}`;
  const known = workload.node.tryFindChild(id);
  if (!(known instanceof PairPolicy)) return new PairPolicy(workload, id, direction, other);
  if (known.isFor(other)) return known;
  throw contradiction({
    code: 'CM5066', path: workload.node.path, prop: direction === 'Egress' ? 'connectsTo' : 'isReachedFrom',
    message: `has two other sides that are called "${nameFor(other, workload)}", of which the second would be lost`,
    repair: 'Give one of the two another name.',
  });
}

/** What the other side is called here: by its name alone where it is in the same namespace. */
function nameFor(other: Endpoint, here: OwnWorkload): string {
  if (other instanceof Peer) return other.name;
  const namespace = namespaceOfWorkload(other);
  return namespace === namespaceOfWorkload(here) || namespace === undefined ? other.name : `${namespace}-${other.name}`;
}

/** One policy for one direction between one workload and one other side. Calling again adds ports. */
class PairPolicy extends Construct {
  readonly #ports = new Map<string, PolicyPort>();
  readonly #side: Side;
  readonly #direction: Direction;

  public constructor(workload: OwnWorkload, id: string, direction: Direction, other: Endpoint) {
    super(workload, id);
    const platform = platformOf(workload);
    const dialect = dialectOf(platform);
    const namespace = namespaceOfWorkload(workload);
    const side = sideOf(other, direction, platform);
    this.#side = side;
    this.#direction = direction;
    refuseUnspeakable(side, direction, dialect, workload);
    const written = (): PolicyObject => dialect.open({
      direction, namespace, podLabels: podLabelsOf(workload), other: side, ports: this.#sorted(),
      description: describe(workload, direction, other, this.#sorted()),
    });
    const { apiVersion, kind, isForCluster } = written();
    if (isForCluster) refuseNowhere(namespace, kind, workload);
    const name = `${isForCluster ? `${namespace ?? ''}-` : ''}${workload.name}-${id}`.slice(0, 253);
    const labels = labelsOf(workload, id);
    const metadata = { name, labels, ...(namespace === undefined || isForCluster ? {} : { namespace }) };
    const apiObject = new ApiObject(this, 'Resource', { apiVersion, kind, metadata });
    seal(apiObject, {
      shape: (object) => {
        const annotations = { ...object.metadata?.annotations, [DESCRIPTION]: describe(workload, direction, other, this.#sorted()) };
        const { namespace: ofChart, ...rest } = object.metadata ?? {};
        // A chart puts what is for the cluster into its namespace as well.
        return { ...object, metadata: { ...rest, ...(ofChart !== undefined && !isForCluster && { namespace: ofChart }), annotations }, spec: written().spec };
      },
    });
  }

  public isFor(other: Endpoint): boolean {
    return JSON.stringify(sideOf(other, this.#direction, platformOf(this))) === JSON.stringify(this.#side);
  }

  public allow(ports: readonly PolicyPort[]): void {
    for (const port of ports) this.#ports.set(`${port.protocol}/${port.port}`, port);
  }

  #sorted(): readonly PolicyPort[] {
    return [...this.#ports.values()].sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1));
  }
}

function describe(workload: OwnWorkload, direction: Direction, other: Endpoint, ports: readonly PolicyPort[]): string {
  const there = nameFor(other, workload);
  const [caller, called] = direction === 'Egress' ? [workload.name, there] : [there, workload.name];
  const reason = other instanceof Peer && other.reason !== undefined ? `: ${other.reason}` : '';
  return `Lets ${caller} call ${called} on ${ports.map(({ port, protocol }) => `${protocol} ${port}`).join(', ')}${reason}.`.replace(/\.+$/, '.');
}

/**
 * Where the API server of a managed cluster calls through agents in it, by provider: their labels in kube-system.
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/setup-konnectivity/.
 */
const KONNECTIVITY: Readonly<Record<string, Labels>> = {
  gke: { 'k8s-app': 'konnectivity-agent' }, 'gke-autopilot': { 'k8s-app': 'konnectivity-agent' }, aks: { app: 'konnectivity-agent' },
};

function sideOf(other: Endpoint, direction: Direction, { provider, apiServer = [] }: Platform): Side {
  if (!(other instanceof Peer)) return { kind: 'pods', namespace: namespaceOfWorkload(other), labels: podLabelsOf(other) };
  const { side } = other;
  if (side.kind !== 'api-server' || side.blocks.length > 0) return side;
  const agents = direction === 'Ingress' && provider !== undefined ? KONNECTIVITY[provider] : undefined;
  return agents === undefined ? { ...side, blocks: blocksWithoutCredentials(apiServer) } : { kind: 'pods', namespace: 'kube-system', labels: agents };
}

function refuseUnspeakable(side: Side, direction: Direction, dialect: Dialect, at: IConstruct): void {
  if (side.kind === 'names' && (direction === 'Ingress' || !dialect.hasNames)) {
    throw contradiction({
      code: 'CM5063', path: at.node.path, prop: direction === 'Ingress' ? 'isReachedFrom' : 'reachesInternet',
      message: direction === 'Ingress' ? 'names hosts: nobody knows the name of who calls' : 'names hosts, and the network policies of this platform know addresses alone',
      repair: direction === 'Ingress' ? 'Write their addresses.' : "Write addresses, or declarePlatform(app, { cni: 'cilium' }) where the cluster has Cilium.",
    });
  }
  if (side.kind === 'api-server' && side.blocks.length === 0 && !dialect.knowsApiServer) {
    throw contradiction({
      code: 'CM5064', path: at.node.path, prop: 'Peer.apiServer',
      message: 'has no address: the API server is no pod that a policy could select',
      repair: "Declare it once, declarePlatform(app, { apiServer: ['203.0.113.10/32'] }), with what `kubectl get endpointslices kubernetes` shows.",
    });
  }
}

function refuseNowhere(namespace: string | undefined, kind: string, at: IConstruct): void {
  if (namespace !== undefined) return;
  throw contradiction({
    code: 'CM5065', path: at.node.path, prop: 'connectsTo',
    message: `is written as ${kind}, which has to name the namespace, and none is known`,
    repair: 'Make the workload in a DefaultDenyNamespace, or in a chart with a namespace.',
  });
}
