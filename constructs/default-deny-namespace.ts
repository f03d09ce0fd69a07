import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { applyEdits } from '../src/manifest/apply';
import type { KubernetesObject } from '../src/manifest/object';
import { latestMinor } from '../src/platform';
import { adoptInto } from './adoption';
import { contradiction, pathOf, refuseUnknownProps } from './contradiction';
import { dialectOf } from './dialects/index';
import { type NodePool, nodePoolAnnotations, refuseBadNodePool } from './node-pool';
import { platformOf } from './platform';
import { labelsOf, settle } from './placement';
import { seal } from './seal';

/** Amounts by resource: `{ 'limits.memory': '20Gi', pods: '50' }`. */
export type Quantities = Readonly<Record<string, string>>;

/** What a container gets and may ask for. */
export interface ContainerLimits {
  /** The limits of a container that names none. */
  readonly default?: Quantities;
  /** The requests of a container that names none. */
  readonly defaultRequest?: Quantities;
  /** The most that a container may ask for. */
  readonly max?: Quantities;
  /** The least that a container may ask for. */
  readonly min?: Quantities;
}

/** Props of {@link DefaultDenyNamespace}. */
export interface DefaultDenyNamespaceProps {
  /** Who it belongs to: the `owner` label of everything in it. */
  readonly tenant: string;
  /** Where its people are reached: the `email` annotation of its workloads. @default none */
  readonly contact?: string;
  /** @default named like the construct */
  readonly metadata?: kplus.NamespaceProps['metadata'];
  /** What all of its pods may take together; added to the defaults. @default 50 pods, 20 cores, 40Gi of memory and of scratch space, no Services of the types LoadBalancer and NodePort */
  readonly quota?: Quantities;
  /** What one container gets and may ask for; each replaces its default. @default at most 4 cores and 8Gi of memory */
  readonly limits?: ContainerLimits;
  /** Addresses of node-local DNS caches, which no pod selector reaches: `169.254.20.10/32`. @default those of the platform */
  readonly nodeLocalDns?: readonly string[];
  /** The nodes that its pods run on, and no others. @default any */
  readonly nodePool?: NodePool;
}

const PROPS = new Set(['tenant', 'contact', 'metadata', 'quota', 'limits', 'nodeLocalDns', 'nodePool']);

const QUOTA: Quantities = {
  pods: '50',
  'limits.cpu': '20', 'limits.memory': '40Gi', 'limits.ephemeral-storage': '40Gi',
  'requests.cpu': '20', 'requests.memory': '40Gi', 'requests.ephemeral-storage': '40Gi',
  // Either opens the namespace to outside of the cluster, past the ingress controller and what it checks.
  'services.loadbalancers': '0', 'services.nodeports': '0',
};

const LIMITS: Required<ContainerLimits> = {
  default: { cpu: '500m', memory: '256Mi', 'ephemeral-storage': '256Mi' },
  defaultRequest: { cpu: '100m', memory: '256Mi', 'ephemeral-storage': '64Mi' },
  max: { cpu: '4', memory: '8Gi' },
  min: { cpu: '10m', memory: '16Mi' },
};

const POD_SECURITY = 'pod-security.kubernetes.io/';

/**
 * A namespace in which nothing is allowed that nobody asked for: pods must meet the restricted Pod Security Standard, no packet passes
 * but DNS, and what its pods may take is bounded. Everything that is made below it lands in it.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace } from 'casemate/constructs';
 *
 * const shop = new DefaultDenyNamespace(new Chart(new App(), 'shop'), 'shop', { tenant: 'web' });
 * ```
 */
export class DefaultDenyNamespace extends kplus.Namespace {
  /** Who it belongs to. */
  public readonly tenant: string;

  public constructor(scope: Construct, id: string, props: DefaultDenyNamespaceProps) {
    const path = pathOf(scope, id);
    refuseUnknownProps(props, PROPS, path);
    refuseBadTenant(props.tenant, path);
    refuseBadContact(props.contact, path);
    refuseWeakerLabels(props.metadata?.labels ?? {}, path);
    const name = props.metadata?.name ?? id.toLowerCase();
    refuseOtherNamespace(Chart.of(scope).namespace, name, path);
    if (props.nodePool !== undefined) refuseBadNodePool(props.nodePool, path);
    const minor = platformOf(scope).kubernetes ?? latestMinor;
    const annotations = { ...(props.nodePool === undefined ? {} : nodePoolAnnotations(props.nodePool)), ...props.metadata?.annotations };
    super(scope, id, { metadata: { ...props.metadata, name, annotations, labels: { ...props.metadata?.labels, ...podSecurityLabels(minor) } } });
    this.tenant = props.tenant;
    settle(this, { name, tenant: props.tenant, contact: props.contact, nodePool: props.nodePool });
    for (const [key, value] of Object.entries(labelsOf(this, id))) {
      if (this.metadata.getLabel(key) === undefined) this.metadata.addLabel(key, value);
    }
    seal(this.apiObject, { shape: withoutNamespace });
    this.#addNetworkPolicies(props.nodeLocalDns ?? platformOf(this).nodeLocalDns ?? []);
    this.#addBounds({ ...QUOTA, ...props.quota }, { ...LIMITS, ...props.limits });
    this.#withholdToken();
    adoptInto(this);
  }

  #addNetworkPolicies(nodeLocalDns: readonly string[]): void {
    const policies = dialectOf(platformOf(this)).isolate({ namespace: this.name, nodeLocalDns });
    for (const [id, { apiVersion, kind, isForCluster, spec }] of Object.entries(policies)) {
      if (!isForCluster) this.#add(id, apiVersion, kind, { spec });
      else seal(new ApiObject(this, id, { apiVersion, kind, metadata: { name: `${this.name}-${id}`, labels: labelsOf(this, id) }, spec }), { shape: withoutNamespace });
    }
  }

  /** Every namespace has an account that pods get which name none; Kubernetes makes it, and mounts its token. */
  #withholdToken(): void {
    const metadata = { name: 'default', namespace: this.name, labels: labelsOf(this, 'default') };
    seal(new ApiObject(this, 'default-account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false }));
  }

  #addBounds(quota: Quantities, limits: Required<ContainerLimits>): void {
    this.#add('quota', 'v1', 'ResourceQuota', { spec: { hard: quota } });
    this.#add('limits', 'v1', 'LimitRange', { spec: { limits: [{ type: 'Container', ...limits }] } });
  }

  #add(id: string, apiVersion: string, kind: string, fields: { readonly spec: object }): void {
    const metadata = { name: id, namespace: this.name, labels: labelsOf(this, id) };
    seal(new ApiObject(this, id, { apiVersion, kind, metadata, ...fields }));
  }
}

const podSecurityLabels = (minor: string): Record<string, string> =>
  Object.fromEntries(['enforce', 'audit', 'warn'].flatMap((mode) => [
    [`${POD_SECURITY}${mode}`, 'restricted'],
    // Pinned: an upgrade of the cluster must not change what is allowed while nobody looks.
    [`${POD_SECURITY}${mode}-version`, `v${minor}`],
  ]));

/** A namespace is in no namespace, whatever the chart says. */
const withoutNamespace = (object: KubernetesObject): KubernetesObject =>
  applyEdits(object, [{ path: ['metadata', 'namespace'], value: undefined }]);

function refuseBadTenant(tenant: unknown, path: string): void {
  if (typeof tenant === 'string' && /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(tenant)) return;
  throw contradiction({
    code: 'CM5040', path, prop: 'tenant',
    message: tenant === undefined
      ? 'is missing: nobody would know whom to call'
      : `is ${JSON.stringify(tenant)}, which cannot be the value of a label`,
    repair: 'Write the team that owns the namespace, in letters, digits, dots, dashes and underscores.',
  });
}

function refuseBadContact(contact: unknown, path: string): void {
  if (contact === undefined || (typeof contact === 'string' && /^[\w.+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+$/.test(contact))) return;
  throw contradiction({
    code: 'CM5044', path, prop: 'contact', message: `is ${JSON.stringify(contact)}, which is not an address`,
    repair: 'Write the mail address of the team, such as team-shop@example.com.',
  });
}

function refuseWeakerLabels(labels: Readonly<Record<string, string>>, path: string): void {
  const label = Object.keys(labels).find((key) => key.startsWith(POD_SECURITY));
  if (label === undefined) return;
  throw contradiction({
    code: 'CM5041', path, prop: `metadata.labels["${label}"]`,
    message: 'is decided by the kit: restricted, in the version of the platform',
    repair: 'Remove it; to change the version, declare the platform.',
  });
}

function refuseOtherNamespace(ofChart: string | undefined, name: string, path: string): void {
  if (ofChart === undefined || ofChart === name) return;
  throw contradiction({
    code: 'CM5042', path, prop: 'metadata.name',
    message: `is ${name}, but the chart puts its objects into the namespace ${ofChart}`,
    repair: 'Leave the namespace of the chart out: what is made below a DefaultDenyNamespace lands in it.',
  });
}
