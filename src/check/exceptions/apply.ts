import { isGraphControl, isPolicyControl, type ReportedControl } from '../../controls/any-control';
import type { Minor, ObjectReference } from '../../manifest/object';
import type { AcceptedFinding, ExceptionProblem, Finding } from '../report';
import type { Sightings } from '../sightings';
import { isAbout } from './accepts';
import { type Exception, objectKey } from './exception';
import { problemCodes, problemOf, termProblem } from './problems';

/** What a check knows when it comes to the exceptions. */
export interface ExceptionContext {
  readonly exceptions: readonly Exception[];
  readonly now: Date;
  /** Whether only some of the objects were there: exceptions for the others are then not unused. */
  readonly partial: boolean;
  readonly kubernetes: Minor;
  /** Every control and policy that was judged, by id: those of the profile, and those that make up for something. */
  readonly judged: ReadonlyMap<string, ReportedControl>;
  /** The ids of the controls whose findings are reported. */
  readonly reported: ReadonlySet<string>;
  readonly sightings: Sightings;
}

/** What is left of the findings, what was accepted of them, and which exceptions are themselves at fault. */
export interface Settled {
  readonly findings: readonly Finding[];
  readonly accepted: readonly AcceptedFinding[];
  readonly problems: readonly ExceptionProblem[];
}

/** Takes out the findings that somebody accepted. An exception that is over, void or not used accepts nothing and is a problem. */
export function applyExceptions(findings: readonly Finding[], context: ExceptionContext): Settled {
  const accepted = new Map<Finding, Exception>();
  const problems: ExceptionProblem[] = [];
  const byObject = groupByObject(findings);
  for (const exception of context.exceptions) {
    if (!context.reported.has(exception.control)) continue;
    const own = byObject.get(objectKey(exception.object)) ?? [];
    const matches = own.filter((finding) => isAbout(exception, finding));
    const problem = faultOf(exception, matches, findings, context);
    if (problem !== undefined) problems.push(problem);
    // One that is not used for one of its containers holds for the others.
    if (problem === undefined || problem.code === problemCodes.partlyUnused) for (const finding of matches) accepted.set(finding, exception);
  }
  return {
    findings: findings.filter((finding) => context.reported.has(finding.control) && !accepted.has(finding)),
    accepted: [...accepted].map(([finding, exception]) => acceptedOf(finding, exception)),
    problems,
  };
}

function groupByObject(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = objectKey(finding.object);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return groups;
}

function acceptedOf(finding: Finding, { reason, owner, ticket, expires }: Exception): AcceptedFinding {
  return { finding, reason, owner, ...(ticket === undefined ? {} : { ticket }), expires };
}

function faultOf(exception: Exception, matches: readonly Finding[], findings: readonly Finding[], context: ExceptionContext): ExceptionProblem | undefined {
  const { severity = 'high' } = context.judged.get(exception.control) ?? {};
  return termProblem(exception, severity, context.now) ?? unusedProblem(exception, matches, context) ?? voidProblem(exception, findings, context);
}

function unusedProblem(exception: Exception, matches: readonly Finding[], { partial, sightings }: ExceptionContext): ExceptionProblem | undefined {
  const repair = 'Remove it: `casemate exceptions prune` does.';
  if (!sightings.has(exception.object)) {
    return partial ? undefined : problemOf(problemCodes.unused, exception, 'the exception is for an object that is not there', `${repair} Where only a part is checked, say --partial.`);
  }
  // Where the control reached no verdict, nobody can say whether the exception is needed.
  if (!sightings.isDecided(exception.object, exception.control)) return undefined;
  if (matches.length === 0) return problemOf(problemCodes.unused, exception, 'the exception is not used: the control holds without it', repair);
  const idle = (exception.containers ?? []).filter((name) => !matches.some(({ container }) => container === name));
  if (idle.length === 0) return undefined;
  return problemOf(problemCodes.partlyUnused, exception, `the exception is not used for the container ${idle.map((name) => `"${name}"`).join(', ')}`, 'Take the container out of it.');
}

function voidProblem(exception: Exception, findings: readonly Finding[], context: ExceptionContext): ExceptionProblem | undefined {
  for (const id of exception.compensating ?? []) {
    const why = whyNotHolding(id, exception.object, findings, context);
    if (why !== undefined) return problemOf(problemCodes.void, exception, `the exception is void: ${id}, which is to make up for it, ${why}`, `Make ${id} hold for the object.`);
  }
  return undefined;
}

/** Why a control does not make up for another; `undefined` where it does. It must have been judged: silence alone proves nothing. */
function whyNotHolding(id: string, object: ObjectReference, findings: readonly Finding[], context: ExceptionContext): string | undefined {
  const { judged, kubernetes, sightings } = context;
  const control = judged.get(id);
  if (control === undefined) return 'was not judged';
  if (!sightings.isDecided(object, id)) return 'could not be judged';
  if (!sightings.isLookedAt(object, control, kubernetes)) return `does not look at a ${object.kind}`;
  // Controls over the whole set may blame another object of the namespace for what this one lacks.
  const isNear = (finding: Finding): boolean =>
    objectKey(finding.object) === objectKey(object) || (!isPolicyControl(control) && isGraphControl(control) && namespaceOf(finding.object) === object.namespace);
  return findings.some((finding) => finding.control === id && isNear(finding)) ? 'does not hold' : undefined;
}

const namespaceOf = ({ kind, namespace, name }: ObjectReference): string => (kind === 'Namespace' ? name : namespace);
