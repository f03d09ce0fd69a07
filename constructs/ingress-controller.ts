import { CasemateError } from '../src/error';
import type { Labels } from './dialects/opening';
import { Peer } from './peer';

/** How an ingress controller is told things by annotations. */
interface Manner {
  /** With these it serves over TLS alone. */
  readonly onlyTls?: Labels;
  /** The annotation that names the addresses which are let in, as a list with commas. */
  readonly sourceRanges?: string;
}

/** What an ingress controller is known by. */
export interface IngressControllerOptions {
  /** The namespace that its pods are in. */
  readonly namespace: string;
  /** Their labels. @default all pods of the namespace */
  readonly labels?: Labels;
  /** The name of its IngressClass. @default the one that it is usually installed with */
  readonly className?: string;
}

/**
 * The program that serves Ingresses: its class, where its pods are, and how it is told what it may do. There is no ingress-nginx of the Kubernetes
 * project here: it was retired in March 2026, see `casemate explain network-supported-ingress-controller`.
 *
 * @example
 * ```ts
 * import { IngressController } from 'casemate/constructs';
 *
 * const traefik = IngressController.traefik({ namespace: 'traefik' });
 * ```
 */
export class IngressController {
  private constructor(
    /** The name of its IngressClass. */
    public readonly className: string,
    /** Where its calls come from. */
    public readonly peer: Peer,
    private readonly manner: Manner,
  ) {}

  /** Traefik, which is told of source ranges by middleware of its own alone. https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/ */
  public static traefik(options: IngressControllerOptions): IngressController {
    return IngressController.#make(options, 'traefik', {
      onlyTls: { 'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure', 'traefik.ingress.kubernetes.io/router.tls': 'true' },
    });
  }

  /** The controller of HAProxy Technologies. https://www.haproxy.com/documentation/kubernetes-ingress/ */
  public static haproxy(options: IngressControllerOptions): IngressController {
    return IngressController.#make(options, 'haproxy', { onlyTls: { 'haproxy.org/ssl-redirect': 'true' }, sourceRanges: 'haproxy.org/allow-list' });
  }

  /** HAProxy Ingress of its community. https://haproxy-ingress.github.io/docs/configuration/keys/ */
  public static haproxyIngress(options: IngressControllerOptions): IngressController {
    return IngressController.#make(options, 'haproxy', {
      onlyTls: { 'haproxy-ingress.github.io/ssl-redirect': 'true' }, sourceRanges: 'haproxy-ingress.github.io/allowlist-source-range',
    });
  }

  /** Apache APISIX. https://apisix.apache.org/docs/ingress-controller/concepts/annotations/ */
  public static apisix(options: IngressControllerOptions): IngressController {
    return IngressController.#make(options, 'apisix', {
      onlyTls: { 'k8s.apisix.apache.org/http-to-https': 'true' }, sourceRanges: 'k8s.apisix.apache.org/allowlist-source-range',
    });
  }

  /** Contour. https://projectcontour.io/docs/main/config/annotations/ */
  public static contour(options: IngressControllerOptions): IngressController {
    return IngressController.#make(options, 'contour', { onlyTls: { 'ingress.kubernetes.io/force-ssl-redirect': 'true' } });
  }

  /** Kong, which is told of source ranges by plug-ins alone. https://developer.konghq.com/kubernetes-ingress-controller/reference/annotations/ */
  public static kong(options: IngressControllerOptions): IngressController {
    return IngressController.#make(options, 'kong', { onlyTls: { 'konghq.com/protocols': 'https', 'konghq.com/https-redirect-status-code': '308' } });
  }

  /** Any other that is maintained. What it does with calls in clear is up to its configuration. */
  public static other(options: IngressControllerOptions & { readonly className: string }): IngressController {
    return IngressController.#make(options, options.className, {});
  }

  static #make({ namespace, labels, className }: IngressControllerOptions, usual: string, manner: Manner): IngressController {
    const isRetired = namespace === 'ingress-nginx' || labels?.['app.kubernetes.io/name'] === 'ingress-nginx';
    if (isRetired) {
      const repair = 'Move to a Gateway (HardenedGateway), or to a controller that is maintained.';
      throw new CasemateError({
        code: 'CM5170', place: { field: 'namespace' }, repair,
        message: `IngressController: ingress-nginx was retired in March 2026, and what is found in it stays open. ${repair}`,
      });
    }
    return new IngressController(className ?? usual, Peer.ingressController(namespace, labels), manner);
  }

  /** The annotations with which it serves over TLS alone, and lets only these addresses in; `undefined` where it has none for addresses. */
  public annotationsFor(sourceRanges: readonly string[]): Labels | undefined {
    const { onlyTls = {}, sourceRanges: name } = this.manner;
    if (sourceRanges.length === 0) return onlyTls;
    return name === undefined ? undefined : { ...onlyTls, [name]: sourceRanges.join(',') };
  }
}
