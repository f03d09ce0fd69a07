import { fieldsAt } from '../manifest/fields';
import type { KubernetesObject } from '../manifest/object';
import { type Direction, directionsOf, matchesPeers, portsOf, rulesOf } from './network-policy';
import { namespaceOf } from './object-set';
import type { Dialect, EgressRule, Policy } from './policy';
import { hasPort } from './ports';
import { selectsKnown } from './selector';

/** Calico gives Kubernetes' own policies this place among its own. */
export const KUBERNETES_ORDER = 1000;

/** NetworkPolicy of Kubernetes itself. */
export const kubernetesPolicies: Dialect = { kinds: [{ apiGroup: 'networking.k8s.io', kind: 'NetworkPolicy' }], read: (object) => [policyOf(object)] };

function policyOf(object: KubernetesObject): Policy {
  const namespace = namespaceOf(object);
  return {
    object,
    namespace,
    coversAll: ({ name }) => name === namespace && selectsKnown(fieldsAt(object, 'spec')['podSelector'], () => undefined) === true,
    deniesByDefault: directionsOf(object).filter((direction) => !allowsEverything(object, direction)),
    egress: rulesOf(object, 'Egress').map((rule, index): EgressRule => {
      const namesAddresses = rule.peers.length === 0 || rule.peers.some(({ ipBlock }) => ipBlock !== undefined);
      return {
        action: 'allow',
        path: ['spec', 'egress', index, 'to'],
        isAbout: (addresses, port) => namesAddresses && matchesPeers(rule, object, { addresses }) !== 'no' && hasPort(portsOf(rule, { addresses }), 'TCP', port),
        order: KUBERNETES_ORDER,
      };
    }),
  };
}

/** A policy that selects all and allows all isolates nobody. */
const allowsEverything = (object: KubernetesObject, direction: Direction): boolean =>
  rulesOf(object, direction).some(({ peers, ports }) => peers.length === 0 && ports.length === 0);
