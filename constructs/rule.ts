import { CasemateError } from '../src/error';

/** Resources that can be read without giving anything else away. Secrets are apart: see {@link get}. */
const readable = {
  configmaps: '', endpoints: '', events: '', limitranges: '', persistentvolumeclaims: '', pods: '', resourcequotas: '',
  serviceaccounts: '', services: '',
  daemonsets: 'apps', deployments: 'apps', replicasets: 'apps', statefulsets: 'apps',
  horizontalpodautoscalers: 'autoscaling', cronjobs: 'batch', jobs: 'batch', leases: 'coordination.k8s.io',
  endpointslices: 'discovery.k8s.io', ingresses: 'networking.k8s.io', networkpolicies: 'networking.k8s.io', poddisruptionbudgets: 'policy',
} as const;

/** Resources that can be written without a way to more rights. */
const writable = { configmaps: '', events: '', leases: 'coordination.k8s.io' } as const;

const scalable = { 'deployments/scale': 'apps', 'statefulsets/scale': 'apps' } as const;

/** A resource that may be read. */
export type ReadableResource = keyof typeof readable;
/** A resource that may be written. */
export type WritableResource = keyof typeof writable;
/** The number of replicas of a workload. */
export type ScalableResource = keyof typeof scalable;

/** A resource of an operator: see {@link customResource}. */
export class CustomResource {
  /** @internal made by {@link customResource} */
  public constructor(
    public readonly apiGroup: string,
    public readonly resource: string,
  ) {}
}

/** Which objects: those of these names, and no others. */
export interface Names {
  readonly names: readonly string[];
}

type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete';

/** One thing that an account may do in its namespace. Made by {@link get}, {@link list} and their like, which know what is dangerous. */
export class Rule {
  /** @internal */
  public constructor(
    public readonly verb: Verb,
    public readonly apiGroup: string,
    public readonly resource: string,
    public readonly names: readonly string[] | undefined,
  ) {}
}

/**
 * May read single objects. Of Secrets only those that are named.
 *
 * @example
 * ```ts
 * import { get } from 'casemate/constructs';
 *
 * const rules = [get('configmaps', { names: ['flags'] })];
 * ```
 */
export function get(resource: 'secrets', options: Names): Rule;
export function get(resource: ReadableResource | ScalableResource | CustomResource, options?: Names): Rule;
export function get(resource: string | CustomResource, options?: Names): Rule {
  return rule('get', resource, { ...readable, ...scalable, secrets: '' }, options);
}

/** May read all objects of a kind in the namespace. Never Secrets: a list has their values. */
export const list = (resource: ReadableResource | CustomResource, options?: Names): Rule => rule('list', resource, readable, options);

/** May be told of changes. Never of Secrets: an event has their values. */
export const watch = (resource: ReadableResource | CustomResource, options?: Names): Rule => rule('watch', resource, readable, options);

/** May make objects. RBAC cannot say of which name. */
export const create = (resource: WritableResource | CustomResource): Rule => rule('create', resource, writable);

/** May replace the named objects. */
export const update = (resource: WritableResource | ScalableResource | CustomResource, options: Names): Rule =>
  rule('update', resource, { ...writable, ...scalable }, named('update', resource, options));

/** May change the named objects. */
export const patch = (resource: WritableResource | ScalableResource | CustomResource, options: Names): Rule =>
  rule('patch', resource, { ...writable, ...scalable }, named('patch', resource, options));

/** May delete the named objects. (`delete` is a word of the language.) */
export const remove = (resource: WritableResource | CustomResource, options: Names): Rule =>
  rule('delete', resource, writable, named('delete', resource, options));

/**
 * A resource of an operator, by its group and its plural.
 *
 * @example
 * ```ts
 * import { customResource, get } from 'casemate/constructs';
 *
 * const rule = get(customResource('cert-manager.io', 'certificates'), { names: ['shop-tls'] });
 * ```
 */
export function customResource(apiGroup: string, resource: string): CustomResource {
  const right = `${apiGroup}/${resource}`;
  if (POWERFUL_GROUPS.has(apiGroup)) throw refused(right, 'whoever holds rights in this group gives himself any other');
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(apiGroup)) {
    throw refused(right, apiGroup.includes('*') ? WILDCARD : 'the group of a custom resource is a domain, such as cert-manager.io');
  }
  if (!/^[a-z0-9]+(\/(status|scale))?$/.test(resource)) {
    throw refused(right, resource.includes('*') ? WILDCARD : 'a resource is the plural in lower case, such as certificates');
  }
  return new CustomResource(apiGroup, resource);
}

const WILDCARD = 'a wildcard grants everything that there is, and everything that will ever be installed';

const POWERFUL_GROUPS = new Set([
  '', '*', 'apps', 'batch', 'rbac.authorization.k8s.io', 'admissionregistration.k8s.io', 'apiregistration.k8s.io', 'apiextensions.k8s.io',
  'authentication.k8s.io', 'authorization.k8s.io', 'certificates.k8s.io', 'storage.k8s.io', 'policy.networking.k8s.io',
]);

/** What comes of rights that no function here grants. Sources: Kubernetes' good practices for RBAC, rbac-police, KubeHound. */
const CONSEQUENCES: Readonly<Record<string, string>> = {
  '*': WILDCARD,
  secrets: 'list and watch return the values of all Secrets of the namespace, and writing one can mint tokens; get() them by name',
  pods: 'who may write pods runs them as any account of the namespace, with any Secret of it mounted',
  'pods/exec': 'it runs commands in every pod of the namespace, with the rights of each',
  'pods/attach': 'it types into the processes of every pod of the namespace',
  'pods/portforward': 'it opens every port of every pod, past all network policies',
  'pods/proxy': 'it opens every port of every pod, past all network policies',
  'services/proxy': 'it opens every port of every service, past all network policies',
  'pods/ephemeralcontainers': 'it starts a container of choice in every pod of the namespace',
  'nodes/proxy': 'it runs commands in every pod of the node, past audit and admission; get alone is enough',
  nodes: 'it is for the cluster, not for a namespace',
  'serviceaccounts/token': 'it makes a token for any account of the namespace',
  roles: 'with bind or escalate it grants itself any right in the namespace',
  rolebindings: 'it grants itself any role of the namespace',
  clusterroles: 'with bind or escalate it grants itself any right in the cluster',
  clusterrolebindings: 'it grants itself cluster-admin',
  namespaces: 'writing a namespace removes its Pod Security labels',
  persistentvolumes: 'a volume can be a path of a node, which Pod Security does not see',
  users: 'impersonating one has all the rights of that user',
  groups: 'impersonating system:masters is beyond all authorization',
};

const WORKLOADS = new Set(['deployments', 'daemonsets', 'statefulsets', 'replicasets', 'replicationcontrollers', 'jobs', 'cronjobs']);

function rule(verb: Verb, resource: string | CustomResource, allowed: Readonly<Record<string, string>>, options?: Names): Rule {
  if (resource instanceof CustomResource) {
    return new Rule(verb, resource.apiGroup, resource.resource, namesOf(verb, resource.resource, options));
  }
  const apiGroup = Object.hasOwn(allowed, resource) ? allowed[resource] : undefined;
  if (apiGroup === undefined) throw refused(`${verb} ${resource}`, consequenceOf(resource));
  const names = namesOf(verb, resource, options);
  if (resource === 'secrets' && names === undefined) {
    throw refused('get secrets without names', 'it reads every Secret of the namespace whose name it can guess');
  }
  return new Rule(verb, apiGroup, resource, names);
}

function consequenceOf(resource: string): string {
  if (WORKLOADS.has(resource)) return CONSEQUENCES['pods'] as string;
  const known = Object.hasOwn(CONSEQUENCES, resource) ? CONSEQUENCES[resource] : undefined;
  return known ?? 'it is not among the rights that the kit knows to be harmless';
}

function namesOf(verb: Verb, resource: string, options: Names | undefined): readonly string[] | undefined {
  if (options === undefined) return undefined;
  const { names } = options;
  if (!Array.isArray(names) || names.length === 0 || !names.every(isName)) {
    throw refused(`${verb} ${resource}`, 'names must be whole names, at least one: an empty list grants all, and RBAC knows no patterns');
  }
  return [...names].sort();
}

const isName = (name: unknown): boolean => typeof name === 'string' && name !== '' && !name.includes('*');

function named(verb: Verb, resource: string | CustomResource, options: Names | undefined): Names {
  if (options !== undefined) return options;
  const name = typeof resource === 'string' ? resource : resource.resource;
  throw refused(`${verb} ${name}`, 'without names it holds for every object of the namespace');
}

/** The error for a right that the kit does not grant. */
export function refused(right: string, consequence: string): CasemateError {
  const repair = 'Grant less: named objects, and only what the program calls.';
  const message = `the right "${right}" is refused: ${consequence}. ${repair}`;
  return new CasemateError({ code: 'CM5030', message, place: { field: 'allow' }, repair });
}
