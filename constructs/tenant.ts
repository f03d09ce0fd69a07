import { Construct } from 'constructs';
import { adoptInto } from './adoption';
import { contradiction, pathOf, refuseUnknownProps } from './contradiction';
import { DefaultDenyNamespace, type Quantities } from './default-deny-namespace';
import { HumanAccess, type HumanAccessProps } from './human-access';
import type { NodePool } from './node-pool';
import { settle } from './placement';
import { registerTenant } from './tenancy';

/** What each namespace of a tenant may take. */
const SIZES = {
  small: { pods: '20', ...bounds('4', '8Gi') },
  medium: { pods: '50', ...bounds('20', '40Gi') },
  large: { pods: '200', ...bounds('80', '160Gi') },
} as const satisfies Readonly<Record<string, Quantities>>;

function bounds(cpu: string, memory: string): Quantities {
  return Object.fromEntries(['limits', 'requests'].flatMap((kind) => [
    [`${kind}.cpu`, cpu], [`${kind}.memory`, memory], [`${kind}.ephemeral-storage`, memory],
  ]));
}

/** How much a tenant may take. */
export type TenantSize = keyof typeof SIZES;

/** Props of {@link Tenant}. */
export interface TenantProps<Name extends string = string> {
  /**
   * Its namespaces; each is called `<tenant>-<name>`. What is made in the scope of the tenant itself lands in the first.
   *
   * @default one, called like the tenant
   */
  readonly namespaces?: readonly [Name, ...Name[]];
  /** Where its people are reached: the `email` annotation of its workloads. @default none */
  readonly contact?: string;
  /**
   * What each of its namespaces may take: `small` 20 pods, 4 cores and 8Gi; `medium` 50 pods, 20 cores and 40Gi; `large` 200 pods, 80 cores and 160Gi.
   *
   * @default 'medium'
   */
  readonly size?: TenantSize;
  /** Amounts that differ from those of the size. @default none */
  readonly quota?: Quantities;
  /** Nodes of its own. @default those of everybody */
  readonly nodePool?: NodePool;
  /** Who of its people may do what in its namespaces. @default nobody but those who run the cluster */
  readonly people?: Omit<HumanAccessProps, 'clusterWide'>;
}

const PROPS = new Set(['namespaces', 'contact', 'size', 'quota', 'nodePool', 'people']);
const DANGERS = { clusterWide: 'it would reach into every other tenant' };

/**
 * A team in a cluster that others use too: its namespaces, what they may take, the nodes that they run on and the people who may look. Everything that is
 * made in its scope lands in it, and nothing crosses from one tenant to another: connections and bindings between two of them fail, and so does what
 * would hold in the whole cluster. Namespaces that are no tenant's (an ingress controller, monitoring) serve them all.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { HardenedDeployment, Health, Image, Tenant } from 'casemate/constructs';
 *
 * const blue = new Tenant(new Chart(new App(), 'tenants'), 'blue', {
 *   namespaces: ['shop', 'reports'],
 *   size: 'small',
 *   people: { groups: ['blue-developers'] },
 * });
 * new HardenedDeployment(blue.namespace('shop'), 'api', {
 *   containers: [{
 *     image: Image.pinned('registry.example.com/blue/api', '1.4.2', `sha256:${'0'.repeat(64)}`),
 *     user: 10001,
 *     resources: { cpu: '200m', memory: '256Mi' },
 *     portNumber: 8080,
 *     health: Health.http('/healthz'),
 *   }],
 * });
 * ```
 */
export class Tenant<Name extends string = string> extends Construct {
  readonly #namespaces: ReadonlyMap<string, DefaultDenyNamespace>;

  /**
   * @throws CasemateError CM5330 for a node pool that is none, CM5333 for a name that is none or twice; `connectsTo` throws CM5331 and synth fails with
   * CM5332 for what would cross
   */
  public constructor(scope: Construct, id: string, props: TenantProps<Name> = {}) {
    const path = pathOf(scope, id);
    refuseUnknownProps(props, PROPS, path, '', DANGERS);
    if (props.people !== undefined) refuseUnknownProps(props.people, new Set(['groups', 'prefix', 'allow', 'breakGlass']), path, 'people.', DANGERS);
    const names = props.namespaces === undefined ? [id] : props.namespaces.map((name) => `${id}-${name}`);
    refuseBadNames(id, names, path);
    const quota = { ...SIZES[sizeOf(props.size, path)], ...props.quota };
    super(scope, id);
    const { contact, nodePool, people } = props;
    settle(this, { name: names[0] ?? id, tenant: id, contact, nodePool });
    this.#namespaces = new Map(names.map((name, index) => {
      const short = props.namespaces?.[index] ?? id;
      return [short, new DefaultDenyNamespace(this, short, { tenant: id, contact, quota, nodePool, metadata: { name, labels: { 'casemate.dev/tenant': id } } })];
    }));
    const namespaces = [...this.#namespaces.values()];
    if (people !== undefined) namespaces.forEach((namespace) => new HumanAccess(namespace, 'people', people));
    registerTenant(this, { name: id, namespaces });
    adoptInto(this);
  }

  /** A namespace of the tenant, by its short name. */
  public namespace(name: Name): DefaultDenyNamespace {
    const found = this.#namespaces.get(name);
    if (found !== undefined) return found;
    throw contradiction({
      code: 'CM5333', path: this.node.path, prop: `namespace("${name}")`, message: 'is none of the tenant',
      repair: `Write one of ${[...this.#namespaces.keys()].join(', ')}.`,
    });
  }
}

function sizeOf(size: TenantSize = 'medium', path: string): TenantSize {
  if (Object.hasOwn(SIZES, size)) return size;
  throw contradiction({
    code: 'CM5333', path, prop: 'size', message: `is ${JSON.stringify(size)}, of which nobody knows how much it is`,
    repair: `Write one of ${Object.keys(SIZES).join(', ')}, and what differs into quota.`,
  });
}

function refuseBadNames(id: string, names: readonly string[], path: string): void {
  const bad = [id, ...names].find((name) => !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name) || /^(kube-|default$)/.test(name));
  if (bad !== undefined) {
    throw contradiction({
      code: 'CM5333', path, prop: 'namespaces', message: `has "${bad}", which cannot be the namespace of a tenant`,
      repair: 'Write lower case letters, digits and dashes, at most 63; kube- and default are Kubernetes\' own.',
    });
  }
  if (new Set(names).size === names.length && names.length > 0) return;
  throw contradiction({ code: 'CM5333', path, prop: 'namespaces', message: 'is empty, or has one twice', repair: 'Name each of its namespaces once.' });
}
