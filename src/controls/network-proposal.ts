import type { ProposedObject } from './proposal';

const NETWORK = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' };

/** Proposes the policy that denies a direction to every pod of a namespace; for the way out, with another that lets them ask for names. */
export function defaultDeny(direction: 'Ingress' | 'Egress', namespace: string): readonly ProposedObject[] {
  const metadata = (name: string) => ({ name, ...(namespace !== '' && { namespace }) });
  const denial = { ...NETWORK, metadata: metadata(`default-deny-${direction.toLowerCase()}`), spec: { podSelector: {}, policyTypes: [direction] } };
  return direction === 'Ingress' ? [{ object: denial }] : [{ object: denial }, { object: { ...NETWORK, metadata: metadata('allow-dns'), spec: DNS } }];
}

const DNS = {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [{
    to: [{
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    }],
    ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }],
  }],
};
