import { namespaceOf } from '../../graph/object-set';
import type { KubernetesObject } from '../../manifest/object';
import { type Needs, needs } from '../control';
import { type Fields, fieldsAt, itemsAt } from '../../manifest/fields';
import { type GraphContext, graphControl, type GraphFailure } from '../graph-control';
import { cisEks, cisGke, kubescape, nsa, owaspK10 } from '../references';
import { decide } from '../proposal';

const apiGroup = 'gateway.networking.k8s.io';

export const networkGatewayTls = graphControl({
  id: 'network-gateway-tls',
  title: 'Gateways serve over TLS',
  layer: 'cluster',
  component: 'network',
  severity: 'high',
  rationale: 'Whoever is on the way reads and changes what is sent in clear: passwords, cookies, the page itself.',
  remediation: 'Give the Gateway a listener with protocol HTTPS, and let routes of its HTTP listener only redirect to it.',
  references: [nsa('N6'), owaspK10('2025', 'K05'), kubescape('C-0245'), kubescape('C-0263'), cisEks('5.4.5'), cisGke('5.6.7')],
  reads: [{ apiGroup, kind: 'Gateway' }, { apiGroup, kind: 'HTTPRoute' }],
  findAll: inClear,
});

const LISTENER_FIX = needs('which certificate the listener has', ({ path }) => [
  { path, value: 'HTTPS' },
  { path: [...path.slice(0, -1), 'port'], value: 443 },
  { path: [...path.slice(0, -1), 'tls'], value: { certificateRefs: [{ name: decide('the Secret with the certificate', 'gateway-tls') }] } },
]);

/** The listener with TLS, where there is one. */
function routeFix(listeners: readonly Fields[]): Needs {
  const needed = 'whether clients can be sent to the listener with TLS';
  const name = listeners.find(({ protocol }) => protocol === 'HTTPS')?.['name'];
  return typeof name === 'string' ? needs(needed, name) : needs(needed);
}

/** A listener in clear is fine for redirects. Where all of its routes do only that, or none is known and there is one with TLS, it is. */
function* inClear({ set }: GraphContext): Iterable<GraphFailure> {
  const routes = set.ofKind(apiGroup, 'HTTPRoute');
  for (const gateway of set.ofKind(apiGroup, 'Gateway')) {
    const listeners = itemsAt(fieldsAt(gateway, 'spec'), 'listeners');
    const hasTls = listeners.some(({ protocol }) => protocol === 'HTTPS' || protocol === 'TLS');
    for (const [index, listener] of listeners.entries()) {
      if (listener['protocol'] !== 'HTTP') continue;
      const attached = routes.flatMap((route) => attachments(route, gateway, listener));
      if (attached.length === 0 && !hasTls) yield { object: gateway, path: ['spec', 'listeners', index, 'protocol'], expected: 'HTTPS', fix: LISTENER_FIX };
      for (const { route, index: parent } of attached.filter((attachment) => !onlyRedirects(attachment.route))) {
        const actual = `attached to the listener ${JSON.stringify(listener['name'])}, which serves in clear`;
        yield { object: route, path: ['spec', 'parentRefs', parent, 'sectionName'], expected: 'a listener with TLS', actual, fix: routeFix(listeners) };
      }
    }
  }
}

interface Attachment {
  readonly route: KubernetesObject;
  /** Of the reference to the Gateway. */
  readonly index: number;
}

/** The references of a route to a listener. One without a section is to all listeners. */
const attachments = (route: KubernetesObject, gateway: KubernetesObject, listener: Fields): readonly Attachment[] =>
  itemsAt(fieldsAt(route, 'spec'), 'parentRefs').flatMap((parent, index) => {
    const { kind = 'Gateway', name, namespace = namespaceOf(route), sectionName = listener['name'], port = listener['port'] } = parent;
    const isMeant = kind === 'Gateway' && name === gateway.metadata?.name && namespace === namespaceOf(gateway)
      && sectionName === listener['name'] && port === listener['port'];
    return isMeant ? [{ route, index }] : [];
  });

const onlyRedirects = (route: KubernetesObject): boolean => itemsAt(fieldsAt(route, 'spec'), 'rules').every((rule) =>
  itemsAt(rule, 'filters').some((filter) => filter['type'] === 'RequestRedirect' && fieldsAt(filter, 'requestRedirect')['scheme'] === 'https'));
