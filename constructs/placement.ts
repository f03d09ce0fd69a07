import { Chart, type ApiObjectMetadata } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import type { NodePool } from './node-pool';

/** The namespace that constructs below a `DefaultDenyNamespace` land in. */
export interface Home {
  readonly name: string;
  /** Who the namespace belongs to. */
  readonly tenant: string;
  /** Where its people are reached. */
  readonly contact?: string | undefined;
  /** The nodes that its pods run on. */
  readonly nodePool?: NodePool | undefined;
}

type Settled = Home & { readonly construct: IConstruct };

const homes = new WeakMap<IConstruct, Settled>();

/** Makes a construct the home of everything below it. */
export function settle(construct: IConstruct, home: Home): void {
  homes.set(construct, { ...home, construct });
}

/** The closest home around a construct, and the construct that is it. */
export function homeOf(construct: IConstruct): Settled | undefined {
  for (let scope: IConstruct | undefined = construct; scope !== undefined; scope = scope.node.scope) {
    const home = homes.get(scope);
    if (home !== undefined) return home;
  }
  return undefined;
}

/** The namespace that an object of this construct lands in; `undefined` where that is left to `kubectl -n`. */
export const namespaceOf = (construct: IConstruct): string | undefined => homeOf(construct)?.name ?? Chart.of(construct).namespace;

/** Where the description of an object stands: https://kubernetes.io/docs/reference/labels-annotations-taints/#description. */
export const DESCRIPTION = 'kubernetes.io/description';

/** Kubernetes allows 253 characters for most names, but what is derived from them (pods, labels, Services) only 63. */
const LONGEST_NAME = 63;
/** The controller adds 11 characters to the name of a CronJob. */
export const LONGEST_CRON_JOB_NAME = 52;

/**
 * The name of an object: below a `DefaultDenyNamespace` the construct's path from there, which is short, stable and free of hashes,
 * because names need to be unique only inside a namespace. Elsewhere `undefined`: cdk8s makes one that is unique in the app.
 */
function nameOf(scope: Construct, id: string, longest = LONGEST_NAME): string | undefined {
  const home = homeOf(scope);
  if (home === undefined) return undefined;
  const name = [...stepsBelow(home.construct, scope), id].map(toDnsLabel).filter((step) => step !== '').join('-');
  return name === '' || name.length > longest ? undefined : name;
}

function stepsBelow(home: IConstruct, scope: IConstruct): string[] {
  const steps: string[] = [];
  for (let current: IConstruct | undefined = scope; current !== undefined && current !== home; current = current.node.scope) {
    steps.unshift(current.node.id);
  }
  return steps;
}

const toDnsLabel = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');

/** The recommended labels, which people and tools select by. `owner` is the tenant of the namespace. */
export function labelsOf(scope: Construct, id: string): Record<string, string> {
  const home = homeOf(scope);
  const name = toDnsLabel(id).slice(0, LONGEST_NAME).replace(/-+$/, '') || 'main';
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': nameOf(scope, id) ?? name,
    'app.kubernetes.io/managed-by': 'casemate',
    ...(home === undefined ? {} : { 'app.kubernetes.io/part-of': home.name, owner: home.tenant }),
  };
}

/** Where to write to about an object: the `email` annotation, as scanners look for it. */
function contactOf(scope: Construct): Record<string, string> {
  const contact = homeOf(scope)?.contact;
  return contact === undefined ? {} : { email: contact };
}

/** Metadata with name, namespace and labels filled in where the user gave none. */
export function metadataOf(scope: Construct, id: string, given: ApiObjectMetadata = {}, longest = LONGEST_NAME): ApiObjectMetadata {
  const name = given.name ?? nameOf(scope, id, longest);
  const namespace = given.namespace ?? namespaceOf(scope);
  return {
    ...given,
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    labels: { ...labelsOf(scope, id), ...given.labels },
    annotations: { ...contactOf(scope), ...given.annotations },
  };
}
