import { apiResources } from '../src/manifest/schema/api-resources';
import { latestMinor, minorNumber, type Platform } from '../src/platform';
import { dangerOf, type DangerousPair, type RecordablePair } from './danger';

/** What only the authorizer knows: the kubelet asks for the first two, others ask for the rest. No discovery document has them. */
const authorizerResources = {
  'nodes/metrics': { apiGroup: '', scope: 'cluster', verbs: ['get'] },
  'nodes/stats': { apiGroup: '', scope: 'cluster', verbs: ['get'] },
  'nodes/log': { apiGroup: '', scope: 'cluster', verbs: [] },
  'users': { apiGroup: '', scope: 'cluster', verbs: [] },
  'groups': { apiGroup: '', scope: 'cluster', verbs: [] },
  'signers': { apiGroup: 'certificates.k8s.io', scope: 'cluster', verbs: [] },
} as const;

const resources = { ...apiResources, ...authorizerResources };
type Resources = typeof resources;

const READ = ['get', 'list', 'watch'] as const;

/** What can be done with resources. */
export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';
type Read = (typeof READ)[number];

type PairsOf<R extends keyof Resources> = R extends keyof Resources ? `${Resources[R]['verbs'][number]} ${R}` : never;
type OfScope<S extends string> = { [R in keyof Resources]: Resources[R]['scope'] extends S ? R : never }[keyof Resources];

/** Questions to the API server that change nothing. */
const REVIEWS = ['create tokenreviews', 'create subjectaccessreviews', 'create selfsubjectaccessreviews', 'create selfsubjectreviews', 'create selfsubjectrulesreviews'] as const;
type Review = (typeof REVIEWS)[number];

/** How controllers tell what they do. */
const REPORTS = ['create events', 'create events.events.k8s.io'] as const;
type Report = (typeof REPORTS)[number];

type ForReading<P extends string> = Extract<P, `${Read} ${string}`>;

/** What a Role may hold: everything that the API server can do with resources of a namespace, without what leads to more. */
export type NamespacedPermission = Exclude<PairsOf<OfScope<'namespaced'>>, DangerousPair>;

/**
 * What a ClusterRole may hold on top of a reason: what reads, but no Secrets; events, by which controllers tell what they do; and questions
 * that change nothing. Whatever else writes would write in kube-system too.
 */
export type ClusterPermission =
  | Exclude<ForReading<PairsOf<keyof Resources>>, DangerousPair | 'get secrets'>
  | Report
  | Review;

/** Every permission that the kit grants without an exception, as `verb resource`. */
export type Permission = NamespacedPermission | ClusterPermission;

/** The resources with which this can be done. */
export type ResourceFor<V extends string, P extends string = Permission> = P extends `${V} ${infer R}` ? R : never;
type VerbIn<P extends string> = P extends `${infer V} ${string}` ? V : never;

/** What is dangerous and found by a control, so that an exception can be recorded for it. */
export type RecordableVerb = VerbIn<RecordablePair>;
/** What it is dangerous to do that with. */
export type RecordableResource<V extends RecordableVerb> = ResourceFor<V, RecordablePair>;

/** A resource as the API server knows it. */
export interface ApiResource {
  readonly apiGroup: string;
  readonly scope: 'namespaced' | 'cluster';
  readonly verbs: readonly string[];
  /** The first minor that has it, where that is not the oldest that the kit knows. */
  readonly since?: number;
  /** The last minor that has it. */
  readonly until?: number;
}

/** A resource by its name; `undefined` for one that the API server does not have. */
export const resourceOf = (name: string): ApiResource | undefined =>
  (Object.hasOwn(resources, name) ? (resources as Readonly<Record<string, ApiResource>>)[name] : undefined);

/** The name of a resource in a rule, without the group that tells it from another. */
export const nameInRule = (name: string, { apiGroup }: ApiResource): string => (apiGroup === '' ? name : name.replace(`.${apiGroup}`, ''));

/** Whether a minor has a resource. */
export function isServed({ since = 0, until = Infinity }: ApiResource, { kubernetes = latestMinor }: Platform): boolean {
  const minor = minorNumber(kubernetes);
  return since <= minor && minor <= until;
}

/** The minors that have a resource: `1.37 and later`. */
export function minorsOf({ since, until }: ApiResource): string {
  if (since !== undefined && until !== undefined) return `1.${since} to 1.${until}`;
  return since === undefined ? `1.${until} and earlier` : `1.${since} and later`;
}

/** What comes of an asterisk. */
export const WILDCARD = 'a wildcard grants everything that there is, and everything that will ever be installed';

const WRITES_FOR_ALL = 'it is for the whole cluster, which belongs to those who run it';
const WRITES_EVERYWHERE = 'it holds in every namespace, kube-system among them, and in those that come later';
const UNKNOWN = 'the API server has no such resource; of an operator it is customResource(group, plural)';

/** What would come of a permission; `undefined` for a harmless one. Says the same as the types above, to those who write plain JavaScript. */
export function consequenceOf(verb: string, name: string): string | undefined {
  const permission = `${verb} ${name}`;
  const danger = dangerOf(permission);
  if (danger !== undefined) return danger.consequence;
  const resource = resourceOf(name);
  if (resource === undefined) return name.includes('*') ? WILDCARD : UNKNOWN;
  if (!resource.verbs.includes(verb)) return `the API server cannot ${verb} ${name}, only ${resource.verbs.join(', ') || 'ask whether somebody may'}`;
  const isWrite = !READ.includes(verb as Read) && !REVIEWS.includes(permission as Review);
  return resource.scope === 'cluster' && isWrite ? WRITES_FOR_ALL : undefined;
}

/** What would come of it if a harmless permission were bound for the whole cluster. */
export function consequenceEverywhere(verb: string, name: string): string | undefined {
  if (name === 'secrets') return 'it reads the Secrets of that name in every namespace';
  const isHarmless = READ.includes(verb as Read) || [...REVIEWS, ...REPORTS].includes(`${verb} ${name}` as Review | Report);
  return isHarmless ? undefined : WRITES_EVERYWHERE;
}
