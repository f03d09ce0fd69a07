import type { Kind } from '../controls/control';
import type { ObjectSet } from '../controls/graph-control';
import type { KubernetesObject } from '../manifest/object';
import type { Path } from '../manifest/path';
import { calicoPolicies } from './calico-policy';
import { ciliumPolicies } from './cilium-policy';
import { clusterPolicies } from './cluster-policy';
import { kubernetesPolicies } from './kubernetes-policy';
import type { Cidr } from './cidr';
import type { Direction } from './network-policy';
import type { Labels } from './selector';

/** A namespace, as policies that select namespaces see it. */
export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
}

/** What a rule of a policy, of whatever dialect, says about connections to addresses outside of the cluster. */
export interface EgressRule {
  readonly action: 'allow' | 'deny';
  /** The field that decides which addresses are meant. */
  readonly path: Path;
  /** Whether it is about TCP connections to a port of these addresses. */
  readonly isAbout: (addresses: Cidr, port: number) => boolean;
  /** Rules with a lower number come first; of two that contradict each other, the first decides. */
  readonly order: number;
}

/** A network policy of any dialect, as far as controls ask. */
export interface Policy {
  readonly object: KubernetesObject;
  /** The namespace that it is limited to; absent for a policy of the cluster. */
  readonly namespace?: string;
  /** Whether it surely is about every pod of a namespace, those of tomorrow among them. */
  readonly coversAll: (namespace: Namespace) => boolean;
  /** The directions in which nothing passes to or from its pods unless a policy allows it. */
  readonly deniesByDefault: readonly Direction[];
  readonly egress: readonly EgressRule[];
}

/** Reads the policies out of objects of some kinds. */
export interface Dialect {
  readonly kinds: readonly Kind[];
  readonly read: (object: KubernetesObject) => readonly Policy[];
}

const dialects: readonly Dialect[] = [kubernetesPolicies, ciliumPolicies, calicoPolicies, clusterPolicies];

/** The kinds that count as network policies. */
export const policyKinds: readonly Kind[] = dialects.flatMap(({ kinds }) => kinds);

/** Several controls ask for the policies of one set. */
const read = new WeakMap<ObjectSet, readonly Policy[]>();

/** All network policies of a set. */
export function policiesIn(set: ObjectSet): readonly Policy[] {
  const known = read.get(set);
  if (known !== undefined) return known;
  const policies = dialects.flatMap((dialect) => dialect.kinds.flatMap(({ apiGroup, kind }) => set.ofKind(apiGroup, kind).flatMap(dialect.read)));
  read.set(set, policies);
  return policies;
}

/** Policies by the namespace that they are limited to: comparing every namespace with every policy would take the square of the time. */
export class PoliciesByNamespace {
  readonly #byNamespace = new Map<string | undefined, Policy[]>();

  constructor(policies: readonly Policy[]) {
    for (const policy of policies) {
      const known = this.#byNamespace.get(policy.namespace);
      if (known === undefined) this.#byNamespace.set(policy.namespace, [policy]);
      else known.push(policy);
    }
  }

  /** Those that can be about pods of a namespace: its own, and those of the cluster. */
  for(namespace: string): readonly Policy[] {
    return [...this.#byNamespace.get(namespace) ?? [], ...this.#byNamespace.get(undefined) ?? []];
  }
}

/** A namespace of a set. */
export const namespaceIn = (set: ObjectSet, name: string): Namespace => ({ name, labels: set.namespaceLabels(name) });
