import { ApiObject, Lazy } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { contradiction } from './contradiction';
import { Peer, type PeerSelector, type Port } from './peer';
import { labelsOf, namespaceOf } from './placement';
import { seal } from './seal';

/** A workload, or something that is not in this app. */
export type Endpoint = kplus.AbstractPod | Peer;

/** Which ports a connection is for. */
export interface ConnectionOptions {
  /** @default every port that the called side declares */
  readonly ports?: readonly Port[];
}

type Direction = 'Egress' | 'Ingress';

/** Lets a workload call another, on both sides: what its own side may not send never arrives at the other. */
export function connect(caller: Endpoint, called: Endpoint, options: ConnectionOptions = {}): void {
  const ports = options.ports ?? portsOf(called, caller);
  if (caller instanceof kplus.AbstractPod) policyOf(caller, 'Egress', called).allow(ports);
  if (called instanceof kplus.AbstractPod) policyOf(called, 'Ingress', caller).allow(ports);
}

function portsOf(called: Endpoint, caller: Endpoint): readonly Port[] {
  const ports = called instanceof Peer ? called.ports : portsOfPods(called);
  if (ports.length > 0) return ports;
  const at = caller instanceof Peer ? called : caller;
  throw contradiction({
    code: 'CM5061',
    path: at instanceof Peer ? at.name : at.node.path,
    prop: 'connectsTo',
    message: `names no port, and ${called instanceof Peer ? called.name : called.node.path} declares none: every port would be open`,
    repair: 'Set portNumber on the container that is called, or pass { ports: [{ port: 8080 }] }.',
  });
}

const portsOfPods = (workload: kplus.AbstractPod): readonly Port[] =>
  [...workload.containers, ...workload.initContainers].flatMap(({ ports }) => ports)
    .map(({ number, protocol = kplus.Protocol.TCP }) => ({ port: number, protocol }));

function policyOf(workload: kplus.AbstractPod, direction: Direction, other: Endpoint): PairPolicy {
  const id = `${direction === 'Egress' ? 'to' : 'from'}-${nameFor(other, workload)}`;
  const known = workload.node.tryFindChild(id);
  return known instanceof PairPolicy ? known : new PairPolicy(workload, id, direction, other);
}

/** What the other side is called here: by its name alone where it is in the same namespace. */
function nameFor(other: Endpoint, here: Construct): string {
  if (other instanceof Peer) return other.name;
  const namespace = namespaceOf(other);
  return namespace === namespaceOf(here) || namespace === undefined ? other.name : `${namespace}-${other.name}`;
}

/** One policy for one direction between one workload and one other side. Calling again adds ports. */
class PairPolicy extends Construct {
  readonly #ports = new Map<string, Required<Port>>();

  public constructor(workload: kplus.AbstractPod, id: string, direction: Direction, other: Endpoint) {
    super(workload, id);
    const namespace = namespaceOf(workload);
    const side = direction === 'Egress' ? 'to' : 'from';
    const rule = Lazy.any({ produce: () => [{ [side]: [selectorOf(other, workload)], ports: this.#sorted() }] });
    seal(new ApiObject(this, 'Resource', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: {
        name: `${workload.name}-${id}`.slice(0, 253),
        ...(namespace === undefined ? {} : { namespace }),
        labels: labelsOf(workload, id),
      },
      spec: { podSelector: { matchLabels: labelsOfPods(workload) }, policyTypes: [direction], [direction.toLowerCase()]: rule },
    }));
  }

  public allow(ports: readonly Port[]): void {
    for (const { port, protocol = 'TCP' } of ports) this.#ports.set(`${protocol}/${port}`, { port, protocol });
  }

  #sorted(): Required<Port>[] {
    return [...this.#ports.values()].sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1));
  }
}

function selectorOf(other: Endpoint, here: Construct): PeerSelector {
  if (other instanceof Peer) return other.selector;
  const namespace = namespaceOf(other);
  const podSelector = { matchLabels: labelsOfPods(other) };
  if (namespace === namespaceOf(here) || namespace === undefined) return { podSelector };
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } }, podSelector };
}

/** The label that cdk8s gives to the pods of one workload and to no others. */
function labelsOfPods(workload: kplus.AbstractPod): Readonly<Record<string, string>> {
  const address = workload.podMetadata.getLabel(kplus.Pod.ADDRESS_LABEL);
  return address === undefined ? {} : { [kplus.Pod.ADDRESS_LABEL]: address };
}
