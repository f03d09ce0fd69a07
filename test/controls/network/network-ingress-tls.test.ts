import { networkIngressTls } from '../../../src/controls/network/network-ingress-tls';
import { defaultBackend, hostRule, ingress } from '../../support/network';
import { testControl } from '../../support/test-control';

const needs = 'which Secret holds the certificate';
const secretName = 'tls';
const rules = [hostRule('shop.example.com')];
const tls = (...hosts: string[]): object[] => [{ hosts, secretName }];

const annotations = [
  'alb.ingress.kubernetes.io/certificate-arn', 'networking.gke.io/managed-certificates', 'networking.gke.io/certmap',
  'ingress.gcp.kubernetes.io/pre-shared-cert', 'appgw.ingress.kubernetes.io/appgw-ssl-certificate',
  'traefik.ingress.kubernetes.io/router.tls', 'route.openshift.io/termination',
];

testControl(networkIngressTls, {
  allows: [
    { name: 'the host', object: ingress({ rules, tls: tls('shop.example.com') }) },
    { name: 'the host among others', object: ingress({ rules, tls: [{ hosts: ['a.example.com', 'b.example.com'], secretName }, { hosts: ['c.example.com', 'shop.example.com'], secretName }] }) },
    { name: 'the host first of the last', object: ingress({ rules, tls: [{ hosts: ['a.example.com'], secretName }, { hosts: ['shop.example.com', 'c.example.com'], secretName }] }) },
    { name: 'a wildcard', object: ingress({ rules, tls: tls('*.example.com') }) },
    { name: 'a wildcard for a wildcard', object: ingress({ rules: [hostRule('*.example.com')], tls: tls('*.example.com') }) },
    { name: 'an entry for all hosts', object: ingress({ rules: [...rules, hostRule()], tls: [{ hosts: ['a.example.com'], secretName }, { secretName }] }) },
    { name: 'a default backend with TLS', object: ingress({ defaultBackend, tls: [{ secretName }] }) },
    { name: 'a default backend with TLS for one host', object: ingress({ defaultBackend, tls: tls('shop.example.com') }) },
    ...annotations.flatMap((name) => [
      { name, object: ingress({ rules: [...rules, hostRule()] }, { [name]: 'x' }) },
      { name: `${name} for a default backend`, object: ingress({ defaultBackend }, { [name]: 'x' }) },
    ]),
  ],
  denies: [
    { name: 'no TLS', object: ingress({ rules }), field: 'spec.rules[0].host', needs },
    { name: 'another annotation', object: ingress({ rules }, { 'example.com/tls': 'true' }), field: 'spec.rules[0].host', needs },
    { name: 'an empty list', object: ingress({ rules, tls: [] }), field: 'spec.rules[0].host', needs },
    { name: 'two hosts of which one is covered', object: ingress({ rules: [...rules, hostRule('admin.example.com')], tls: tls('shop.example.com') }), field: 'spec.rules[1].host', needs },
    { name: 'a host below the wildcard', object: ingress({ rules: [hostRule('a.b.example.com')], tls: tls('*.example.com') }), field: 'spec.rules[0].host', needs },
    { name: 'a host beside the wildcard', object: ingress({ rules: [hostRule('shop.example.net')], tls: tls('*.example.com') }), field: 'spec.rules[0].host', needs },
    { name: 'a host that ends alike', object: ingress({ rules: [hostRule('x.shop.example.com')], tls: tls('shop.example.com') }), field: 'spec.rules[0].host', needs },
    { name: 'a host that ends alike, at the same depth', object: ingress({ rules: [hostRule('myshop.example.com')], tls: tls('shop.example.com') }), field: 'spec.rules[0].host', needs },
    { name: 'any host', object: ingress({ rules: [hostRule()], tls: tls('shop.example.com') }), field: 'spec.rules[0].host', needs },
    { name: 'any host with TLS for subdomains', object: ingress({ rules: [hostRule()], tls: tls('*.example.com') }), field: 'spec.rules[0].host', needs },
    { name: 'a wildcard with TLS for one of it', object: ingress({ rules: [hostRule('*.example.com')], tls: tls('shop.example.com') }), field: 'spec.rules[0].host', needs },
    { name: 'a default backend', object: ingress({ defaultBackend }), field: 'spec.tls', needs },
    { name: 'a default backend with an empty list', object: ingress({ defaultBackend, tls: [] }, { 'example.com/tls': 'true' }), field: 'spec.tls', needs },
  ],
});
