import { control, needs, type FixContext } from '../control';
import { cisEks, cisGke, kubescape, nsa, owaspK10 } from '../references';
import { decide, type ProposedEdit, type ProposedValue } from '../proposal';
import { type Fields, fieldsAt, itemsAt } from '../../manifest/fields';
import { appended } from '../pod-proposal';

/** Controllers that take the certificate from elsewhere are told so by annotations. */
const byAnnotation = [
  'alb.ingress.kubernetes.io/certificate-arn',
  'networking.gke.io/managed-certificates',
  'networking.gke.io/certmap',
  'ingress.gcp.kubernetes.io/pre-shared-cert',
  'appgw.ingress.kubernetes.io/appgw-ssl-certificate',
  'traefik.ingress.kubernetes.io/router.tls',
  'route.openshift.io/termination',
].map((name) => `object.?metadata.?annotations[?'${name}'].orValue('') != ''`).join(' || ');

const tls = 'object.?spec.?tls.orValue([])';
// An entry without hosts is for all of them.
const coversAll = `${tls}.exists(entry, size(entry.?hosts.orValue([])) == 0)`;
const hosts = `${tls}.map(entry, entry.?hosts.orValue([]).join(',')).join(',').split(',')`;
const host = "hostRule.?host.orValue('*')";
// A wildcard stands for one label.
const covers = `(name == ${host} || name.startsWith('*.')
  && ${host}.endsWith(name.split('*').join('')) && size(name.split('.')) == size(${host}.split('.')))`;

export const networkIngressTls = control({
  id: 'network-ingress-tls',
  title: 'Every host of an Ingress has TLS',
  layer: 'cluster',
  component: 'network',
  severity: 'high',
  rationale: 'Whoever is on the way reads and changes what is sent in clear: passwords, cookies, the page itself.',
  remediation: 'List every host of the rules in spec.tls with the Secret of its certificate.',
  references: [nsa('N6'), owaspK10('2025', 'K05'), kubescape('C-0245'), kubescape('C-0263'), cisEks('5.4.5'), cisGke('5.6.7')],
  peers: { polaris: 'tlsSettingsMissing', kubescape: ['C-0245', 'C-0263'] },
  kinds: [{ apiGroup: 'networking.k8s.io', kind: 'Ingress' }],
  each: ['object', 'hostRule'],
  field: { object: 'spec.tls', hostRule: 'host' },
  expected: 'covered by spec.tls',
  revisions: {
    '1.19': {
      // Without a rule everything goes to the default backend.
      object: `size(object.?spec.?rules.orValue([])) > 0 || size(${tls}) > 0 || ${byAnnotation}`,
      hostRule: `${coversAll} || ${byAnnotation} || ${hosts}.exists(name, ${covers})`,
    },
  },
  fix: needs('which Secret holds the certificate of the host', withCertificate),
});

const CERTIFICATE = decide('the Secret with the certificate', 'shop-tls');

function withCertificate({ object, element: { value } }: FixContext): readonly ProposedEdit[] {
  const { host } = value as Fields;
  const entry: ProposedValue = typeof host === 'string' && host !== '' ? { hosts: [host], secretName: CERTIFICATE } : { secretName: CERTIFICATE };
  return [appended(['spec', 'tls'], itemsAt(fieldsAt(object, 'spec'), 'tls').length, entry)];
}
