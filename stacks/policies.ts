import type { ReportViolation, ResourceValidationArgs, ResourceValidationPolicy } from '@pulumi/policy';
import { check } from '../src/check/check';
import { selectProfile } from '../src/check/profiles';
import type { Control, Severity } from '../src/controls/control';
import { objectControls } from '../src/controls/index';
import { Hardener } from '../src/harden/harden';
import type { Platform } from '../src/platform';
import { hardenWith } from './harden-resource';
import { objectsOf, type ResourceArgs } from './held-objects';
import { readable } from './readable';
import { writeThrough } from './write-through';

/** Which policies to make. */
export interface HardenPoliciesOptions {
  /** The target cluster. @default the latest minor, with no optional capability */
  readonly platform?: Platform;
  /** The controls to make policies of. @default every control that the kit ships */
  readonly controls?: readonly Control[];
}

/**
 * The controls as policies for CrossGuard, one policy a control: each reports what does not hold, and repairs it where its enforcement level is
 * `remediate`. One more policy reports what could not be judged. Plain objects: nothing starts until a `PolicyPack` takes them.
 *
 * @example
 * ```ts
 * import { PolicyPack } from '@pulumi/policy';
 * import { hardenPolicies } from 'casemate/stacks';
 *
 * new PolicyPack('casemate', { enforcementLevel: 'mandatory', policies: hardenPolicies() });
 * ```
 */
export function hardenPolicies({ platform = {}, controls = objectControls }: HardenPoliciesOptions = {}): ResourceValidationPolicy[] {
  return [...selectProfile('hardened', controls).map((control) => policyOf(control, platform)), notJudged(platform)];
}

function policyOf(control: Control, platform: Platform): ResourceValidationPolicy {
  const hardener = new Hardener({ platform, controls: [control] });
  return {
    name: control.id,
    displayName: control.title,
    description: `${control.title}. ${control.rationale}`,
    severity: SEVERITIES[control.severity],
    tags: [control.layer, control.component],
    remediationSteps: control.remediation,
    validateResource: (args, report) => validate(control, platform, args, report),
    remediateResource: ({ type, name, props }) => remediate(hardener, { type, name, props }),
  };
}

const SEVERITIES: Readonly<Record<Severity, 'critical' | 'high' | 'medium' | 'low'>> = {
  critical: 'critical', high: 'high', medium: 'medium', low: 'low', info: 'low',
};

function validate(control: Control, platform: Platform, { type, name, props }: ResourceValidationArgs, report: ReportViolation): void {
  const known = readable(props);
  const objects = objectsOf({ type, name, props: known.props }).objects.map(({ object }) => object);
  const { findings, notEvaluated } = check(objects, { platform, controls: [control] });
  for (const { message, needs } of findings) report(needs === undefined ? message : `${message}; to repair it takes ${needs}`);
  for (const { message } of notEvaluated.filter(({ code }) => code === FAILED_EXPRESSION)) report(message);
  if (notEvaluated.some(({ code }) => code === NOT_KNOWN_YET)) throw known.unknown;
}

const NOT_KNOWN_YET = 'CM3003';
const FAILED_EXPRESSION = 'CM3004';

function remediate(hardener: Hardener, resource: ResourceArgs): Record<string, unknown> | undefined {
  const { changes } = hardenWith(hardener, { ...resource, props: readable(resource.props).props });
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
