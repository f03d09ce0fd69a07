import { ApiObject, type ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { contradiction, pathOf, refuseUnknownProps } from './contradiction';
import { type Labels, NAMESPACE_NAME } from './dialects/opening';
import { refuseBadCertificate, refuseBadHost } from './hostname';
import { Peer } from './peer';
import { metadataOf, namespaceOf } from './placement';
import { seal } from './seal';

/** A host that a Gateway serves. */
export interface HardenedListener {
  readonly hostname: string;
  /** The name of the Secret with its certificate, in the namespace of the Gateway. */
  readonly certificate: string;
}

/** Props of {@link HardenedGateway}. */
export interface HardenedGatewayProps {
  readonly metadata?: ApiObjectMetadata;
  /** The GatewayClass, which says which program serves it. */
  readonly gatewayClassName: string;
  /** The pods that serve it: whom the policies of what is behind it let in. */
  readonly peer: Peer;
  /** Each is a listener of its own, with TLS on port 443, and serves that host alone. */
  readonly listeners: readonly HardenedListener[];
  /** Which namespaces its routes may be in. @default its own */
  readonly routesFrom?: { readonly namespaceLabels: Labels };
}

/** A Gateway as routes see it: one of the app, or what is known of one that others made. */
export interface GatewayReference {
  readonly name: string;
  readonly namespace: string | undefined;
  /** The pods that serve it. */
  readonly peer: Peer;
}

const PROPS = new Set(['metadata', 'gatewayClassName', 'peer', 'listeners', 'routesFrom']);

/** A custom resource of the Gateway API, in the version that every release since 1.0 serves. */
export const GATEWAY_API = 'gateway.networking.k8s.io/v1';

/**
 * A Gateway that serves over TLS alone, named hosts alone, and routes of namespaces that were named alone. It is a custom resource: the Gateway API
 * must be installed in the cluster. See https://gateway-api.sigs.k8s.io/reference/spec/.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { HardenedGateway, Peer } from 'casemate/constructs';
 *
 * const gateways = new Chart(new App(), 'gateways', { namespace: 'gateways' });
 * new HardenedGateway(gateways, 'public', {
 *   gatewayClassName: 'traefik',
 *   peer: Peer.gateway('traefik'),
 *   listeners: [{ hostname: 'shop.example.com', certificate: 'shop-tls' }],
 *   routesFrom: { namespaceLabels: { 'kubernetes.io/metadata.name': 'shop' } },
 * });
 * ```
 */
export class HardenedGateway extends Construct implements GatewayReference {
  public readonly name: string;
  public readonly namespace: string | undefined;
  public readonly peer: Peer;
  readonly #props: HardenedGatewayProps;

  public constructor(scope: Construct, id: string, props: HardenedGatewayProps) {
    const path = pathOf(scope, id);
    refuseUnknownProps(props, PROPS, path);
    refuseBadListeners(props.listeners, path);
    if (!(props.peer instanceof Peer)) {
      const repair = "Write Peer.gateway('traefik'), with the namespace of the pods.";
      throw contradiction({ code: 'CM5173', path, prop: 'peer', message: 'is not a Peer: whom to let in is not known', repair });
    }
    const namespaceLabels = props.routesFrom?.namespaceLabels;
    if (namespaceLabels !== undefined && Object.keys(namespaceLabels).length === 0) {
      const repair = "Name a label, such as { 'kubernetes.io/metadata.name': 'shop' }.";
      throw contradiction({ code: 'CM5178', path, prop: 'routesFrom.namespaceLabels', message: 'is empty: routes of every namespace could take the hosts', repair });
    }
    super(scope, id);
    const metadata = metadataOf(scope, id, props.metadata);
    const object = new ApiObject(this, 'Resource', { apiVersion: GATEWAY_API, kind: 'Gateway', metadata });
    const namespaces = namespaceLabels === undefined ? { from: 'Same' } : { from: 'Selector', selector: { matchLabels: namespaceLabels } };
    const spec = {
      gatewayClassName: props.gatewayClassName,
      listeners: props.listeners.map(({ hostname, certificate }) => ({
        name: sectionOf(hostname), hostname, port: 443, protocol: 'HTTPS',
        tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: certificate }] },
        allowedRoutes: { namespaces, kinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }] },
      })),
    };
    seal(object, { shape: (rendered) => ({ ...rendered, spec }) });
    this.name = object.name;
    this.namespace = namespaceOf(this);
    this.peer = props.peer;
    this.#props = props;
  }

  /** Whether one of its listeners is for a host: by its name, or by a wildcard. */
  public serves(hostname: string): boolean {
    return this.#props.listeners.some((listener) => listener.hostname === hostname
      || (listener.hostname.startsWith('*.') && hostname.endsWith(listener.hostname.slice(1))));
  }

  /** Whether routes of a namespace may be its; of labels other than the name nobody knows here. */
  public acceptsRoutesFrom(namespace: string | undefined): boolean {
    const labels = this.#props.routesFrom?.namespaceLabels;
    if (labels === undefined) return namespace === this.namespace;
    const name = labels[NAMESPACE_NAME];
    return name === undefined || name === namespace;
  }
}

/** What a listener is called: by its host. */
const sectionOf = (hostname: string): string => hostname.replace('*', 'wildcard').slice(0, 253);

function refuseBadListeners(listeners: readonly HardenedListener[], path: string): void {
  if (listeners.length === 0) {
    throw contradiction({ code: 'CM5179', path, prop: 'listeners', message: 'is empty: the Gateway would serve nothing', repair: 'Name at least one host.' });
  }
  listeners.forEach(({ hostname, certificate }, index) => {
    refuseBadHost(hostname, `listeners[${index}].hostname`, path);
    refuseBadCertificate(certificate, `listeners[${index}].certificate`, path);
  });
  const twin = listeners.find(({ hostname }, index) => listeners.findIndex((other) => other.hostname === hostname) !== index);
  if (twin === undefined) return;
  throw contradiction({ code: 'CM5179', path, prop: 'listeners', message: `has two for ${twin.hostname}`, repair: 'Remove one of them.' });
}
