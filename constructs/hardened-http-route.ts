import { ApiObject, type ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { connect } from './connection';
import { contradiction, pathOf, refuseUnknownProps } from './contradiction';
import { GATEWAY_API, type GatewayReference, HardenedGateway } from './hardened-gateway';
import { HardenedService } from './hardened-service';
import { refuseBadHost } from './hostname';
import { Peer } from './peer';
import { metadataOf, namespaceOf } from './placement';
import { seal } from './seal';

/** What of the hosts leads where. */
export interface HardenedHTTPRouteRule {
  /** The beginning of the path. @default '/' */
  readonly path?: string;
  readonly backend: HardenedService;
  /** The port of the Service. @default the only one */
  readonly port?: number;
}

/** Props of {@link HardenedHTTPRoute}. */
export interface HardenedHTTPRouteProps {
  readonly metadata?: ApiObjectMetadata;
  /** Who serves it: a {@link HardenedGateway}, or what is known of one that others made. */
  readonly gateway: GatewayReference;
  readonly hostnames: readonly string[];
  readonly rules: readonly HardenedHTTPRouteRule[];
}

const PROPS = new Set(['metadata', 'gateway', 'hostnames', 'rules']);

/**
 * What a Gateway does with named hosts. The policies of what is behind it let the pods of the Gateway in, and nobody else. A Service of another
 * namespace has to agree: {@link HardenedService.allowsRoutesFrom}.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, HardenedDeployment, HardenedHTTPRoute, Health, Image, Peer } from 'casemate/constructs';
 *
 * const shop = new DefaultDenyNamespace(new Chart(new App(), 'shop'), 'shop', { tenant: 'web' });
 * const web = new HardenedDeployment(shop, 'web', {
 *   containers: [{
 *     image: Image.pinned('registry.example.com/shop/web', '1.4.2', `sha256:${'0'.repeat(64)}`),
 *     user: 10001,
 *     resources: { cpu: '200m', memory: '256Mi' },
 *     portNumber: 8080,
 *     health: Health.http('/healthz'),
 *   }],
 * });
 * new HardenedHTTPRoute(shop, 'entry', {
 *   gateway: { name: 'public', namespace: 'gateways', peer: Peer.gateway('traefik') },
 *   hostnames: ['shop.example.com'],
 *   rules: [{ backend: web.exposeViaService() }],
 * });
 * ```
 */
export class HardenedHTTPRoute extends Construct {
  public constructor(scope: Construct, id: string, props: HardenedHTTPRouteProps) {
    const path = pathOf(scope, id);
    refuseUnknownProps(props, PROPS, path);
    const { gateway, hostnames, rules } = props;
    if (hostnames.length === 0) refuseBadHost(undefined, 'hostnames', path);
    hostnames.forEach((hostname, index) => refuseBadHost(hostname, `hostnames[${index}]`, path));
    refuseOtherGateway(gateway, hostnames, namespaceOf(scope), path);
    rules.forEach(({ backend }, index) => refuseBadBackend(backend, `rules[${index}].backend`, namespaceOf(scope), path));
    super(scope, id);
    const own = namespaceOf(this);
    const spec = {
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway.name, ...(gateway.namespace !== undefined && { namespace: gateway.namespace }) }],
      hostnames: [...hostnames],
      rules: rules.map(({ path: value = '/', backend, port }) => ({
        matches: [{ path: { type: 'PathPrefix', value } }],
        backendRefs: [backendRef(backend, port, own)],
      })),
    };
    seal(new ApiObject(this, 'Resource', { apiVersion: GATEWAY_API, kind: 'HTTPRoute', metadata: metadataOf(scope, id, props.metadata) }), {
      shape: (object) => ({ ...object, spec }),
    });
    for (const { backend, port } of rules) {
      const { targetPort, protocol } = backend.targetOf(port);
      connect(gateway.peer, backend.workload, { ports: [{ port: targetPort, protocol }] });
    }
  }
}

function backendRef(backend: HardenedService, port: number | undefined, own: string | undefined): object {
  const namespace = namespaceOf(backend);
  return { group: '', kind: 'Service', name: backend.name, port: backend.targetOf(port).port, ...(namespace !== own && namespace !== undefined && { namespace }) };
}

/** Of a Gateway of others only they know what it serves. */
function refuseOtherGateway(gateway: GatewayReference, hostnames: readonly string[], namespace: string | undefined, path: string): void {
  if (!(gateway.peer instanceof Peer)) {
    const repair = "Write a HardenedGateway, or { name: 'public', namespace: 'gateways', peer: Peer.gateway('traefik') }.";
    throw contradiction({ code: 'CM5173', path, prop: 'gateway.peer', message: 'is not a Peer: whom to let in is not known', repair });
  }
  if (!(gateway instanceof HardenedGateway)) return;
  const unserved = hostnames.find((hostname) => !gateway.serves(hostname));
  if (unserved !== undefined) {
    const repair = 'Add a listener for it to the Gateway, or correct the name.';
    throw contradiction({ code: 'CM5181', path, prop: 'hostnames', message: `has ${unserved}, which no listener of the Gateway is for`, repair });
  }
  if (gateway.acceptsRoutesFrom(namespace)) return;
  const repair = `Write routesFrom: { namespaceLabels: { 'kubernetes.io/metadata.name': '${namespace ?? 'default'}' } } on the Gateway.`;
  throw contradiction({ code: 'CM5181', path, prop: 'gateway', message: `takes no routes of the namespace ${namespace ?? 'default'}`, repair });
}

function refuseBadBackend(backend: unknown, prop: string, namespace: string | undefined, path: string): void {
  if (!(backend instanceof HardenedService)) {
    throw contradiction({
      code: 'CM5174', path, prop, message: 'is not a HardenedService: whom to let the Gateway call is not known',
      repair: 'Write workload.exposeViaService(), or new HardenedService(…).',
    });
  }
  if (backend.isOpenToRoutesFrom(namespace)) return;
  throw contradiction({
    code: 'CM5180', path, prop, message: `is in the namespace ${namespaceOf(backend) ?? 'default'}, which does not let routes of here in: the Gateway would answer with an error`,
    repair: `Write service.allowsRoutesFrom('${namespace ?? 'default'}') where the Service is made.`,
  });
}
