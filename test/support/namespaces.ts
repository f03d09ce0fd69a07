import type { KubernetesObject } from '../../src/manifest/object';

/** A Namespace with these labels of Pod Security admission, by what stands behind `pod-security.kubernetes.io/`. */
export function namespaceWith(labels: Readonly<Record<string, string>>): KubernetesObject {
  const prefixed = Object.fromEntries(Object.entries(labels).map(([name, value]) => [`pod-security.kubernetes.io/${name}`, value]));
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'payments', ...prefixed } } };
}

/** The field of such a label. */
export const labelField = (name: string): string => `metadata.labels["pod-security.kubernetes.io/${name}"]`;
