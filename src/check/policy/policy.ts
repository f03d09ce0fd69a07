import type { Fields } from '../../cel/predicate';
import type { KubernetesObject } from '../../manifest/object';
import type { Subject } from '../subject';

/** What happens to an object that a policy refuses. */
export type Action = 'Deny' | 'Warn' | 'Audit';

/** An expression with a name: a variable or a match condition. */
export interface NamedExpression {
  readonly name: string;
  readonly expression: string;
}

export interface Validation {
  readonly expression: string;
  readonly message?: string;
  readonly messageExpression?: string;
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

/** One of `resourceRules` or `excludeResourceRules`. */
export interface ResourceRule {
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly operations?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly scope?: string;
}

/** `matchConstraints` of a policy, `matchResources` of a binding. */
export interface MatchResources {
  readonly resourceRules?: readonly ResourceRule[];
  readonly excludeResourceRules?: readonly ResourceRule[];
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly matchPolicy?: string;
}

export interface ParamKind {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface ParamRef {
  readonly name?: string;
  readonly namespace?: string;
  readonly selector?: LabelSelector;
  readonly parameterNotFoundAction?: string;
}

/** A ValidatingAdmissionPolicy, with the defaults of the API server. */
export interface Policy {
  readonly name: string;
  readonly subject: Subject;
  readonly failurePolicy: 'Fail' | 'Ignore';
  readonly paramKind?: ParamKind;
  readonly match: MatchResources;
  readonly matchConditions: readonly NamedExpression[];
  readonly variables: readonly NamedExpression[];
  readonly validations: readonly Validation[];
  readonly auditAnnotations: readonly { readonly key: string; readonly valueExpression: string }[];
}

/** A ValidatingAdmissionPolicyBinding. */
export interface Binding {
  readonly name: string;
  readonly subject: Subject;
  readonly policyName: string;
  readonly actions: readonly Action[];
  readonly paramRef?: ParamRef;
  readonly match?: MatchResources;
}

const GROUP = 'admissionregistration.k8s.io/';

const isOf = (kind: string) => (object: KubernetesObject): boolean => object.kind === kind && object.apiVersion.startsWith(GROUP);

export const isPolicy = isOf('ValidatingAdmissionPolicy');
export const isBinding = isOf('ValidatingAdmissionPolicyBinding');

/** Reads a policy whose types are right. */
export function readPolicy(subject: Subject): Policy {
  const spec = specOf(subject.object);
  return {
    name: subject.object.metadata?.name ?? '',
    subject,
    failurePolicy: spec['failurePolicy'] === 'Ignore' ? 'Ignore' : 'Fail',
    ...(spec['paramKind'] ? { paramKind: spec['paramKind'] as ParamKind } : {}),
    match: (spec['matchConstraints'] ?? {}),
    matchConditions: listOf(spec['matchConditions']),
    variables: listOf(spec['variables']),
    validations: listOf(spec['validations']),
    auditAnnotations: listOf(spec['auditAnnotations']),
  };
}

/** Reads a binding whose types are right. */
export function readBinding(subject: Subject): Binding {
  const spec = specOf(subject.object);
  return {
    name: subject.object.metadata?.name ?? '',
    subject,
    policyName: (spec['policyName'] ?? '') as string,
    actions: listOf(spec['validationActions']),
    ...(spec['paramRef'] ? { paramRef: spec['paramRef'] } : {}),
    ...(spec['matchResources'] ? { match: spec['matchResources'] } : {}),
  };
}

const specOf = (object: KubernetesObject): Fields => (object['spec'] ?? {}) as Fields;

const listOf = <T>(value: unknown): readonly T[] => (Array.isArray(value) ? (value as readonly T[]) : []);
