import type { KubernetesObject } from '../../src/manifest/object';

/** A NetworkPolicy in the namespace shop. */
export const networkPolicy = (spec: object, name = 'case', namespace = 'shop'): KubernetesObject =>
  ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec });

export const service = (spec: object, annotations?: Readonly<Record<string, string>>, name = 'web'): KubernetesObject => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop', ...(annotations && { annotations }) },
  spec: { ports: [{ port: 80 }], ...spec },
});

export const ingress = (spec: object, annotations?: Readonly<Record<string, string>>): KubernetesObject => ({
  apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web', namespace: 'shop', ...(annotations && { annotations }) }, spec,
});

const backend = { service: { name: 'web', port: { number: 80 } } };

/** What an Ingress does for a host: everything goes to the Service web. */
export const hostRule = (host?: string, name = 'web'): object => ({
  ...(host !== undefined && { host }),
  http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { ...backend.service, name } } }] },
});

export const defaultBackend = backend;
