import type * as kplus from 'cdk8s-plus-28';
import { CasemateError } from '../src/error';
import { apiResources } from '../src/manifest/schema/api-resources';
import { dangerOfGroup } from './danger';
import {
  type ClusterPermission, consequenceOf, nameInRule, type NamespacedPermission, type ResourceFor, resourceOf, type Verb, WILDCARD,
} from './permission';

/** A resource of an operator: see {@link customResource}. */
export class CustomResource {
  /** @internal made by {@link customResource} */
  public constructor(
    public readonly apiGroup: string,
    public readonly resource: string,
  ) {}
}

/** A path of the API server that is no resource: see {@link nonResourceURL}. */
export class NonResourceURL {
  /** @internal made by {@link nonResourceURL} */
  public constructor(public readonly url: string) {}
}

/** An object, by its name or as the construct that it is. */
export type Named = string | Pick<kplus.IResource, 'name' | 'resourceType'>;

/** Which objects: those of these names, and no others. */
export interface Names {
  readonly names: readonly [Named, ...Named[]];
}

/** What a rule is about. */
export type Target = { readonly apiGroup: string; readonly resource: string } | { readonly url: string };

/**
 * One thing that somebody may do. Made by {@link get}, {@link list} and their like, which know what the API server can do and what is dangerous.
 */
export class Rule<P extends string = string> {
  /** @internal */
  public constructor(
    /** As `verb resource`, with the name of the resource that kubectl takes. */
    public readonly permission: P,
    public readonly verb: string,
    public readonly target: Target,
    public readonly names?: readonly string[],
  ) {}
}

/** What may be in a Role. */
export type NamespacedRule = Rule<NamespacedPermission | 'custom resource'>;
/** What may be in a ClusterRole that is bound for the whole cluster. */
export type ClusterRule = Rule<ClusterPermission | 'custom resource' | 'non-resource URL'>;

type CustomRule = Rule<'custom resource'>;

/**
 * May read single objects. Of Secrets only those that are named.
 *
 * @throws CasemateError CM5030 where the API server cannot do it, or where it leads to more: this holds for all functions that make rules
 *
 * @example
 * ```ts
 * import { get } from 'casemate/constructs';
 *
 * const rules = [get('configmaps', { names: ['flags'] }), get('deployments/scale')];
 * ```
 */
export function get(resource: 'secrets', options: Names): Rule<'get secrets'>;
export function get(url: NonResourceURL): Rule<'non-resource URL'>;
export function get(resource: CustomResource, options?: Names): CustomRule;
export function get<R extends Exclude<ResourceFor<'get'>, 'secrets'>>(resource: R, options?: Names): Rule<`get ${R}`>;
export function get(resource: string | CustomResource | NonResourceURL, options?: Names): Rule {
  if (resource instanceof NonResourceURL) return new Rule('non-resource URL', 'get', resource);
  if (resource === 'secrets' && options === undefined) {
    throw refused('get secrets', 'without names it reads every Secret of the namespace whose name it can guess');
  }
  return rule('get', resource, options);
}

/** May read all objects of a kind. Never Secrets: a list has their values. */
export function list(resource: CustomResource, options?: Names): CustomRule;
export function list<R extends ResourceFor<'list'>>(resource: R, options?: Names): Rule<`list ${R}`>;
export function list(resource: string | CustomResource, options?: Names): Rule {
  return rule('list', resource, options);
}

/** May be told of changes. Never of Secrets: an event has their values. */
export function watch(resource: CustomResource, options?: Names): CustomRule;
export function watch<R extends ResourceFor<'watch'>>(resource: R, options?: Names): Rule<`watch ${R}`>;
export function watch(resource: string | CustomResource, options?: Names): Rule {
  return rule('watch', resource, options);
}

/** May make objects. RBAC cannot say of which name: there is none yet when it decides. */
export function create(resource: CustomResource): CustomRule;
export function create<R extends ResourceFor<'create'>>(resource: R): Rule<`create ${R}`>;
export function create(resource: string | CustomResource, options?: Names): Rule {
  return rule('create', resource, unnamed('create', resource, options));
}

/** May replace the named objects; of an operator's resource all, where none is named. */
export function update(resource: CustomResource, options?: Names): CustomRule;
export function update<R extends ResourceFor<'update'>>(resource: R, options: Names): Rule<`update ${R}`>;
export function update(resource: string | CustomResource, options?: Names): Rule {
  return rule('update', resource, named('update', resource, options));
}

/** May change the named objects; of an operator's resource all, where none is named. */
export function patch(resource: CustomResource, options?: Names): CustomRule;
export function patch<R extends ResourceFor<'patch'>>(resource: R, options: Names): Rule<`patch ${R}`>;
export function patch(resource: string | CustomResource, options?: Names): Rule {
  return rule('patch', resource, named('patch', resource, options));
}

/** May delete the named objects; of an operator's resource all, where none is named. (`delete` is a word of the language.) */
export function remove(resource: CustomResource, options?: Names): CustomRule;
export function remove<R extends ResourceFor<'delete'>>(resource: R, options: Names): Rule<`delete ${R}`>;
export function remove(resource: string | CustomResource, options?: Names): Rule {
  return rule('delete', resource, named('delete', resource, options));
}

/** May delete all objects of a kind at once, in a namespace. RBAC cannot say of which names. */
export function deletecollection(resource: CustomResource): CustomRule;
export function deletecollection<R extends ResourceFor<'deletecollection'>>(resource: R): Rule<`deletecollection ${R}`>;
export function deletecollection(resource: string | CustomResource, options?: Names): Rule {
  return rule('deletecollection', resource, unnamed('deletecollection', resource, options));
}

/**
 * A resource of an operator, by its group and its plural. Those that its operator acts on with rights of its own can only be read.
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
  if (KUBERNETES_GROUPS.has(apiGroup)) throw refused(right, 'the group is Kubernetes\' own, and some of its rights lead to any other. Name the resource itself, such as get(\'pods\')');
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(apiGroup)) {
    throw refused(right, apiGroup.includes('*') ? WILDCARD : 'the group of a custom resource is a domain, such as cert-manager.io');
  }
  if (!/^[a-z0-9]+(\/(status|scale))?$/.test(resource)) {
    throw refused(right, resource.includes('*') ? WILDCARD : 'a resource is the plural in lower case, such as certificates');
  }
  return new CustomResource(apiGroup, resource);
}

const KUBERNETES_GROUPS: ReadonlySet<string> = new Set(['*', 'extensions', ...Object.values(apiResources).map(({ apiGroup }) => apiGroup)]);

/** What tells how the API server is, and nothing else: the paths that Kubernetes' own role for monitoring has. */
export type MonitoringURL =
  '/healthz' | '/healthz/*' | '/livez' | '/livez/*' | '/metrics' | '/metrics/slis' | '/readyz' | '/readyz/*';

const MONITORING_URLS: ReadonlySet<string> = new Set<MonitoringURL>([
  '/healthz', '/healthz/*', '/livez', '/livez/*', '/metrics', '/metrics/slis', '/readyz', '/readyz/*',
]);

/**
 * A path of the API server that is no resource, as monitoring reads it.
 *
 * @example
 * ```ts
 * import { get, nonResourceURL } from 'casemate/constructs';
 *
 * const rule = get(nonResourceURL('/metrics'));
 * ```
 */
export function nonResourceURL(url: MonitoringURL): NonResourceURL {
  if (MONITORING_URLS.has(url)) return new NonResourceURL(url);
  throw refused(url, (url as string).includes('*') ? WILDCARD : 'it is not among the paths that only tell how the API server is');
}

const READING: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

function rule(verb: Verb, resource: string | CustomResource, options: Names | undefined): Rule {
  const consequence = resource instanceof CustomResource ? consequenceOfCustom(verb, resource) : consequenceOf(verb, resource);
  if (consequence !== undefined) throw refused(`${verb} ${nameOf(resource)}`, consequence);
  const names = namesOf(verb, nameOf(resource), options);
  if (resource instanceof CustomResource) return new Rule('custom resource', verb, resource, names);
  return ruleFor(verb, resource, names);
}

/** A rule about a resource of Kubernetes, whatever comes of it. */
export function ruleFor(verb: string, name: string, names?: readonly string[]): Rule {
  const resource = resourceOf(name);
  if (resource === undefined) throw refused(`${verb} ${name}`, 'the API server has no such resource');
  return new Rule(`${verb} ${name}`, verb, { apiGroup: resource.apiGroup, resource: nameInRule(name, resource) }, names);
}

const consequenceOfCustom = (verb: Verb, { apiGroup }: CustomResource): string | undefined => (READING.has(verb) ? undefined : dangerOfGroup(apiGroup));

const nameOf = (resource: string | CustomResource): string => (resource instanceof CustomResource ? resource.resource : resource);

function namesOf(verb: Verb, resource: string, options: Names | undefined): readonly string[] | undefined {
  if (options === undefined) return undefined;
  const names: readonly Named[] = options.names;
  if (!Array.isArray(names) || names.length === 0) throw refused(`${verb} ${resource}`, 'an empty list of names grants all; name at least one');
  return names.map((name) => {
    if (typeof name === 'object' && name.resourceType !== resource.split('/')[0]) {
      throw refused(`${verb} ${resource}`, `${name.name} is one of ${name.resourceType}, and the rule is about ${resource}`);
    }
    const text = typeof name === 'object' ? name.name : name;
    if (typeof text === 'string' && /^[^*\s/]+$/.test(text)) return text;
    throw refused(`${verb} ${resource}`, `${JSON.stringify(text)} is not a whole name, and RBAC knows no patterns`);
  }).sort();
}

function named(verb: Verb, resource: string | CustomResource, options: Names | undefined): Names | undefined {
  if (options !== undefined || resource instanceof CustomResource || consequenceOf(verb, resource) !== undefined) return options;
  throw refused(`${verb} ${resource}`, 'without names it holds for every object of the namespace');
}

function unnamed(verb: Verb, resource: string | CustomResource, options: Names | undefined): undefined {
  if (options === undefined) return undefined;
  throw refused(`${verb} ${nameOf(resource)}`, 'with names it grants nothing: the API server decides about it before there is a name');
}

/** The name of the resource of Kubernetes that a rule is about; `undefined` for one about something else. */
export const resourceNameOf = ({ permission, verb }: Rule): string | undefined =>
  (permission.startsWith(`${verb} `) ? permission.slice(verb.length + 1) : undefined);

/** The error for a right that the kit does not grant. */
export function refused(right: string, consequence: string, field = 'allow'): CasemateError {
  const repair = 'Grant less: named objects, and only what the program calls.';
  const message = `the right "${right}" is refused: ${consequence}. ${repair}`;
  return new CasemateError({ code: 'CM5030', message, place: { field }, repair });
}
