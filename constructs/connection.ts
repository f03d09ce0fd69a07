import { contradiction } from './contradiction';
import type { PolicyPort } from './dialects/opening';
import { type Endpoint, isOwn, portsOf as portsDeclaredIn } from './endpoint';
import { policyOf } from './pair-policy';
import { Peer, type Port } from './peer';
import { refuseCrossing } from './tenancy';

/** Which ports a connection is for. */
export interface ConnectionOptions {
  /** @default every port that the called side declares */
  readonly ports?: readonly Port[];
}

/** Lets a workload call another, on both sides: what its own side may not send never arrives at the other. */
export function connect(caller: Endpoint, called: Endpoint, options: ConnectionOptions = {}): void {
  refuseCrossing(caller, called);
  const ports = portsOf(caller, called, options.ports ?? portsDeclaredBy(called));
  if (isOwn(caller)) policyOf(caller, 'Egress', called).allow(ports);
  if (isOwn(called)) policyOf(called, 'Ingress', caller).allow(ports);
}

function portsOf(caller: Endpoint, called: Endpoint, wanted: readonly Port[]): readonly PolicyPort[] {
  if (wanted.length > 0) return wanted.map((port) => resolve(port, caller, called));
  throw contradiction({
    code: 'CM5061', path: whereOf(caller, called), prop: 'connectsTo',
    message: `names no port, and ${labelFor(called)} declares none: every port would be open`,
    repair: 'Set portNumber on the container that is called, or pass { ports: [{ port: 8080 }] }.',
  });
}

const portsDeclaredBy = (called: Endpoint): readonly Port[] => (called instanceof Peer
  ? called.ports
  : portsDeclaredIn(called).map(({ number, protocol }) => ({ port: number, protocol })));

/** Policies resolve a name pod by pod, so that another container with the name opens another port. Here it is resolved once. */
function resolve({ port, protocol }: Port, caller: Endpoint, called: Endpoint): PolicyPort {
  if (typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536) return { port, protocol: protocol ?? 'TCP' };
  const named = called instanceof Peer ? [] : portsDeclaredIn(called).filter((declared) => declared.name === port);
  const match = named.find((declared) => protocol === undefined || declared.protocol === protocol);
  if (match !== undefined) return { port: match.number, protocol: match.protocol };
  throw contradiction({
    code: 'CM5062', path: whereOf(caller, called), prop: 'ports',
    message: typeof port === 'number' ? `has ${port}, which is not the number of a port` : `has the name "${port}", which no container of ${labelFor(called)} gives to a port`,
    repair: 'Write the number of the port, from 1 to 65535.',
  });
}

/** The construct at which a mistake is seen. */
const whereOf = (caller: Endpoint, called: Endpoint): string =>
  (caller instanceof Peer ? (called instanceof Peer ? called.name : called.node.path) : caller.node.path);

const labelFor = (endpoint: Endpoint): string => (endpoint instanceof Peer ? endpoint.name : endpoint.node.path);
