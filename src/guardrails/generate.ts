import type { Exception } from '../check/exceptions/exception';
import type { ExceptionProblem } from '../check/report';
import type { Control } from '../controls/control';
import type { RangeName } from '../controls/ranges';
import { expressionAt, fieldsAt, rangesOf, revisionAt } from '../controls/select';
import { CasemateError } from '../error';
import type { JsonValue, KubernetesObject, Minor } from '../manifest/object';
import { latestMinor, minorNumber } from '../platform';
import { EXCEPTED_CONTAINERS, type Exemptions, exemptionsOf, IS_EXCEPTED, sortExceptions } from './exceptions';
import { validatingPolicyOf } from './kyverno';
import { customWorkloads, guardableKinds, matchConditions, matchConstraints } from './match';
import { forAll, offenders, variablesIn } from './quantify';

/** What the API server does with an object that fails: tell who sent it, record it, or refuse it. */
export type GuardrailAction = 'Warn' | 'Audit' | 'Deny';

/** All actions of a guardrail. */
export const guardrailActions: readonly GuardrailAction[] = ['Warn', 'Audit', 'Deny'];

/** How controls become guardrails. */
export interface GuardrailOptions {
  /** The minor of the API server: it picks the meaning of each control. 1.30 is the first with guardrails. @default '1.37' */
  readonly kubernetes?: Minor;
  /** The API server takes `Warn` and `Deny` only one at a time: it would say everything twice. @default ['Deny'] */
  readonly actions?: readonly GuardrailAction[];
  /** Begins the name of every policy and binding. @default 'casemate-' */
  readonly namePrefix?: string;
  /**
   * Custom resources whose pods stand at `spec.template`, by the names of their definitions (`rollouts.argoproj.io`), besides those of Argo Rollouts,
   * Knative and OpenKruise, which are always looked at. @default none
   */
  readonly customResources?: readonly string[];
  /** Namespaces that no guardrail looks into. @default the namespaces of Kubernetes itself: kube-system, kube-public, kube-node-lease */
  readonly exemptNamespaces?: readonly string[];
  /** Looks only into namespaces with all of these labels, to introduce guardrails step by step. @default every namespace */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  /** Findings that somebody accepts, see {@link parseLedger}. What {@link unguardedExceptions} names accepts nothing here. @default none */
  readonly exceptions?: readonly Exception[];
  /** When exceptions must hold. @default now */
  readonly now?: Date;
  /** Who is to enforce them: the API server itself, or Kyverno from 1.19 on, by ValidatingPolicies of the same names. @default 'kubernetes' */
  readonly engine?: GuardrailEngine;
}

/** Who can enforce guardrails. */
export const guardrailEngines = ['kubernetes', 'kyverno'] as const;

/** One of {@link guardrailEngines}. */
export type GuardrailEngine = (typeof guardrailEngines)[number];

/** The namespaces that Kubernetes makes for itself. What stops there stops the cluster. */
const systemNamespaces: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease'];

const FIRST_MINOR = '1.30';
// A message may have 5 kB; names are ASCII.
const MAX_NAMES = 1000;

/**
 * Writes each control as a ValidatingAdmissionPolicy and its binding, with the very CEL that {@link check} evaluates. Controls that do not
 * apply at the minor yet are left out, and those of admission itself: the API server shows its configuration to no policy. For Kyverno both are
 * one ValidatingPolicy.
 *
 * @example
 * ```ts
 * import { objectControls, generateGuardrails, selectProfile } from 'casemate';
 *
 * const restricted = selectProfile('pss-restricted', objectControls);
 * const objects = generateGuardrails(restricted, { kubernetes: '1.37', actions: ['Warn', 'Audit'] });
 * ```
 */
export function generateGuardrails(controls: readonly Control[], options: GuardrailOptions = {}): readonly KubernetesObject[] {
  const kubernetes = options.kubernetes ?? latestMinor;
  const actions = options.actions ?? ['Deny'];
  requireMinor(kubernetes, options.engine);
  requireActions(actions);
  const customResources = [...new Set([...customWorkloads, ...(options.customResources ?? [])])];
  requireDefinitions(customResources);
  const { held } = sortedExceptions(controls, options);
  return controls.flatMap((control) => {
    const revision = revisionAt(control, kubernetes);
    if (revision === undefined || guardableKinds(control).length === 0) return [];
    const name = guardrailName(control.id, options.namePrefix);
    const exemptions = exemptionsOf(held.filter((exception) => exception.control === control.id), kubernetes);
    const policy = policyOf(control, { revision, name, kubernetes, customResources, exemptions });
    const binding = bindingOf(control, name, actions, options);
    return options.engine === 'kyverno' ? [validatingPolicyOf(policy, binding)] : [policy, binding];
  });
}

/**
 * The exceptions that {@link generateGuardrails} leaves out with the same options, each with the reason: it is over or runs for too long, or the
 * API server cannot tell by one object alone that it holds. The guardrails refuse what they accept elsewhere.
 *
 * @example
 * ```ts
 * import { objectControls, unguardedExceptions } from 'casemate';
 *
 * const problems = unguardedExceptions(objectControls, { exceptions: [], now: new Date('2026-11-24') });
 * console.log(problems.map(({ code, message, repair }) => `${code} ${message}. ${repair}`));
 * ```
 */
export const unguardedExceptions = (controls: readonly Control[], options: GuardrailOptions = {}): readonly ExceptionProblem[] =>
  sortedExceptions(controls, options).problems;

const sortedExceptions = (controls: readonly Control[], { exceptions = [], kubernetes = latestMinor, now = new Date() }: GuardrailOptions): ReturnType<typeof sortExceptions> =>
  sortExceptions(exceptions, controls, kubernetes, now);

/** The name of the policy, and of the binding, of a control. */
export const guardrailName = (controlId: string, namePrefix = 'casemate-'): string => `${namePrefix}${controlId}`;

function requireMinor(kubernetes: Minor, engine: GuardrailEngine = 'kubernetes'): void {
  if (engine === 'kyverno' || minorNumber(kubernetes) >= minorNumber(FIRST_MINOR)) return;
  throw new CasemateError({
    code: 'CM6001',
    message: `Kubernetes ${kubernetes} has no ValidatingAdmissionPolicy v1: it comes with ${FIRST_MINOR}`,
    repair: `Name Kubernetes ${FIRST_MINOR} or later, or enforce Pod Security by labels on the namespaces.`,
  });
}

function requireActions(actions: readonly GuardrailAction[]): void {
  const repair = 'Give Warn and Audit, Deny and Audit, or one of them alone.';
  if (actions.length === 0) throw new CasemateError({ code: 'CM6002', message: 'a guardrail without an action does nothing', repair });
  if (new Set(actions).size < actions.length) throw new CasemateError({ code: 'CM6003', message: 'an action is there twice', repair });
  if (!actions.includes('Warn') || !actions.includes('Deny')) return;
  throw new CasemateError({ code: 'CM6004', message: 'the API server refuses Warn together with Deny', repair });
}

function requireDefinitions(names: readonly string[]): void {
  const wrong = names.find((name) => !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name));
  if (wrong === undefined) return;
  throw new CasemateError({
    code: 'CM6005', message: `"${wrong}" is no name of a CustomResourceDefinition`, repair: 'Write the plural and the group: rollouts.argoproj.io.',
  });
}

interface PolicyOptions {
  readonly revision: Minor;
  readonly name: string;
  readonly kubernetes: Minor;
  readonly customResources: readonly string[];
  readonly exemptions: Exemptions;
}

function policyOf(control: Control, { revision, name, kubernetes, customResources, exemptions }: PolicyOptions): KubernetesObject {
  const validations = rangesOf(control).flatMap((range) => validationOf(control, revision, range, exemptions));
  const texts = validations.flatMap(({ expression, messageExpression }) => [expression, messageExpression ?? '']);
  const shared = variablesIn(...texts, ...exemptions.variables.map(({ expression }) => expression));
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: {
      name,
      labels: labelsOf(control),
      annotations: {
        'casemate.dev/title': control.title,
        'casemate.dev/rationale': control.rationale,
        'casemate.dev/remediation': control.remediation,
        'casemate.dev/kubernetes': kubernetes,
        ...(exemptions.notes.length > 0 && { 'casemate.dev/exceptions': exemptions.notes.join('\n') }),
      },
    },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: matchConstraints(control, customResources),
      matchConditions: matchConditions(control, texts),
      variables: [...shared.map(({ name: variable, expression }) => ({ name: variable, expression })), ...exemptions.variables],
      validations,
    },
  };
}

interface Validation {
  readonly expression: string;
  readonly message: string;
  readonly messageExpression?: string;
  readonly reason: 'Forbidden';
}

function validationOf(control: Control, revision: Minor, range: RangeName, exemptions: Exemptions): readonly Validation[] {
  const expression = expressionAt(control, revision, range);
  if (expression === undefined) return [];
  const message = messageOf(control, range);
  const scope = exemptions.containers ? { exceptedContainers: EXCEPTED_CONTAINERS } : {};
  const names = offenders(range, expression, scope);
  const holds = forAll(range, expression, scope);
  return [{
    expression: exemptions.wholeObjects ? `variables.${IS_EXCEPTED} || (${holds})` : holds,
    message,
    ...(names !== undefined && { messageExpression: `${quote(`${message}: `)} + ${shortened(`${names}.join(', ')`)}` }),
    // Tells a refusal by a guardrail from an object that Kubernetes itself finds invalid.
    reason: 'Forbidden',
  }];
}

/** `[pod-no-privileged] securityContext.privileged must be unset or false`. */
function messageOf(control: Control, range: RangeName): string {
  const fields = fieldsAt(control, range).filter((field) => field !== '');
  const few = fields.length <= 3 ? fields.join(' or ') : '';
  return `[${control.id}] ${few === '' ? range : few} must be ${control.expected}`;
}

/** CEL has no way to name a value but a comprehension over a list of it. */
const shortened = (text: string): string =>
  `[${text}].map(names, size(names) > ${MAX_NAMES} ? names.substring(0, ${MAX_NAMES}) + '...' : names)[0]`;

const quote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

function bindingOf(control: Control, name: string, actions: readonly GuardrailAction[], options: GuardrailOptions): KubernetesObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name, labels: labelsOf(control) },
    spec: {
      policyName: name,
      validationActions: guardrailActions.filter((action) => actions.includes(action)),
      matchResources: { namespaceSelector: namespaceSelector(options) },
    },
  };
}

function namespaceSelector({ exemptNamespaces = systemNamespaces, namespaceLabels }: GuardrailOptions): JsonValue {
  return {
    ...(namespaceLabels !== undefined && { matchLabels: namespaceLabels }),
    ...(exemptNamespaces.length > 0 && {
      matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: exemptNamespaces }],
    }),
  };
}

const labelsOf = (control: Control): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/managed-by': 'casemate',
  'casemate.dev/severity': control.severity,
});
