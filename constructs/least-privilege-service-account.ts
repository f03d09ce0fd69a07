import type { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { weaknessOf } from '../src/check/exceptions/reason';
import { catalogue } from '../src/controls/index';
import { latestMinor } from '../src/platform';
import { contradiction, pathOf, refuseUnknownProps } from './contradiction';
import { dangerOf } from './danger';
import { declareException, type ExceptionOptions } from './exceptions';
import { consequenceEverywhere, isServed, minorsOf, type RecordableResource, type RecordableVerb, resourceOf } from './permission';
import { labelsOf, metadataOf, namespaceOf } from './placement';
import { platformOf } from './platform';
import { addBinding, addRole } from './role';
import { type ClusterRule, type NamespacedRule, refused, resourceNameOf, Rule, ruleFor } from './rule';
import { seal } from './seal';
import { WorkloadIdentity } from './workload-identity';

/** What an account may do in all of the cluster. */
export interface ClusterWide {
  /** Why its namespace is not enough: what the program does. It is noted on the ClusterRole. */
  readonly reason: string;
  readonly allow: readonly ClusterRule[];
}

/** Props of {@link LeastPrivilegeServiceAccount}. */
export interface LeastPrivilegeServiceAccountProps extends Pick<kplus.ServiceAccountProps, 'metadata'> {
  /** What its programs may do in its namespace. @default nothing, and then there is no token either */
  readonly allow?: readonly NamespacedRule[];
  /** What they may do in all of the cluster: a ClusterRole instead of a Role. @default nothing */
  readonly clusterWide?: ClusterWide;
  /**
   * Who the token is for. Set it only where the API server accepts this audience: to it a token for somebody else is useless.
   *
   * @default the API server's own
   */
  readonly audience?: string;
  /** What its programs are in the cloud. @default nobody */
  readonly workloadIdentity?: WorkloadIdentity;
}

const PROPS = new Set(['metadata', 'allow', 'clusterWide', 'audience', 'workloadIdentity']);
const DANGERS = { automountToken: 'every pod of the account would hold a token, needed or not' };

/**
 * An identity that may do what is listed and nothing else. Without rules its pods hold no token at all; with rules they hold one that lives
 * for an hour, ends with the pod and is good for one audience.
 *
 * The types know what the API server can do with each resource, and what of it leads to more: neither a wrong verb nor an escalation compiles.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, get, LeastPrivilegeServiceAccount, list, watch } from 'casemate/constructs';
 *
 * const shop = new DefaultDenyNamespace(new Chart(new App(), 'shop'), 'shop', { tenant: 'web' });
 * new LeastPrivilegeServiceAccount(shop, 'api-account', {
 *   allow: [get('configmaps', { names: ['flags'] })],
 *   clusterWide: { reason: 'spreads its caches over the zones of the nodes', allow: [list('nodes'), watch('nodes')] },
 * });
 * ```
 */
export class LeastPrivilegeServiceAccount extends kplus.ServiceAccount {
  /** Who its tokens are for; `undefined` for the API server's own audience. */
  public readonly audience: string | undefined;
  /** What its programs are in the cloud. */
  public readonly workloadIdentity: WorkloadIdentity | undefined;
  readonly #rules: Rule[] = [];
  #hasRules = false;

  /**
   * @throws CasemateError CM5030 for a permission that leads to more, CM5031 where there is no namespace, CM5300 for a resource that the platform
   * does not have, CM5301 for a reason that is none
   */
  public constructor(scope: Construct, id: string, props: LeastPrivilegeServiceAccountProps = {}) {
    const path = pathOf(scope, id);
    refuseUnknownProps(props, PROPS, path, '', DANGERS);
    refuseForeignIdentity(props.workloadIdentity, path);
    const annotations = { ...props.workloadIdentity?.accountAnnotations, ...props.metadata?.annotations };
    super(scope, id, { metadata: metadataOf(scope, id, { ...props.metadata, annotations }), automountToken: false });
    this.audience = props.audience;
    this.workloadIdentity = props.workloadIdentity;
    seal(this.apiObject);
    if (props.allow !== undefined) this.allow(...props.allow);
    if (props.clusterWide !== undefined) this.#allowEverywhere(props.clusterWide);
  }

  /** Whether its programs may call the API at all. */
  public get hasRules(): boolean {
    return this.#hasRules;
  }

  /** Adds to what its programs may do in its namespace. */
  public allow(...rules: readonly NamespacedRule[]): void {
    for (const rule of rules) {
      refuseForeignRule(rule, 'allow');
      refuseClusterScope(rule);
      this.#refuseUnserved(resourceNameOf(rule), 'allow');
    }
    if (rules.length > 0 && this.#rules.length === 0) this.#grant(this, { isClusterWide: false }, this.#rules);
    this.#rules.push(...rules);
  }

  /**
   * Allows one thing that leads to more, for a reason and for a time: in a role of its own, with an exception for the control that finds it. What no
   * control finds cannot be recorded, and does not compile. `Hardening.writeLedger(app)` writes the ledger.
   *
   * @throws CasemateError CM5302 for a permission that no control finds
   *
   * @example
   * ```ts
   * import { App, Chart } from 'cdk8s';
   * import { DefaultDenyNamespace, LeastPrivilegeServiceAccount } from 'casemate/constructs';
   *
   * const ci = new DefaultDenyNamespace(new Chart(new App(), 'ci'), 'ci', { tenant: 'build' });
   * new LeastPrivilegeServiceAccount(ci, 'debugger').except('create', 'pods/exec', {
   *   reason: 'runs the smoke test inside of the pods that it deployed',
   *   owner: 'team-build',
   *   expires: '2027-02-28',
   * });
   * ```
   */
  public except<V extends RecordableVerb>(verb: V, resource: RecordableResource<V>, exception: ExceptionOptions): void {
    const control = catalogue.find(({ id }) => id === dangerOf(`${verb} ${resource}`)?.control);
    if (control === undefined) {
      throw contradiction({
        code: 'CM5302', path: this.node.path, prop: 'except',
        message: `cannot allow "${verb} ${resource}": no control finds it, so that no ledger could hold it`,
        repair: 'Allow less, or write a Role of your own, which the review then sees.',
      });
    }
    this.#refuseUnserved(resource, 'except');
    const rule = ruleFor(verb, resource);
    const id = rule.permission.replace(/[^a-z]+/g, '-');
    const role = this.#grant(new Construct(this, id), { isClusterWide: resourceOf(resource)?.scope === 'cluster', suffix: `-${id}` }, [rule]);
    declareException(role, control, exception);
  }

  #allowEverywhere({ reason, allow }: ClusterWide): void {
    const weakness = weaknessOf(String(reason ?? ''));
    if (weakness !== undefined) {
      throw contradiction({
        code: 'CM5301', path: this.node.path, prop: 'clusterWide.reason',
        message: `does not say why the namespace is not enough: it ${weakness}`, repair: 'Write what the program does that needs it.',
      });
    }
    for (const rule of allow) {
      refuseForeignRule(rule, 'clusterWide.allow');
      const name = resourceNameOf(rule);
      const consequence = name === undefined ? undefined : consequenceEverywhere(rule.verb, name);
      if (consequence !== undefined) throw refused(rule.permission, consequence, 'clusterWide.allow');
      this.#refuseUnserved(name, 'clusterWide.allow');
    }
    if (allow.length === 0) return;
    this.#grant(new Construct(this, 'cluster-wide'), { isClusterWide: true, annotations: { 'casemate.dev/reason': reason } }, allow);
  }

  /** Role and binding. In the namespace of the account, unless it is for the whole cluster. */
  #grant(holder: Construct, { isClusterWide, suffix = '', annotations }: Extent, rules: readonly Rule[]): ApiObject {
    this.#hasRules = true;
    const namespace = this.metadata.namespace ?? namespaceOf(this);
    if (namespace === undefined) {
      throw contradiction({
        code: 'CM5031', path: this.node.path, prop: 'allow',
        message: 'needs a namespace, because the API server refuses a binding to an account without one',
        repair: 'Make the account in a DefaultDenyNamespace, or in a chart with a namespace.',
      });
    }
    const labels = labelsOf(this.node.scope as Construct, this.node.id);
    const name = `${this.name}${suffix}`;
    const metadata = isClusterWide ? { name: `${namespace}-${name}`, labels, annotations } : { name, namespace, labels, annotations };
    const role = addRole(holder, isClusterWide ? 'ClusterRole' : 'Role', metadata, rules);
    addBinding(holder, metadata, role, [{ kind: 'ServiceAccount', name: this.name, namespace }]);
    return role.object;
  }

  #refuseUnserved(name: string | undefined, prop: string): void {
    const resource = name === undefined ? undefined : resourceOf(name);
    const platform = platformOf(this);
    if (resource === undefined || isServed(resource, platform)) return;
    throw contradiction({
      code: 'CM5300', path: this.node.path, prop,
      message: `names ${name}, which Kubernetes ${platform.kubernetes ?? latestMinor} does not have: ${minorsOf(resource)} does`,
      repair: 'Leave it out, or declare the platform that has it.',
    });
  }
}

/** Where rules hold, and how their role is told from others of the account. */
interface Extent {
  readonly isClusterWide: boolean;
  readonly suffix?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

function refuseForeignRule(rule: unknown, prop: string): void {
  if (rule instanceof Rule) return;
  throw refused(JSON.stringify(rule), 'rules are made by get(), list(), watch(), create(), update(), patch(), remove() and deletecollection()', prop);
}

function refuseClusterScope(rule: Rule): void {
  const name = resourceNameOf(rule);
  const isNamespaced = name === undefined ? !('url' in rule.target) : resourceOf(name)?.scope === 'namespaced';
  if (!isNamespaced) throw refused(rule.permission, 'it is not in a namespace, so that a Role of one grants nothing; it belongs into clusterWide', 'allow');
}

function refuseForeignIdentity(identity: unknown, path: string): void {
  if (identity === undefined || identity instanceof WorkloadIdentity) return;
  throw contradiction({
    code: 'CM5303', path, prop: 'workloadIdentity', message: 'is not a WorkloadIdentity',
    repair: 'Write WorkloadIdentity.eksPodIdentity(), .irsa(…), .gke(…) or .azure(…).',
  });
}
