import { networkGatewayTls } from '../../../src/controls/network/network-gateway-tls';
import type { KubernetesObject } from '../../../src/manifest/object';
import { testGraphControl } from '../../support/test-graph-control';

const apiVersion = 'gateway.networking.k8s.io/v1';
const http = { name: 'http', port: 80, protocol: 'HTTP' };
const https = { name: 'https', port: 443, protocol: 'HTTPS' };
const gateway = (...listeners: object[]): KubernetesObject => ({ apiVersion, kind: 'Gateway', metadata: { name: 'front', namespace: 'shop' }, spec: { listeners } });
const route = (parent: object, rule: object = {}): KubernetesObject => ({
  apiVersion, kind: 'HTTPRoute', metadata: { name: 'web', namespace: 'shop' }, spec: { parentRefs: [{ name: 'front', ...parent }], rules: [{ backendRefs: [{ name: 'web' }], ...rule }] },
});
const redirect = (scheme?: string): object => ({ filters: [{ type: 'RequestRedirect', requestRedirect: { statusCode: 301, ...(scheme && { scheme }) } }] });
const blames = ['HTTPRoute web: spec.parentRefs[0].sectionName'];

testGraphControl(networkGatewayTls, {
  allows: [
    { name: 'TLS only', objects: [gateway(https), route({})] },
    { name: 'TLS that is passed on', objects: [gateway({ ...https, protocol: 'TLS' })] },
    { name: 'no HTTP at all', objects: [gateway({ name: 'db', port: 5432, protocol: 'TCP' })] },
    { name: 'a redirect to TLS', objects: [gateway(http, https), route({ sectionName: 'http' }, redirect('https'))] },
    { name: 'a route at the listener with TLS', objects: [gateway(http, https), route({ sectionName: 'https' })] },
    { name: 'a route at the port with TLS', objects: [gateway(http, https), route({ port: 443 })] },
    { name: 'routes of elsewhere', objects: [gateway(http, https)] },
    { name: 'routes of other gateways', objects: [gateway(http, https), route({ name: 'other' }), route({ namespace: 'far' }), route({ kind: 'Service' })] },
    { name: 'a redirect where the listener is all there is', objects: [gateway(http), route({}, redirect('https'))] },
  ],
  denies: [
    { name: 'HTTP alone', objects: [gateway(http)], blames: ['Gateway front: spec.listeners[0].protocol'], says: 'must be HTTPS (is HTTP)' },
    { name: 'HTTP beside TCP', objects: [gateway({ name: 'db', port: 5432, protocol: 'TCP' }, http)], blames: ['Gateway front: spec.listeners[1].protocol'] },
    { name: 'a route at HTTP', objects: [gateway(http, https), route({ sectionName: 'http' })], blames, says: 'attached to the listener "http", which serves in clear' },
    { name: 'a route at all listeners', objects: [gateway(http, https), route({})], blames },
    { name: 'a route at the port in clear', objects: [gateway(http, https), route({ port: 80, namespace: 'shop' })], blames },
    { name: 'a redirect that stays in clear', objects: [gateway(http, https), route({ sectionName: 'http' }, redirect())], blames },
    { name: 'a route where HTTP is all there is', objects: [gateway(http), route({})], blames },
  ],
});
