import { compareExceptions, type Exception, endOf } from '../check/exceptions/exception';
import { problemOf, termProblem } from '../check/exceptions/problems';
import type { ExceptionProblem } from '../check/report';
import type { Control } from '../controls/control';
import { objectControls } from '../controls/index';
import { expressionAt, rangesOf, revisionAt } from '../controls/select';
import type { Minor } from '../manifest/object';
import { schemaOf } from '../manifest/schema/index';
import { guardableKinds } from './match';
import { forAll } from './quantify';

/** A variable of a policy. */
export interface PolicyVariable {
  readonly name: string;
  readonly expression: string;
}

/** What exceptions make of the guardrail of one control. */
export interface Exemptions {
  /** What the guardrail needs besides the shared variables, in the order in which they build on each other. */
  readonly variables: readonly PolicyVariable[];
  /** Whether {@link IS_EXCEPTED} is one of them. */
  readonly wholeObjects: boolean;
  /** Whether {@link EXCEPTED_CONTAINERS} is one of them. */
  readonly containers: boolean;
  /** The exceptions that the guardrail knows, for whoever reads it. */
  readonly notes: readonly string[];
}

/** Whether somebody accepts that the object fails the control. */
export const IS_EXCEPTED = 'isExcepted';
/** The names of the containers of which somebody accepts it. */
export const EXCEPTED_CONTAINERS = 'exceptedContainers';

const NOT_GUARDED = 'CM6006';

/** Which exceptions a guardrail can hold to, and which it cannot, with the reason. Those of other controls are neither. */
export interface Sorted {
  readonly held: readonly Exception[];
  readonly problems: readonly ExceptionProblem[];
}

/** Divides exceptions into those that the API server can judge by itself, and the rest. */
export function sortExceptions(exceptions: readonly Exception[], controls: readonly Control[], kubernetes: Minor, now: Date): Sorted {
  const byId = new Map(controls.map((control) => [control.id, control]));
  const known = [...exceptions].sort(compareExceptions).flatMap((exception) => {
    const control = byId.get(exception.control);
    if (control === undefined || revisionAt(control, kubernetes) === undefined) return [];
    return [{ exception, problem: termProblem(exception, control.severity, now) ?? guardProblem(exception, control, kubernetes) }];
  });
  return {
    held: known.flatMap(({ exception, problem }) => (problem === undefined ? [exception] : [])),
    problems: known.flatMap(({ problem }) => problem ?? []),
  };
}

/** What keeps the API server from telling that an exception holds for a request. */
function guardProblem(exception: Exception, control: Control, kubernetes: Minor): ExceptionProblem | undefined {
  const { object, compensating = [] } = exception;
  const left = (message: string, repair: string): ExceptionProblem => problemOf(NOT_GUARDED, exception, message, repair);
  if (!looksAt(control, object.kind)) return left(`a guardrail knows exceptions for kinds of Kubernetes itself that it looks at, and not for a ${object.kind}`, 'Have the objects that it makes comply, or leave their namespace out of the guardrails.');
  if (object.namespace === '' && schemaOf(object.apiVersion, object.kind, kubernetes)?.namespaced === true) {
    return left('the exception names no namespace, and in the cluster the object has one', 'Write the namespace in the manifest and in the ledger.');
  }
  const unseen = compensating.find((id) => !compensates(id, object.kind, kubernetes));
  if (unseen === undefined) return undefined;
  return left(`the API server cannot judge ${unseen}, which is to make up for it, by the object alone`, 'Name a control of the object itself, or leave its namespace out of the guardrail.');
}

const looksAt = (control: Control, kind: string): boolean => guardableKinds(control).some((guarded) => guarded.kind === kind);

function compensates(id: string, kind: string, kubernetes: Minor): boolean {
  const control = objectControls.find((candidate) => candidate.id === id);
  return control !== undefined && looksAt(control, kind) && revisionAt(control, kubernetes) !== undefined;
}

/**
 * The CEL by which the guardrail of a control lets through what somebody accepts. It goes by namespace, kind and name, which nobody can lend to
 * another object, and never by labels or annotations.
 *
 * What a controller of Kubernetes makes of the object is accepted with it: the owner counts only where the controller itself sends the request,
 * since anybody can write owner references. And CEL has no clock, but the API server writes one into every object: when it was created, and when
 * each field manager last changed it. So an exception ends in the cluster by itself. An update that does nothing but take fields away
 * gets no new time; until the guardrails are generated anew, it passes for as long as the one before it did.
 */
export function exemptionsOf(exceptions: readonly Exception[], kubernetes: Minor): Exemptions {
  const whole = exceptions.filter(({ containers }) => containers === undefined);
  const some = exceptions.filter(({ containers }) => containers !== undefined);
  const own = [
    ...(whole.length === 0 ? [] : [{ name: IS_EXCEPTED, expression: whole.map((exception) => `(${conditionOf(exception, kubernetes)})`).join(' || ') }]),
    ...(some.length === 0 ? [] : [{
      name: EXCEPTED_CONTAINERS,
      expression: some.map((exception) => `(${conditionOf(exception, kubernetes)} ? [${(exception.containers ?? []).map(quote).join(', ')}] : [])`).join(' + '),
    }]),
  ];
  const texts = own.map(({ expression }) => expression);
  return {
    variables: [...aboutRequest.filter(({ name }) => texts.some((text) => text.includes(`variables.${name}`))), ...own],
    wholeObjects: whole.length > 0,
    containers: some.length > 0,
    notes: exceptions.map(noteOf),
  };
}

/** Who makes objects of other objects: with credentials of their own, as kubeadm and all providers have it, or all with those of the manager. */
const CONTROLLERS = [
  'deployment-controller', 'replicaset-controller', 'replication-controller', 'statefulset-controller', 'daemon-set-controller', 'job-controller', 'cronjob-controller',
].map((name) => `system:serviceaccount:kube-system:${name}`).concat('system:kube-controller-manager');

const aboutRequest: readonly PolicyVariable[] = [
  {
    name: 'madeOf',
    expression: `request.userInfo.username in [${CONTROLLERS.map((name) => `'${name}'`).join(', ')}]`
      + " ? object.metadata.?ownerReferences.orValue([]).filter(owner, owner.?controller.orValue(false)).map(owner, owner.kind + '/' + owner.name) : []",
  },
  {
    name: 'writtenAt',
    expression: "request.operation == 'CREATE' ? [timestamp(object.metadata.creationTimestamp)]"
      + ' : object.metadata.?managedFields.orValue([]).filter(entry, has(entry.time)).map(entry, timestamp(entry.time))',
  },
];

function conditionOf({ object, expires, compensating = [] }: Exception, kubernetes: Minor): string {
  const end = quote(new Date(endOf(expires)).toISOString().replace('.000Z', 'Z'));
  return [
    subjectOf(object),
    `variables.writtenAt.size() > 0 && variables.writtenAt.all(time, time < timestamp(${end}))`,
    ...compensating.flatMap((id) => holds(id, kubernetes)),
  ].join(' && ');
}

/** CEL of whether an object is the one of an exception, or made of it. */
function subjectOf(object: Exception['object']): string {
  const itself = `object.kind == ${quote(object.kind)} && object.metadata.?name.orValue('') == ${quote(object.name)}`;
  return `object.metadata.?namespace.orValue('') == ${quote(object.kind === 'Namespace' ? '' : object.namespace)} && (${[itself, ...madeOf(object)].join(' || ')})`;
}

/** The same where there are no variables, and maybe nobody who asks: Kyverno also looks at what is there already. */
export function isMeant(object: Exception['object']): string {
  const text = aboutRequest.reduce((before, { name, expression }) => before.replaceAll(`variables.${name}`, `(${expression})`), subjectOf(object));
  return text.replaceAll('request.userInfo.username', "request.?userInfo.?username.orValue('')");
}

/** What makes up for an exception is judged with the object, by the text of its control. */
function holds(id: string, kubernetes: Minor): readonly string[] {
  const control = objectControls.find((candidate) => candidate.id === id);
  const revision = control === undefined ? undefined : revisionAt(control, kubernetes);
  if (control === undefined || revision === undefined) return ['false'];
  return rangesOf(control).flatMap((range) => {
    const expression = expressionAt(control, revision, range);
    return expression === undefined ? [] : [`(${forAll(range, expression)})`];
  });
}

/** Of what a controller makes objects that belong to this one. A hash or a minute has no dash: `web` is no beginning of `web-admin`. */
function madeOf({ kind, name }: Exception['object']): readonly string[] {
  const directly = `${quote(`${kind}/${name}`)} in variables.madeOf`;
  const through = (owner: string, suffix: string): string => `variables.madeOf.exists(owner, owner.matches(${quote(`^${owner}/${name.replaceAll('.', '[.]')}-${suffix}$`)}))`;
  switch (kind) {
    case 'Deployment': return [directly, through('ReplicaSet', '[a-z0-9]+')];
    case 'CronJob': return [directly, through('Job', '[0-9]+')];
    case 'ReplicaSet': case 'ReplicationController': case 'StatefulSet': case 'DaemonSet': case 'Job': return [directly];
    default: return [];
  }
}

function noteOf({ object: { kind, namespace, name }, containers, expires, owner, ticket, reason }: Exception): string {
  const where = `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}${containers === undefined ? '' : ` (${containers.join(', ')})`}`;
  return `${where} until ${expires}, ${[owner, ticket].filter((part) => part !== undefined).join(', ')}: ${reason}`;
}

const quote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
