import { check } from '../../../src/check/check';
import { networkNoIngressSnippets } from '../../../src/controls/network/network-no-ingress-snippets';
import type { KubernetesObject } from '../../../src/manifest/object';
import { defaultBackend, ingress } from '../../support/network';
import { testControl } from '../../support/test-control';

const needs = 'what the snippet is for';
const annotated = (annotations: Readonly<Record<string, string>>): KubernetesObject => ingress({ defaultBackend }, annotations);
const configMap = (data?: Readonly<Record<string, string>>): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ingress-nginx-controller', namespace: 'ingress-nginx' }, ...(data && { data }) });

const snippets = [
  'nginx.ingress.kubernetes.io/configuration-snippet', 'nginx.ingress.kubernetes.io/server-snippet', 'nginx.ingress.kubernetes.io/auth-snippet',
  'nginx.ingress.kubernetes.io/modsecurity-snippet', 'nginx.ingress.kubernetes.io/stream-snippet', 'nginx.org/location-snippets', 'nginx.org/server-snippets',
];

testControl(networkNoIngressSnippets, {
  allows: [
    { name: 'no annotations', object: ingress({ defaultBackend }) },
    { name: 'typed annotations', object: annotated({ 'nginx.ingress.kubernetes.io/proxy-body-size': '8m', 'nginx.org/rewrites': 'x', 'example.com/server-snippet': 'x' }) },
    { name: 'a key that only holds the word', object: annotated({ 'nginx.org/snippet-owner': 'team' }) },
    { name: 'a ConfigMap that does not allow them', object: configMap({ 'allow-snippet-annotations': 'false' }) },
    { name: 'a ConfigMap that does not speak of them', object: configMap({ 'proxy-body-size': '8m' }) },
    { name: 'an empty ConfigMap', object: configMap() },
  ],
  denies: [
    ...snippets.map((name) => ({ name, object: annotated({ 'example.com/a': 'b', [name]: 'x' }), field: `metadata.annotations["${name}"]`, needs })),
    { name: 'a controller that allows them', object: configMap({ 'allow-snippet-annotations': 'true' }), field: 'data.allow-snippet-annotations', needs },
  ],
});

test('what is in a snippet stays there: it may be a password', () => {
  const snippet = 'proxy_set_header Authorization "Basic hunter2";';
  const { findings } = check([annotated({ 'nginx.ingress.kubernetes.io/configuration-snippet': snippet })], { controls: [networkNoIngressSnippets], proposals: true });
  expect(findings).toMatchObject([{ actual: `a text of ${snippet.length} characters` }]);
  expect(JSON.stringify(findings)).not.toContain('hunter2');
});
