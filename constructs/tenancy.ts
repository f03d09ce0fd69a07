import { ApiObject } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import { subjectsOf } from '../src/graph/rbac';
import { rulesOf } from '../src/graph/network-policy';
import { selects } from '../src/graph/selector';
import type { KubernetesObject } from '../src/manifest/object';
import { contradiction } from './contradiction';
import { type Endpoint, namespaceOfWorkload } from './endpoint';
import { Peer } from './peer';
import { homeOf } from './placement';

/** A tenant and its namespaces, as others must not reach them. */
export interface Tenancy {
  readonly name: string;
  readonly namespaces: readonly kplus.Namespace[];
}

const tenancies = new WeakMap<IConstruct, Tenancy[]>();
const tenants = new WeakMap<IConstruct, Tenancy>();

const tenanciesAround = (scope: IConstruct): readonly Tenancy[] => tenancies.get(scope.node.root) ?? [];

/** Makes it known to everything in the app that these namespaces belong to one tenant, and has every synth look for what crosses. */
export function registerTenant(construct: IConstruct, tenancy: Tenancy): void {
  const { root } = construct.node;
  const known = tenancies.get(root);
  const taken = tenancy.namespaces.find(({ name }) => ownerOf(construct, name) !== undefined);
  if (taken !== undefined) {
    const message = `has ${taken.name}, which is a namespace of the tenant ${ownerOf(construct, taken.name)?.name}`;
    throw contradiction({ code: 'CM5334', path: construct.node.path, prop: 'namespaces', message, repair: 'Call one of the two otherwise.' });
  }
  tenants.set(construct, tenancy);
  tenancies.set(root, [...known ?? [], tenancy]);
  if (known === undefined) root.node.addValidation({ validate: () => crossings(root) });
}

const ownerOf = (scope: IConstruct, namespace: string | undefined): Tenancy | undefined =>
  tenanciesAround(scope).find(({ namespaces }) => namespaces.some(({ name }) => name === namespace));

/** The tenant in whose scope a construct was made. */
function tenantAround(construct: IConstruct): Tenancy | undefined {
  for (let scope: IConstruct | undefined = construct; scope !== undefined; scope = scope.node.scope) {
    const tenancy = tenants.get(scope);
    if (tenancy !== undefined) return tenancy;
  }
  return undefined;
}

/** Refuses a connection between two tenants, at the line that asks for it. */
export function refuseCrossing(caller: Endpoint, called: Endpoint): void {
  const here = caller instanceof Peer ? called : caller;
  if (here instanceof Peer) return;
  const [from, to] = [caller, called].map((end) => ownerOf(here, end instanceof Peer ? namespaceOfPeer(end) : namespaceOfWorkload(end)));
  if (from === undefined || to === undefined || from === to) return;
  throw contradiction({
    code: 'CM5331', path: here.node.path, prop: 'connectsTo', message: `would connect the tenants ${from.name} and ${to.name}`,
    repair: 'Offer what both need in a namespace that is no tenant\'s, or make them one tenant.',
  });
}

const namespaceOfPeer = ({ side }: Peer): string | undefined => (side.kind === 'pods' ? side.namespace : undefined);

/** What would cross between tenants, in whatever construct it was written. */
function crossings(root: IConstruct): string[] {
  return root.node.findAll().filter((construct) => ApiObject.isApiObject(construct)).flatMap((apiObject) => {
    const around = tenantAround(apiObject);
    const inNamespace = ownerOf(root, apiObject.metadata.namespace ?? homeOf(apiObject)?.name);
    const found = around !== undefined && inNamespace !== undefined && inNamespace !== around
      ? [`lands in a namespace of the tenant ${inNamespace.name}`]
      : crossingsOf(apiObject, around ?? inNamespace, around);
    return found.map((what) => `CM5332: ${apiObject.node.path} ${what}. Repair: Keep to the namespaces of one tenant.`);
  });
}

function crossingsOf(apiObject: ApiObject, owner: Tenancy | undefined, around: Tenancy | undefined): readonly string[] {
  switch (apiObject.kind) {
    case 'NetworkPolicy': return owner === undefined ? [] : policyCrossings(apiObject.toJson() as KubernetesObject, owner, apiObject);
    case 'RoleBinding': return owner === undefined ? [] : bindingCrossings(apiObject.toJson() as KubernetesObject, owner, apiObject);
    case 'ClusterRoleBinding': return clusterBindingCrossings(apiObject.toJson() as KubernetesObject, around, apiObject);
    default: return [];
  }
}

function policyCrossings(policy: KubernetesObject, owner: Tenancy, scope: IConstruct): readonly string[] {
  const peers = (['Ingress', 'Egress'] as const).flatMap((direction) => rulesOf(policy, direction)).flatMap((rule) => rule.peers);
  const others = tenanciesAround(scope).filter((tenancy) => tenancy !== owner);
  const reached = others.filter(({ namespaces }) => namespaces.some((namespace) => peers.some(({ namespaceSelector }) =>
    namespaceSelector !== undefined && namespaceSelector !== null && selects(namespaceSelector, labelsOf(namespace)))));
  return reached.map(({ name }) => `opens the tenant ${owner.name} to the tenant ${name}`);
}

function labelsOf(namespace: kplus.Namespace): Readonly<Record<string, string>> {
  const { metadata } = ApiObject.of(namespace).toJson() as KubernetesObject;
  return { ...metadata?.labels, 'kubernetes.io/metadata.name': namespace.name };
}

function bindingCrossings(binding: KubernetesObject, owner: Tenancy, scope: IConstruct): readonly string[] {
  return subjectsOf(binding).flatMap((subject) => {
    const other = accountOwner(subject, scope);
    return other === undefined || other === owner ? [] : [`gives an account of the tenant ${other.name} rights in the tenant ${owner.name}`];
  });
}

function clusterBindingCrossings(binding: KubernetesObject, around: Tenancy | undefined, scope: IConstruct): readonly string[] {
  const holder = around ?? subjectsOf(binding).map((subject) => accountOwner(subject, scope)).find((other) => other !== undefined);
  return holder === undefined ? [] : [`gives the tenant ${holder.name} rights in all others`];
}

const ACCOUNTS = 'system:serviceaccounts:';

const accountOwner = ({ kind, name, namespace }: { kind: string; name: string; namespace: string }, scope: IConstruct): Tenancy | undefined =>
  (kind === 'ServiceAccount' ? ownerOf(scope, namespace) : name.startsWith(ACCOUNTS) ? ownerOf(scope, name.slice(ACCOUNTS.length)) : undefined);
