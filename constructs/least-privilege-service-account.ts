import { ApiObject, Lazy } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { contradiction, pathOf, refuseUnknownProps } from './contradiction';
import { labelsOf, metadataOf, namespaceOf } from './placement';
import { refused, Rule } from './rule';
import { seal } from './seal';

/** Props of {@link LeastPrivilegeServiceAccount}. */
export interface LeastPrivilegeServiceAccountProps extends Pick<kplus.ServiceAccountProps, 'metadata'> {
  /** What its programs may do in its namespace. @default nothing, and then there is no token either */
  readonly allow?: readonly Rule[];
  /**
   * Who the token is for. Set it only where the API server accepts this audience: to it a token for somebody else is useless.
   *
   * @default the API server's own
   */
  readonly audience?: string;
}

const PROPS = new Set(['metadata', 'allow', 'audience']);
const DANGERS = { automountToken: 'every pod of the account would hold a token, needed or not' };

/**
 * An identity that may do what is listed and nothing else. Without rules its pods hold no token at all; with rules they hold one that lives
 * for an hour, ends with the pod and is good for one audience.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { DefaultDenyNamespace, get, LeastPrivilegeServiceAccount } from 'casemate/constructs';
 *
 * const shop = new DefaultDenyNamespace(new Chart(new App(), 'shop'), 'shop', { tenant: 'web' });
 * new LeastPrivilegeServiceAccount(shop, 'api-account', { allow: [get('configmaps', { names: ['flags'] })] });
 * ```
 */
export class LeastPrivilegeServiceAccount extends kplus.ServiceAccount {
  /** Who its tokens are for; `undefined` for the API server's own audience. */
  public readonly audience: string | undefined;
  readonly #rules: Rule[] = [];

  public constructor(scope: Construct, id: string, props: LeastPrivilegeServiceAccountProps = {}) {
    refuseUnknownProps(props, PROPS, pathOf(scope, id), '', DANGERS);
    super(scope, id, { metadata: metadataOf(scope, id, props.metadata), automountToken: false });
    this.audience = props.audience;
    seal(this.apiObject);
    if (props.allow !== undefined) this.allow(...props.allow);
  }

  /** Whether its programs may call the API at all. */
  public get hasRules(): boolean {
    return this.#rules.length > 0;
  }

  /** Adds to what its programs may do. */
  public allow(...rules: readonly Rule[]): void {
    const foreign = rules.find((rule) => !(rule instanceof Rule));
    if (foreign !== undefined) {
      throw refused(JSON.stringify(foreign), 'rules are made by get(), list(), watch(), create(), update(), patch() and remove()');
    }
    if (rules.length > 0 && this.#rules.length === 0) this.#bind();
    this.#rules.push(...rules);
  }

  /** Role and binding, in the namespace of the account: it has no rights in any other. */
  #bind(): void {
    const namespace = this.metadata.namespace ?? namespaceOf(this);
    if (namespace === undefined) {
      throw contradiction({
        code: 'CM5031',
        path: this.node.path,
        prop: 'allow',
        message: 'needs a namespace, because the API server refuses a binding to an account without one',
        repair: 'Make the account in a DefaultDenyNamespace, or in a chart with a namespace.',
      });
    }
    const scope = this.node.scope as Construct;
    const metadata = { name: this.name, namespace, labels: labelsOf(scope, this.node.id) };
    const role = new ApiObject(this, 'Role', {
      apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: Lazy.any({ produce: () => toPolicyRules(this.#rules) }),
    });
    const binding = new ApiObject(this, 'RoleBinding', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role.name },
      subjects: [{ kind: 'ServiceAccount', name: this.name, namespace }],
    });
    [role, binding].forEach((object) => seal(object));
  }
}

interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** One rule for each resource and set of names, whatever the order in the program. */
function toPolicyRules(rules: readonly Rule[]): PolicyRule[] {
  const byTarget = new Map<string, PolicyRule>();
  for (const { verb, apiGroup, resource, names } of rules) {
    const key = JSON.stringify([apiGroup, resource, names ?? []]);
    const verbs = new Set([...(byTarget.get(key)?.verbs ?? []), verb]);
    byTarget.set(key, {
      apiGroups: [apiGroup],
      resources: [resource],
      ...(names === undefined ? {} : { resourceNames: names }),
      verbs: [...verbs].sort(),
    });
  }
  return [...byTarget].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule);
}
