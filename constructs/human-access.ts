import { Construct } from 'constructs';
import { endOf } from '../src/check/exceptions/exception';
import { weaknessOf } from '../src/check/exceptions/reason';
import { termFaults } from '../src/check/exceptions/rules';
import { contradiction, pathOf, refuseUnknownProps } from './contradiction';
import { labelsOf, namespaceOf } from './placement';
import { platformOf } from './platform';
import { addBinding, addRole, type RoleReference, type Subject } from './role';
import { type NamespacedRule, refused, resourceNameOf, Rule } from './rule';

/** More than reading, until a day and for a reason: the glass that is broken in an emergency. */
export interface BreakGlass {
  /**
   * The role of Kubernetes that is bound in the namespace. `edit` runs pods as every account of it and reads its Secrets; `admin` hands out roles there
   * on top. Neither reaches beyond the namespace.
   */
  readonly role: 'edit' | 'admin';
  /** What it is for. */
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** Where it was decided. */
  readonly ticket?: string;
  /** The last day that it holds, `2027-02-28`, within 90 days. Synth fails afterwards, so that it does not stay. */
  readonly expires: string;
}

/** Props of {@link HumanAccess}. */
export interface HumanAccessProps {
  /** Groups of the identity provider, as it calls them: the prefix is put before each. */
  readonly groups: readonly [string, ...string[]];
  /**
   * What the API server puts before the groups of the identity provider (`claimMappings.groups.prefix` of the AuthenticationConfiguration), so that none
   * of them can be called like one of Kubernetes' own. Only where the cloud decides it (`provider` eks, gke or aks) may it be empty.
   *
   * @default 'oidc:', and nothing where the cloud decides it
   */
  readonly prefix?: string;
  /** What they may do on top of reading. @default nothing */
  readonly allow?: readonly NamespacedRule[];
  /** Lets them read all of the cluster (but no Secrets), for a reason. @default their namespace */
  readonly clusterWide?: { readonly reason: string };
  /** @default none */
  readonly breakGlass?: BreakGlass;
}

const PROPS = new Set(['groups', 'prefix', 'allow', 'clusterWide', 'breakGlass']);
const TOGETHER = 'what people need, a workload would hold day and night, and the audit log could not tell them apart';
const DANGERS = { serviceAccount: TOGETHER, serviceAccounts: TOGETHER, users: 'a person leaves, and nobody thinks of the binding; the identity provider knows the groups of each' };

const READ_ONLY = 'view';

/**
 * What people may do, by the groups of the identity provider: they read (the role `view` of Kubernetes, which has no Secrets), and nothing else that is
 * not written here. People and workloads never share a binding, and no group of Kubernetes itself can be named.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, HumanAccess, update } from 'casemate/constructs';
 *
 * const shop = new DefaultDenyNamespace(new Chart(new App(), 'shop'), 'shop', { tenant: 'web' });
 * new HumanAccess(shop, 'developers', { groups: ['web-developers'], allow: [update('deployments/scale', { names: ['api'] })] });
 * ```
 */
export class HumanAccess extends Construct {
  /** The groups as the API server sees them. */
  public readonly subjects: readonly string[];

  /**
   * @throws CasemateError CM5310 for a group or a prefix that is Kubernetes' own, CM5311 for a reason that is none, CM5313 where there is no namespace;
   * synth fails with CM5312 after a break-glass access has ended
   */
  public constructor(scope: Construct, id: string, props: HumanAccessProps) {
    const path = pathOf(scope, id);
    refuseUnknownProps(props, PROPS, path, '', DANGERS);
    const subjects = subjectsOf(props, platformOf(scope).provider, path);
    const rules = rulesOf(props.allow ?? [], path);
    refuseWeakReasons(props, path);
    super(scope, id);
    this.subjects = subjects;
    if (props.clusterWide !== undefined) this.#bindEverywhere(props.clusterWide.reason);
    else this.#bind({ kind: 'ClusterRole', name: READ_ONLY }, 'read');
    if (rules.length > 0) this.#bindRules(rules);
    if (props.breakGlass !== undefined) this.#breakGlass(props.breakGlass);
  }

  /** Who asked for more than reading, until when; what the review looks for. */
  #breakGlass(glass: BreakGlass): void {
    const { role, reason, owner, ticket, expires } = glass;
    const note = `until ${expires}, ${owner}${ticket === undefined ? '' : `, ${ticket}`}: ${reason}`;
    this.#bind({ kind: 'ClusterRole', name: role }, 'break-glass', { 'casemate.dev/break-glass': note, 'casemate.dev/expires': expires });
    this.node.addValidation({ validate: () => termFaultsOf(glass, this.node.path) });
  }

  #bindRules(rules: readonly Rule[]): void {
    const holder = new Construct(this, 'allow');
    const metadata = this.#metadata('allow');
    addBinding(holder, metadata, addRole(holder, 'Role', metadata, rules), this.#groups);
  }

  #bind(role: RoleReference, what: string, annotations?: Readonly<Record<string, string>>): void {
    addBinding(new Construct(this, what), { ...this.#metadata(what), annotations }, role, this.#groups);
  }

  #bindEverywhere(reason: string): void {
    const name = [namespaceOf(this), this.node.id, 'read'].filter((part) => part !== undefined).join('-');
    const labels = labelsOf(this.node.scope as Construct, this.node.id);
    addBinding(new Construct(this, 'read'), { name, labels, annotations: { 'casemate.dev/reason': reason } }, { kind: 'ClusterRole', name: READ_ONLY }, this.#groups);
  }

  get #groups(): readonly Subject[] {
    return this.subjects.map((name) => ({ kind: 'Group', name, apiGroup: 'rbac.authorization.k8s.io' }));
  }

  #metadata(what: string): { readonly name: string; readonly namespace: string; readonly labels: Record<string, string> } {
    const namespace = namespaceOf(this);
    if (namespace === undefined) {
      throw contradiction({
        code: 'CM5313', path: this.node.path, prop: 'groups', message: 'have no namespace to read',
        repair: 'Make it in a DefaultDenyNamespace or in a Tenant, or say why with clusterWide.',
      });
    }
    return { name: `${this.node.id}-${what}`.toLowerCase(), namespace, labels: labelsOf(this.node.scope as Construct, this.node.id) };
  }
}

/** The term of an exception for what is critical, and its words. */
function termFaultsOf({ reason, owner, expires }: BreakGlass, path: string): string[] {
  const control = 'break-glass';
  const object = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', namespace: '', name: path };
  return termFaults({ control, object, reason, owner, expires }, new Map([[control, { severity: 'critical' }]]), new Date())
    .map(({ message, repair }) => `CM5312: breakGlass.expires: ${message}. Repair: ${repair}`);
}

const BY_THE_CLOUD: ReadonlySet<string | undefined> = new Set(['eks', 'gke', 'aks']);

function subjectsOf({ groups, prefix: given }: HumanAccessProps, provider: string | undefined, path: string): readonly string[] {
  const isByTheCloud = BY_THE_CLOUD.has(provider);
  const prefix = given ?? (isByTheCloud ? '' : 'oidc:');
  if (typeof prefix !== 'string' || (prefix === '' && !isByTheCloud)) {
    throw bad(path, 'prefix', 'is empty: whoever makes groups at the identity provider could call one like one of Kubernetes', 'Write the prefix of the AuthenticationConfiguration, such as oidc:.');
  }
  if (!Array.isArray(groups) || groups.length === 0) throw bad(path, 'groups', 'is empty', 'Name at least one group.');
  return groups.map((group: unknown) => {
    if (typeof group !== 'string') throw bad(path, 'groups', `has what is not the name of a group: ${TOGETHER}`, 'Name groups of the identity provider only.');
    if (!/^[^\s*]+$/.test(group)) throw bad(path, 'groups', `has ${JSON.stringify(group)}, and RBAC knows no patterns`, 'Name each group as the identity provider does.');
    if (prefix !== '' && group.startsWith(prefix)) throw bad(path, 'groups', `has "${group}", which has the prefix already`, `Write "${group.slice(prefix.length)}".`);
    const name = `${prefix}${group}`;
    if (/^system:/i.test(name)) throw bad(path, prefix === '' ? 'groups' : 'prefix', `makes "${name}", which would be one of Kubernetes' own`, 'Name groups of the identity provider, behind a prefix of their own.');
    return name;
  }).sort();
}

const bad = (path: string, prop: string, message: string, repair: string): Error => contradiction({ code: 'CM5310', path, prop, message, repair });

function rulesOf(allow: readonly NamespacedRule[], path: string): readonly Rule[] {
  for (const rule of allow) {
    if (!(rule instanceof Rule)) throw refused(JSON.stringify(rule), `${path}: rules are made by get(), list(), create() and their like`);
    if (resourceNameOf(rule) === 'secrets') throw refused(rule.permission, `${path}: people need no values of programs; the store of the secrets has them`);
  }
  return allow;
}

function refuseWeakReasons({ clusterWide, breakGlass }: HumanAccessProps, path: string): void {
  for (const [prop, given] of Object.entries({ clusterWide, breakGlass })) {
    if (given === undefined) continue;
    const weakness = weaknessOf(String((given as { reason?: unknown }).reason ?? ''));
    if (weakness === undefined) continue;
    throw contradiction({ code: 'CM5311', path, prop: `${prop}.reason`, message: `says nothing that could be weighed: it ${weakness}`, repair: 'Write what it is for.' });
  }
  if (breakGlass === undefined) return;
  if (breakGlass.role !== 'edit' && breakGlass.role !== 'admin') {
    throw contradiction({ code: 'CM5311', path, prop: 'breakGlass.role', message: `is ${JSON.stringify(breakGlass.role)}, which reaches beyond the namespace`, repair: "Write 'edit' or 'admin'." });
  }
  if (Number.isNaN(endOf(breakGlass.expires))) {
    throw contradiction({ code: 'CM5311', path, prop: 'breakGlass.expires', message: `is ${JSON.stringify(breakGlass.expires)}, which is no date`, repair: 'Write it as 2027-02-28.' });
  }
  if (typeof breakGlass.owner !== 'string' || breakGlass.owner.trim() === '') {
    throw contradiction({ code: 'CM5311', path, prop: 'breakGlass.owner', message: 'is missing: nobody would answer for it', repair: 'Name the team or the person.' });
  }
}
