import { hash } from 'node:crypto';
import type { Severity } from '../../controls/control';
import { formatPath, type Path, valueAt } from '../../manifest/path';
import { describeAt } from '../field';
import type { Finding, NotEvaluated } from '../report';
import type { Misfit } from '../shape';
import { placeOf, referenceOf, type Subject } from '../subject';
import type { PolicyProblem } from './compiled-policy';
import { type Decision, failedExpression } from './decide';
import { fieldOf } from './field';
import type { Action, Binding, Policy } from './policy';

/** An object that the API server would refuse, warn about or only record. */
const SEVERITIES: Readonly<Record<Action, Severity>> = { Deny: 'high', Warn: 'medium', Audit: 'low' };
const ORDER: readonly Action[] = ['Deny', 'Warn', 'Audit'];

/** How severe a finding is, by the most that a binding does about it. */
export function severityOf({ actions }: Binding): Severity | undefined {
  const action = ORDER.find((candidate) => actions.includes(candidate));
  return action && SEVERITIES[action];
}

type Denial = Pick<Decision & { readonly outcome: 'denied' }, 'message' | 'expression' | 'isComputed'>;

/** An object that does not meet a policy. */
export function policyFinding({ name }: Policy, severity: Severity, { message, expression, isComputed = false }: Denial, subject: Subject): Finding {
  const { object, constructPath } = subject;
  const path = fieldOf(expression);
  const { apiVersion, kind, namespace, name: objectName } = referenceOf(object);
  return {
    control: name,
    severity,
    object: referenceOf(object),
    field: formatPath(path),
    ...placeOf(subject, path),
    ...(constructPath === undefined ? {} : { constructPath }),
    message: isComputed && holdsSecrets(message, subject) ? failedExpression(expression) : message,
    expected: expression.trim().replace(/\s+/g, ' '),
    actual: path.length === 0 ? 'the object' : actualAt(subject, path),
    fixable: false,
    needs: 'the repair, which a policy does not hold',
    fingerprint: hash('sha256', JSON.stringify([name, expression, apiVersion, kind, namespace, objectName])).slice(0, 32),
  };
}

/** Of a list or a map only that it is there: somewhere in it may be a secret. */
function actualAt({ object }: Subject, path: Path): string {
  const value = valueAt(object, path);
  if (Array.isArray(value)) return value.length === 1 ? 'a list with one item' : `a list with ${value.length} items`;
  return typeof value === 'object' && value !== null ? 'an object' : describeAt(object, path);
}

/** A policy may put what it reads into its message; what a Secret holds stays out of ours. */
function holdsSecrets(message: string, { object }: Subject): boolean {
  if (object.kind !== 'Secret') return false;
  const data = Object.values({ ...(object['data'] as object | undefined), ...(object['stringData'] as object | undefined) }).map(String);
  const texts = [...data, ...data.map((text) => Buffer.from(text, 'base64').toString())];
  return texts.some((text) => text !== '' && message.includes(text));
}

/** Something about one object that cannot be known offline. */
export function policyUndecided(code: 'CM4403' | 'CM4406' | 'CM4407', { name }: Policy, reason: string, subject: Subject): NotEvaluated {
  return {
    object: referenceOf(subject.object),
    ...placeOf(subject, []),
    field: '',
    code,
    message: `policy ${name} could not be judged: ${reason}`,
    repair: REPAIRS[code],
  };
}

const REPAIRS = {
  CM4403: 'Check the object against the cluster: kubectl apply --dry-run=server.',
  CM4406: 'Add the Namespaces and CustomResourceDefinitions to the input, and write the namespace into the object.',
  CM4407: 'Add the object that the binding names in paramRef to the input, or to a --policy file.',
};

/** An expression of a policy that cannot be used: the API server refuses the policy, or it is beyond what can be done here. */
export function policyUnusable({ name, subject }: Policy, { path, by, reason }: PolicyProblem): NotEvaluated {
  const isRefused = by === 'api-server';
  return {
    object: referenceOf(subject.object),
    ...placeOf(subject, path),
    field: formatPath(path),
    code: isRefused ? 'CM4401' : 'CM4402',
    message: isRefused ? `the API server refuses policy ${name}: ${reason}` : `policy ${name} cannot be evaluated offline: ${reason}`,
    repair: isRefused ? `Correct the expression at ${formatPath(path)}, or name the Kubernetes minor that has what it uses.` : REPAIRS.CM4403,
  };
}

/** A policy that nothing binds, which does nothing in a cluster. */
export const policyUnbound = ({ name, subject }: Policy): NotEvaluated => ({
  object: referenceOf(subject.object), ...placeOf(subject, ['metadata', 'name']), field: 'metadata.name', code: 'CM4404',
  message: `policy ${name} has no binding, so it does nothing`, repair: `Add a ValidatingAdmissionPolicyBinding with policyName: ${name}.`,
});

/** A binding of a policy that is not there. */
export const bindingWithoutPolicy = ({ name, policyName, subject }: Binding): NotEvaluated => ({
  object: referenceOf(subject.object), ...placeOf(subject, ['spec', 'policyName']), field: 'spec.policyName', code: 'CM4405',
  message: `binding ${name} is of policy ${policyName}, which is not in the input`, repair: `Add the file with policy ${policyName} by another --policy.`,
});

/** A policy or a binding that the API server would not take. */
export const malformed = ({ path, message, repair }: Misfit, subject: Subject): NotEvaluated => ({
  object: referenceOf(subject.object), ...placeOf(subject, path), field: formatPath(path), code: 'CM4408',
  message: `the API server refuses the ${subject.object.kind}: ${message}`, repair,
});

/** A policy with the name of a control of the kit. */
export const policyNameTaken = ({ name, subject }: Policy): NotEvaluated => ({
  object: referenceOf(subject.object), ...placeOf(subject, ['metadata', 'name']), field: 'metadata.name', code: 'CM4409',
  message: `policy ${name} has the name of a control of the kit`, repair: 'Give the policy another name: findings and exceptions go by it.',
});
