import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { connect } from './connection';
import { cidrProblem } from './addresses';
import { contradiction, type Dangers, pathOf, refuseUnknownProps } from './contradiction';
import { Peer } from './peer';
import { DESCRIPTION, labelsOf, metadataOf, namespaceOf } from './placement';
import { seal } from './seal';

/** Why a Service is reached from outside of the cluster without an Ingress or a Gateway before it, and from where. */
export interface Exposure {
  /** Stands in the Service, for whoever looks at it later. */
  readonly reason: string;
  /** The addresses that are let in, as CIDRs, by the load balancer and by the network policy of the pods. */
  readonly sourceRanges: readonly string[];
}

/** Props of {@link HardenedService}. */
export interface HardenedServiceProps extends Pick<kplus.ServiceProps, 'metadata' | 'publishNotReadyAddresses'> {
  /** The workload whose pods it leads to. */
  readonly selector: kplus.AbstractPod;
  /** @default every port that its containers declare */
  readonly ports?: readonly kplus.ServicePort[];
  /** Makes it a load balancer for some addresses. @default reached from inside of the cluster alone */
  readonly exposed?: Exposure;
}

const PROPS = new Set(['metadata', 'publishNotReadyAddresses', 'selector', 'ports', 'exposed']);

const DANGERS: Dangers = {
  externalIPs: 'a Service takes the traffic of all pods to the addresses that it claims (CVE-2020-8554)',
  nodePort: 'the port would be open on every node, past the ingress, its TLS and its log',
  type: 'a Service is for the inside of the cluster; `exposed` makes it a load balancer for some addresses',
  externalName: 'the name would be taken for an address of the cluster, and is not checked by anybody',
  loadBalancerSourceRanges: 'they belong to `exposed`, with the reason',
};

const SHORTEST_REASON = 10;

/**
 * A Service that is reached from inside of the cluster, by whom the policies of the workload let in. There is no way to write a node port or an
 * external address; a load balancer takes a reason and the addresses that it is for.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, HardenedDeployment, HardenedService, Health, Image } from 'casemate/constructs';
 *
 * const shop = new DefaultDenyNamespace(new Chart(new App(), 'shop'), 'shop', { tenant: 'web' });
 * const broker = new HardenedDeployment(shop, 'broker', {
 *   containers: [{
 *     image: Image.pinned('registry.example.com/broker', '4.1.0', `sha256:${'0'.repeat(64)}`),
 *     user: 10001,
 *     resources: { cpu: '200m', memory: '256Mi' },
 *     portNumber: 8883,
 *     health: Health.tcp(),
 *   }],
 * });
 * new HardenedService(shop, 'devices', {
 *   selector: broker,
 *   exposed: { reason: 'the devices of the plant speak MQTT, not HTTP', sourceRanges: ['203.0.113.0/24'] },
 * });
 * ```
 */
export class HardenedService extends kplus.Service {
  /** The workload that it leads to. */
  public readonly workload: kplus.AbstractPod;
  readonly #routesFrom = new Set<string>();

  public constructor(scope: Construct, id: string, props: HardenedServiceProps) {
    const path = pathOf(scope, id);
    refuseUnknownProps(props, PROPS, path, '', DANGERS);
    const ports = portsOf(props, path);
    if (props.exposed !== undefined) refuseWideOpen(props.exposed, path);
    const { exposed, selector, publishNotReadyAddresses } = props;
    const metadata = metadataOf(scope, id, props.metadata);
    super(scope, id, {
      metadata: { ...metadata, annotations: { ...metadata.annotations, ...describe(exposed) } },
      selector, publishNotReadyAddresses, ports: [...ports],
      ...(exposed !== undefined && { type: kplus.ServiceType.LOAD_BALANCER, loadBalancerSourceRanges: [...exposed.sourceRanges] }),
    });
    this.workload = selector;
    if (exposed === undefined) sealOncePatched(this.apiObject);
    // Anything but Local hides from the policies where a call comes from.
    else seal(this.apiObject, { shape: (object) => ({ ...object, spec: { ...(object['spec'] as object), externalTrafficPolicy: 'Local' } }) });
    if (exposed !== undefined) this.#letIn(exposed, id);
  }

  /** The port of the containers behind a port of the Service. @throws CM5163 where there is no such port, or the only one is not named */
  public targetOf(port: number | undefined): Required<Pick<kplus.ServicePort, 'port' | 'targetPort' | 'protocol'>> {
    const found = port === undefined && this.ports.length === 1 ? this.ports[0] : this.ports.find((one) => one.port === port);
    if (found !== undefined) return { port: found.port, targetPort: found.targetPort ?? found.port, protocol: found.protocol ?? kplus.Protocol.TCP };
    throw contradiction({
      code: 'CM5163', path: this.node.path, prop: 'port',
      message: port === undefined ? 'is not named, and there are several' : `${port} is none of the Service`,
      repair: `Write one of ${this.ports.map((one) => one.port).join(', ')}.`,
    });
  }

  /**
   * Lets HTTPRoutes of another namespace lead here (a ReferenceGrant of the Gateway API, gateway.networking.k8s.io/v1): whoever may write routes
   * there decides who reaches the pods, together with the policies of the workload.
   */
  public allowsRoutesFrom(namespace: string): void {
    if (this.#routesFrom.has(namespace)) return;
    this.#routesFrom.add(namespace);
    const id = `routes-from-${namespace}`;
    const own = namespaceOf(this);
    seal(new ApiObject(this, id, {
      apiVersion: 'gateway.networking.k8s.io/v1', kind: 'ReferenceGrant',
      metadata: { name: `${this.name}-${id}`.slice(0, 253), labels: labelsOf(this, id), ...(own !== undefined && { namespace: own }) },
      spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace }], to: [{ group: '', kind: 'Service', name: this.name }] },
    }));
  }

  /** Whether HTTPRoutes of a namespace may lead here. */
  public isOpenToRoutesFrom(namespace: string | undefined): boolean {
    return namespace === namespaceOf(this) || (namespace !== undefined && this.#routesFrom.has(namespace));
  }

  #letIn({ sourceRanges }: Exposure, id: string): void {
    const ports = this.ports.map(({ port, targetPort = port, protocol = kplus.Protocol.TCP }) => ({ port: targetPort, protocol }));
    connect(Peer.cidr(`clients-of-${id}`, sourceRanges, []), this.workload, { ports });
  }
}

/** There is one for nearly every workload, and nothing can stand against it as it is written: it is judged where somebody patches it. */
function sealOncePatched(apiObject: ApiObject): void {
  const patch = apiObject.addJsonPatch.bind(apiObject);
  apiObject.addJsonPatch = (...operations) => {
    seal(apiObject);
    patch(...operations);
  };
}

const describe = (exposed: Exposure | undefined): Readonly<Record<string, string>> =>
  (exposed === undefined ? {} : { [DESCRIPTION]: `Is reached from outside of the cluster: ${exposed.reason}` });

function portsOf({ selector, ports = declaredBy(selector) }: HardenedServiceProps, path: string): readonly kplus.ServicePort[] {
  const isOpenOnNodes = ports.some((port) => port.nodePort !== undefined);
  if (isOpenOnNodes) throw contradiction({ code: 'CM5002', path, prop: 'ports[].nodePort', message: `cannot be set: ${DANGERS['nodePort'] ?? ''}`, repair: 'Remove it.' });
  if (ports.length === 0) {
    throw contradiction({
      code: 'CM5160', path, prop: 'ports', message: 'is empty, and no container declares one',
      repair: 'Set portNumber on the container, or write ports.',
    });
  }
  const declared = declaredBy(selector);
  const unheard = ports.find(({ port, targetPort = port }) => !declared.some((one) => one.port === targetPort));
  if (unheard !== undefined) {
    const message = `leads to the port ${unheard.targetPort ?? unheard.port}, which no container declares`;
    throw contradiction({ code: 'CM5160', path, prop: 'ports', message, repair: 'Declare it on the container, or correct targetPort.' });
  }
  if (ports.length === 1 || ports.every(({ name }) => name !== undefined)) return ports;
  return ports.map((port) => ({ ...port, name: port.name ?? `${(port.protocol ?? kplus.Protocol.TCP).toLowerCase()}-${port.port}` }));
}

const declaredBy = (workload: kplus.AbstractPod | undefined): readonly kplus.ServicePort[] => (workload?.containers ?? [])
  .flatMap(({ ports }) => ports)
  .map(({ number, protocol, name }) => ({ port: number, targetPort: number, protocol, name }));

function refuseWideOpen({ reason, sourceRanges }: Exposure, path: string): void {
  if (typeof reason !== 'string' || reason.trim().length < SHORTEST_REASON) {
    throw contradiction({
      code: 'CM5161', path, prop: 'exposed.reason', message: 'does not say why no Ingress or Gateway is before it',
      repair: 'Say in a sentence who calls it, and why not through one of them.',
    });
  }
  const problem = sourceRanges.length === 0
    ? { message: 'is empty: the whole internet would be let in', repair: 'Name the addresses that are to be let in.' }
    : sourceRanges.map(cidrProblem).find((one) => one !== undefined);
  if (problem !== undefined) throw contradiction({ code: 'CM5162', path, prop: 'exposed.sourceRanges', ...problem });
}
