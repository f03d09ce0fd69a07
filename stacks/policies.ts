import type { Policies, ReportViolation, ResourceValidationArgs, ResourceValidationPolicy, StackValidationPolicy } from '@pulumi/policy';
import { check } from '../src/check/check';
import type { Exception } from '../src/check/exceptions/exception';
import { excuse } from '../src/check/exceptions/excuse';
import type { CheckOptions } from '../src/check/options';
import { configure, type Parameters } from '../src/check/parameters';
import { selectProfile } from '../src/check/profiles';
import { FAILED_EXPRESSION, KNOWN_LATER } from '../src/check/undecided';
import { type AnyControl, isObjectControl } from '../src/controls/any-control';
import type { Control, Severity } from '../src/controls/control';
import { catalogue } from '../src/controls/index';
import { Hardener } from '../src/harden/harden';
import type { Platform } from '../src/platform';
import { hardenWith } from './harden-resource';
import { objectsOf, type ResourceArgs } from './held-objects';
import { type AcceptanceOptions, exceptionsIn, formatProblem } from './ledger';
import { readable } from './readable';
import { writeThrough } from './write-through';

/** Which policies to make. */
export interface HardenPoliciesOptions extends AcceptanceOptions {
  /** The target cluster. @default the latest minor, with no optional capability */
  readonly platform?: Platform;
  /** The controls to make policies of: of those that judge one object by CEL. @default every control that the kit ships */
  readonly controls?: readonly AnyControl[];
  /** What controls with parameters are told, by the id of the control: `{ 'admission-registry-allowlist': { registries: […] } }`. @default nothing */
  readonly parameters?: Parameters;
  /** Whether the stack holds only a part of the objects that the exceptions are for: those for the others are then not unused. @default false */
  readonly partial?: boolean;
}

/**
 * The controls as policies for CrossGuard, one policy a control: each reports what does not hold, and repairs it where its enforcement level is
 * `remediate`. One more policy reports what could not be judged, and one, over the whole stack, the exceptions that are over, void or not used.
 * Plain objects: nothing starts until a `PolicyPack` takes them.
 *
 * @example
 * ```ts
 * import { PolicyPack } from '@pulumi/policy';
 * import { hardenPolicies } from 'casemate/stacks';
 *
 * new PolicyPack('casemate', { enforcementLevel: 'mandatory', policies: hardenPolicies() });
 * ```
 */
export function hardenPolicies(options: HardenPoliciesOptions = {}): Policies {
  const { platform = {}, controls = catalogue, parameters = {}, now = new Date() } = options;
  const basis = { platform, exceptions: exceptionsIn(options), now };
  return [
    ...selectProfile('hardened', configure(controls, parameters, catalogue)).filter(isObjectControl).map((control) => policyOf(control, basis)),
    notJudged(platform),
    exceptionsHold(basis, options),
  ];
}

/** What every policy goes by. */
interface Basis {
  readonly platform: Platform;
  readonly exceptions: readonly Exception[];
  readonly now: Date;
}

function policyOf(control: Control, basis: Basis): ResourceValidationPolicy {
  const own = { ...basis, controls: [control], exceptions: basis.exceptions.filter((exception) => exception.control === control.id) };
  const hardener = new Hardener(own);
  return {
    name: control.id,
    displayName: control.title,
    description: `${control.title}. ${control.rationale}`,
    severity: SEVERITIES[control.severity],
    tags: [control.layer, control.component],
    remediationSteps: control.remediation,
    validateResource: (args, report) => validate(own, args, report),
    remediateResource: ({ type, name, props }) => remediate(hardener, own, { type, name, props }),
  };
}

const SEVERITIES: Readonly<Record<Severity, 'critical' | 'high' | 'medium' | 'low'>> = {
  critical: 'critical', high: 'high', medium: 'medium', low: 'low', info: 'low',
};

interface ControlBasis extends Basis {
  readonly controls: readonly Control[];
}

function validate({ platform, controls, exceptions, now }: ControlBasis, { type, name, props }: ResourceValidationArgs, report: ReportViolation): void {
  const known = readable(props);
  const objects = objectsOf({ type, name, props: known.props }).objects.map(({ object }) => object);
  const { findings, notEvaluated } = check(objects, { platform, controls });
  const accepted = new Set(objects.flatMap((object) => [...excuse(object, exceptions, { platform, controls, now }).accepted]));
  for (const { message, needs } of findings.filter(({ fingerprint }) => !accepted.has(fingerprint))) {
    report(needs === undefined ? message : `${message}; to repair it takes ${needs}`);
  }
  for (const { message } of notEvaluated.filter(({ code }) => code === FAILED_EXPRESSION)) report(message);
  if (notEvaluated.some(({ code }) => code === KNOWN_LATER)) throw known.unknown;
}

function remediate(hardener: Hardener, basis: ControlBasis, resource: ResourceArgs): Record<string, unknown> | undefined {
  const { changes } = hardenWith(hardener, { ...resource, props: readable(resource.props).props }, basis);
  for (const change of changes) writeThrough(resource.props, change);
  return changes.length === 0 ? undefined : resource.props;
}

/** What no policy of a control can judge would otherwise look like a pass. */
const notJudged = (platform: Platform): ResourceValidationPolicy => ({
  name: 'casemate-not-judged',
  displayName: 'Objects can be judged',
  description: 'Objects can be judged. What Kubernetes would refuse, or what is rendered out of sight, has passed no control.',
  severity: 'high',
  remediationSteps: 'Correct the object, or declare it as a resource of its own.',
  validateResource: ({ type, name, props }, report) => {
    const { objects, notEvaluated } = objectsOf({ type, name, props: readable(props).props });
    const blocked = check(objects.map(({ object }) => object), { platform, controls: [] }).notEvaluated;
    for (const { message, repair } of [...notEvaluated, ...blocked]) report(`${message}. ${repair}`);
  },
});

/** The exceptions themselves, judged once all objects are there: only then it shows which are not used, and whether policies of the network make up for something. */
function exceptionsHold({ platform, exceptions, now }: Basis, { controls = catalogue, parameters = {}, partial = false }: Pick<CheckOptions, 'controls' | 'parameters' | 'partial'>): StackValidationPolicy {
  return {
    name: 'casemate-exceptions',
    displayName: 'Exceptions hold',
    description: 'Exceptions hold. One that is over, void or not used accepts nothing, and hides that nobody looked at it again.',
    severity: 'high',
    remediationSteps: 'Repair the object, or have the exception reviewed: `casemate exceptions review` and `prune`.',
    validateStack: ({ resources }, report) => {
      const objects = resources.flatMap(({ type, name, props }) => objectsOf({ type, name, props: readable(props).props }).objects.map(({ object }) => object));
      for (const problem of check(objects, { platform, controls, parameters, exceptions, now, partial }).exceptionProblems ?? []) {
        const { object: { kind, namespace, name } } = problem;
        report(`${kind} ${namespace === '' ? '' : `${namespace}/`}${name}: ${formatProblem(problem)}`);
      }
    },
  };
}
