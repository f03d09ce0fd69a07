import type { ApiObjectMetadata } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { fieldsAt, itemsAt } from '../src/manifest/fields';
import { cidrProblem } from './addresses';
import { connect } from './connection';
import { contradiction, type Dangers, pathOf, refuseUnknownProps } from './contradiction';
import { HardenedService } from './hardened-service';
import { refuseBadCertificate, refuseBadHost } from './hostname';
import { IngressController } from './ingress-controller';
import { metadataOf, namespaceOf } from './placement';
import { seal } from './seal';

/** What of a host leads where. */
export interface HardenedIngressRule {
  readonly host: string;
  /** @default '/' */
  readonly path?: string;
  /** @default Prefix */
  readonly pathType?: kplus.HttpIngressPathType;
  /** Of the same namespace. */
  readonly backend: HardenedService;
  /** The port of the Service. @default the only one */
  readonly port?: number;
}

/** Props of {@link HardenedIngress}. */
export interface HardenedIngressProps {
  readonly metadata?: ApiObjectMetadata;
  /** Who serves it. */
  readonly controller: IngressController;
  readonly rules: readonly HardenedIngressRule[];
  /** The name of the Secret with the certificate of all its hosts, in the same namespace. What is not covered by one Secret takes another Ingress. */
  readonly certificate: string;
  /** The addresses that are let in, as CIDRs. @default every address */
  readonly sourceRanges?: readonly string[];
}

const PROPS = new Set(['metadata', 'controller', 'rules', 'certificate', 'sourceRanges']);

const DANGERS: Dangers = {
  defaultBackend: 'whatever name leads to the address would be served, in clear',
  tls: 'the certificate of all hosts is `certificate`, so that none is served in clear',
  className: 'the class is that of the controller',
};

/** Annotations whose text becomes configuration of the controller (CVE-2021-25742). */
const SNIPPET = /snippets?$|\/config-[a-z-]+$/;

/**
 * An Ingress over TLS alone, for named hosts, by a controller that is known; the policies of what is behind it let the controller in, and nobody
 * else.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, HardenedDeployment, HardenedIngress, Health, Image, IngressController } from 'casemate/constructs';
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
 * new HardenedIngress(shop, 'entry', {
 *   controller: IngressController.traefik({ namespace: 'traefik' }),
 *   rules: [{ host: 'shop.example.com', backend: web.exposeViaService() }],
 *   certificate: 'shop-tls',
 * });
 * ```
 */
export class HardenedIngress extends kplus.Ingress {
  public constructor(scope: Construct, id: string, props: HardenedIngressProps) {
    const path = pathOf(scope, id);
    refuseUnknownProps(props, PROPS, path, '', DANGERS);
    refuseBadCertificate(props.certificate, 'certificate', path);
    const { controller, rules, certificate } = props;
    if (!(controller instanceof IngressController)) {
      const repair = "Write IngressController.traefik({ namespace: 'traefik' }), or another of its kinds.";
      throw contradiction({ code: 'CM5173', path, prop: 'controller', message: 'is not an IngressController: whom to let in is not known', repair });
    }
    rules.forEach((rule, index) => refuseBadRule(rule, `rules[${index}]`, namespaceOf(scope), path));
    const metadata = metadataOf(scope, id, props.metadata);
    const annotations = { ...metadata.annotations, ...annotationsOf(props, path) };
    refuseSnippets(annotations, path);
    const hosts = [...new Set(rules.map(({ host }) => host))];
    super(scope, id, {
      metadata: { ...metadata, annotations },
      className: controller.className,
      rules: rules.map(({ host, path: at = '/', pathType, backend, port }) => (
        { host, path: at, pathType, backend: kplus.IngressBackend.fromService(backend, { port: backend.targetOf(port).port }) }
      )),
    });
    seal(this.apiObject, { shape: (object) => ({ ...object, spec: { ...(object['spec'] as object), tls: [{ hosts, secretName: certificate }] } }) });
    this.node.addValidation({ validate: () => addedLater(this.apiObject.toJson(), hosts) });
    for (const { backend, port } of rules) {
      const { targetPort, protocol } = backend.targetOf(port);
      connect(controller.peer, backend.workload, { ports: [{ port: targetPort, protocol }] });
    }
  }
}

function refuseBadRule({ host, backend }: HardenedIngressRule, prop: string, namespace: string | undefined, path: string): void {
  refuseBadHost(host, `${prop}.host`, path);
  if (backend instanceof HardenedService && namespaceOf(backend) === namespace) return;
  throw contradiction({
    code: 'CM5174', path, prop: `${prop}.backend`,
    message: backend instanceof HardenedService ? 'is in another namespace, where an Ingress cannot lead' : 'is not a HardenedService: whom to let the controller call is not known',
    repair: 'Write workload.exposeViaService(), or new HardenedService(…), of the same namespace.',
  });
}

/** cdk8s-plus has methods that add more later, past the certificate. */
function addedLater(rendered: unknown, hosts: readonly string[]): string[] {
  const spec = fieldsAt(rendered, 'spec');
  const uncovered = itemsAt(spec, 'rules').map(({ host }) => host).filter((host) => !hosts.some((known) => known === host));
  return [
    ...(spec['defaultBackend'] === undefined ? [] : [`CM5002: defaultBackend cannot be set: ${DANGERS['defaultBackend'] ?? ''}. Repair: Name the host of each rule.`]),
    ...uncovered.map((host) => `CM5182: a rule for ${host === undefined ? 'every host' : String(host)} was added, which the certificate does not cover. Repair: Write it in rules.`),
  ];
}

function annotationsOf({ controller, sourceRanges = [] }: HardenedIngressProps, path: string): Readonly<Record<string, string>> {
  const problem = sourceRanges.map(cidrProblem).find((one) => one !== undefined);
  if (problem !== undefined) throw contradiction({ code: 'CM5162', path, prop: 'sourceRanges', ...problem });
  const annotations = controller.annotationsFor(sourceRanges);
  if (annotations !== undefined) return annotations;
  throw contradiction({
    code: 'CM5175', path, prop: 'sourceRanges', message: `cannot be told to the controller of the class "${controller.className}" by an annotation: everybody would be let in`,
    repair: 'Limit the addresses in an object of the controller (a middleware, a plug-in) or in its load balancer, and remove sourceRanges.',
  });
}

function refuseSnippets(annotations: Readonly<Record<string, string>>, path: string): void {
  for (const name of Object.keys(annotations)) {
    if (SNIPPET.test(name)) {
      const message = 'is code in the controller: it reads the token of the controller, and with it the Secrets of the cluster';
      throw contradiction({ code: 'CM5176', path, prop: `metadata.annotations["${name}"]`, message, repair: 'Remove it.' });
    }
    if (name.startsWith('nginx.ingress.kubernetes.io/')) {
      const message = 'is read by ingress-nginx alone, which was retired in March 2026';
      throw contradiction({ code: 'CM5177', path, prop: `metadata.annotations["${name}"]`, message, repair: 'Say the same in the way of your controller.' });
    }
  }
}
