import type { Health, PortOf, Timing } from './health';

/** What of a container its probes are made from. */
export interface Probed {
  readonly health?: Health;
  readonly readiness?: Health;
  readonly startup?: Health;
  readonly portNumber?: number;
  readonly ports?: readonly { readonly number: number; readonly name?: string }[];
}

/** A port that is asked for by its name. */
export interface NamedPort {
  readonly number: number;
  readonly name: string;
}

type Handler = ReturnType<Health['toHandler']>;
type Probes = Readonly<Record<string, object>>;

const READINESS: Timing = { periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 };
const STARTUP: Timing = { periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 30 };
/** Twice as patient as readiness where both ask the same: the program first gets no more requests, and is restarted only where that was no help. */
const PATIENT: Timing = { ...READINESS, failureThreshold: 6 };

/** The three probes of a container, in the words of Kubernetes. A container without `health` has none. */
export function probesOf(probed: Probed, port: PortOf): Probes {
  const { health, readiness, startup } = probed;
  if (health === undefined) return {};
  const { live, ready } = handlersOf(probed, health, port);
  const named = namedPortOf(probed, port);
  return {
    livenessProbe: { ...live, ...(isSame(live, ready) ? PATIENT : READINESS), ...health.timing },
    readinessProbe: { ...(named === undefined ? ready : { tcpSocket: { port: named.name } }), ...READINESS, ...readiness?.timing },
    startupProbe: { ...(startup ?? health).toHandler(port), ...STARTUP, ...startup?.timing },
  };
}

/**
 * The port that readiness asks for by its name: where nothing but a port is known, both probes ask the same and differ in their patience,
 * which who compares only their targets does not see.
 */
export function namedPortOf(probed: Probed, port: PortOf): NamedPort | undefined {
  if (probed.health === undefined) return undefined;
  const { live, ready } = handlersOf(probed, probed.health, port);
  const { port: number } = (ready['tcpSocket'] ?? {}) as { readonly port?: number };
  if (number === undefined || !isSame(live, ready)) return undefined;
  const declared = [...(probed.ports ?? []), ...(probed.portNumber === undefined ? [] : [{ number: probed.portNumber }])];
  const own = declared.find((one) => one.number === number);
  return own === undefined ? undefined : { number, name: 'name' in own && own.name !== undefined ? own.name : `tcp-${number}` };
}

/** Whether readiness asks the very same command, which would restart a program that is only busy. */
export const asksTheSameCommand = (probed: Probed, port: PortOf): boolean => {
  if (probed.health === undefined) return false;
  const { live, ready } = handlersOf(probed, probed.health, port);
  return live['exec'] !== undefined && isSame(live, ready);
};

function handlersOf({ readiness, portNumber }: Probed, health: Health, port: PortOf): { readonly live: Handler; readonly ready: Handler } {
  const live = health.toHandler(port);
  return { live, ready: readiness?.toHandler(port) ?? acceptsConnections(live, portNumber) };
}

const isSame = (one: Handler, other: Handler): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Readiness by the port where the program is asked for its health, or by its own: whoever accepts connections can be sent requests. */
function acceptsConnections(health: Handler, portNumber: number | undefined): Handler {
  const { port = portNumber } = (health['httpGet'] ?? health['grpc'] ?? {}) as { readonly port?: number };
  return port === undefined ? health : { tcpSocket: { port } };
}
