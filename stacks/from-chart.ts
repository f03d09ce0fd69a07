import type * as pulumi from '@pulumi/pulumi';
import type { Chart } from 'cdk8s';
import { CasemateError } from '../src/error';
import type { KubernetesObject } from '../src/manifest/object';

/**
 * Registers every object of a cdk8s chart as a Pulumi resource: all constructs of cdk8s, and the hardened ones, in a Pulumi program.
 *
 * What others need comes first: definitions of custom resources, then namespaces, then identities and network policies, then the rest. So no pod
 * runs before the policies that isolate it. The names are those of cdk8s, without the suffix that Pulumi would add. Secrets are registered with
 * the class that encrypts their values in the state of the stack.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace } from 'casemate/constructs';
 * import { fromChart } from 'casemate/stacks';
 *
 * const chart = new Chart(new App(), 'shop');
 * new DefaultDenyNamespace(chart, 'shop', { tenant: 'team-shop' });
 * fromChart(chart);
 * ```
 *
 * @param options - For every resource: `provider`, `parent`, `protect`, ….
 */
export function fromChart(chart: Chart, options: pulumi.CustomResourceOptions = {}): readonly pulumi.CustomResource[] {
  const objects = chart.toJson() as readonly KubernetesObject[];
  const registered: { readonly rank: number; readonly resource: pulumi.CustomResource }[] = [];
  for (const object of inOrder(objects)) {
    const rank = rankOf(object);
    const dependsOn = registered.filter((earlier) => earlier.rank < rank).map(({ resource }) => resource);
    registered.push({ rank, resource: resourceOf(object, { ...options, dependsOn: [...given(options), ...dependsOn] }) });
  }
  return registered.map(({ resource }) => resource);
}

/** Stable: objects of one rank stay in the order of the chart, which knows its own dependencies. */
const inOrder = (objects: readonly KubernetesObject[]): readonly KubernetesObject[] => [...objects].sort((a, b) => rankOf(a) - rankOf(b));

const RANKS: readonly (readonly string[])[] = [
  ['CustomResourceDefinition'],
  ['Namespace'],
  ['ServiceAccount', 'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'NetworkPolicy', 'ResourceQuota', 'LimitRange'],
];

function rankOf({ kind }: KubernetesObject): number {
  const rank = RANKS.findIndex((kinds) => kinds.includes(kind));
  return rank < 0 ? RANKS.length : rank;
}

type Dependencies = Exclude<pulumi.CustomResourceOptions['dependsOn'], undefined>;

/** What the caller wants all resources to wait for. */
function given({ dependsOn }: pulumi.CustomResourceOptions): Extract<Dependencies, readonly unknown[]> {
  if (dependsOn === undefined) return [];
  return Array.isArray(dependsOn) ? dependsOn : [dependsOn as pulumi.Resource];
}

type ResourceClass = new (name: string, args: KubernetesObject, options: pulumi.CustomResourceOptions) => pulumi.CustomResource;

function resourceOf(object: KubernetesObject, options: pulumi.CustomResourceOptions): pulumi.CustomResource {
  const { namespace, name } = object.metadata ?? {};
  const resourceName = namespace === undefined ? `${name}` : `${namespace}/${name}`;
  return new (classOf(object))(resourceName, object, options);
}

/** The generic class gives every object the right type but those of the core group, whose class also marks the values of Secrets. */
function classOf({ apiVersion, kind }: KubernetesObject): ResourceClass {
  // Loaded here: a policy pack imports this package too, and has no use for a provider.
  if (apiVersion !== 'v1') return (require('@pulumi/kubernetes/apiextensions/customResource') as { CustomResource: ResourceClass }).CustomResource;
  const typed = (require('@pulumi/kubernetes/core/v1') as Readonly<Record<string, ResourceClass | undefined>>)[kind];
  if (typed !== undefined) return typed;
  throw new CasemateError({
    code: 'CM7020',
    message: `Pulumi has no resource for v1 ${kind}`,
    place: { field: 'kind' },
    repair: 'Correct apiVersion and kind of the ApiObject.',
  });
}
