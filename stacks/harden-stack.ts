import * as pulumi from '@pulumi/pulumi';
import type { Parameters } from '../src/check/parameters';
import type { NotEvaluated } from '../src/check/report';
import { KNOWN_LATER } from '../src/check/undecided';
import type { AnyControl } from '../src/controls/any-control';
import { type Severity, severities } from '../src/controls/control';
import { CasemateError } from '../src/error';
import { Hardener } from '../src/harden/harden';
import type { Platform } from '../src/platform';
import { type HardenedResource, hardenWith } from './harden-resource';
import type { ResourceArgs } from './held-objects';
import { type AcceptanceOptions, exceptionsIn, formatProblem } from './ledger';
import { sealSecrets } from './secrets';

/**
 * What to do about a resource that is not as the controls want it. `warn` says so and changes nothing; `fix` repairs what can be repaired and
 * warns of the rest; `enforce` repairs, and refuses to register what is left at or above `failOn`, or could not be judged.
 */
export type HardenMode = 'warn' | 'fix' | 'enforce';

/** All modes, the mildest first. */
export const hardenModes: readonly HardenMode[] = ['warn', 'fix', 'enforce'];

/**
 * How to harden a stack. An exception finds its object by the name in `metadata.name`: one that Pulumi makes up is not known here. Exceptions for
 * objects that never come are reported by {@link hardenPolicies} and by `casemate check`, which see all objects together.
 */
export interface HardenStackOptions extends AcceptanceOptions {
  readonly mode: HardenMode;
  /** The target cluster. @default the latest minor, with no optional capability */
  readonly platform?: Platform;
  /** The controls to apply. @default every control that the kit ships */
  readonly controls?: readonly AnyControl[];
  /** What controls with parameters are told, by the id of the control: `{ 'admission-registry-allowlist': { registries: […] } }`. @default nothing */
  readonly parameters?: Parameters;
  /** The least severity that `enforce` refuses. @default 'high' */
  readonly failOn?: Severity;
}

/** Who hears of what was found. */
export interface HardenLog {
  info(message: string): unknown;
  warn(message: string): unknown;
}

/**
 * Hardens every Kubernetes resource of the program, those that components of other languages make in their providers included.
 * Call it before the first resource.
 *
 * Under mocks, which know no transforms, it registers a transformation instead: a unit test sees the same objects as the engine, save those
 * that a provider makes.
 *
 * @example
 * ```ts
 * import { hardenStack } from 'casemate/stacks';
 *
 * hardenStack({ mode: 'enforce', platform: { kubernetes: '1.37' } });
 * ```
 */
export function hardenStack(options: HardenStackOptions, log: HardenLog = pulumi.log): void {
  const harden = resourceHardener(options, log);
  if (isUnderMocks()) pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) => result(harden({ type, name, props }), opts));
  else pulumi.runtime.registerResourceTransform(async ({ type, name, props, opts }) => sealed(harden({ type, name, props }), opts));
}

/**
 * The transform of {@link hardenStack}, for `transforms` in the options of one resource.
 *
 * @example
 * ```ts
 * import { hardenTransform } from 'casemate/stacks';
 *
 * const options = { transforms: [hardenTransform({ mode: 'fix' })] };
 * console.log(options.transforms.length);
 * ```
 */
export function hardenTransform(options: HardenStackOptions, log: HardenLog = pulumi.log): pulumi.ResourceTransform {
  const harden = resourceHardener(options, log);
  return async ({ type, name, props, opts }) => sealed(harden({ type, name, props }), opts);
}

/** The new properties of a resource; `undefined` where it stays as it is. */
type ResourceHardener = (resource: ResourceArgs) => ResourceArgs['props'] | undefined;

/** Everything that can be wrong with the options is wrong here, at once: what fails inside a registration takes the whole process down. */
function resourceHardener({ mode, platform, controls, parameters, failOn = 'high', ...acceptance }: HardenStackOptions, log: HardenLog): ResourceHardener {
  requireOneOf('mode', mode, hardenModes);
  requireOneOf('failOn', failOn, severities);
  const options = { ...(platform && { platform }), ...(controls && { controls }), ...(parameters && { parameters }), exceptions: exceptionsIn(acceptance), now: acceptance.now ?? new Date() };
  const hardener = new Hardener(options);
  // Asked here, because inside a transform the SDK no longer knows.
  const isPreview = pulumi.runtime.isDryRun();
  return (resource) => {
    const outcome = hardenWith(hardener, resource, options);
    if (mode === 'enforce') refuse(resource, outcome, failOn, isPreview);
    say(resource, outcome, mode, log);
    return mode === 'warn' || outcome.props === resource.props ? undefined : outcome.props;
  };
}

function result(props: ResourceArgs['props'] | undefined, opts: pulumi.ResourceOptions): pulumi.ResourceTransformResult | undefined {
  return props === undefined ? undefined : { props, opts };
}

/** Nothing at all where nothing changed: the engine then goes on with its own message, untouched. */
async function sealed(props: ResourceArgs['props'] | undefined, opts: pulumi.ResourceOptions): Promise<pulumi.ResourceTransformResult | undefined> {
  return props === undefined ? undefined : result((await sealSecrets(props)) as pulumi.Inputs, opts);
}

function isUnderMocks(): boolean {
  const monitor: object | undefined = pulumi.runtime.getMonitor();
  return monitor !== undefined && 'mocks' in monitor;
}

function requireOneOf(field: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw new CasemateError({
    code: 'CM7010',
    message: `${field} is ${JSON.stringify(value)}`,
    place: { field },
    repair: `Write one of ${allowed.join(', ')}.`,
  });
}

function refuse({ type, name }: ResourceArgs, { findings, notEvaluated, exceptionProblems }: HardenedResource, failOn: Severity, isPreview: boolean): void {
  const isSevere = ({ severity }: { readonly severity: Severity }): boolean => severities.indexOf(severity) <= severities.indexOf(failOn);
  const reasons = [
    ...findings.filter(isSevere).map(formatFinding),
    ...exceptionProblems.map(formatProblem),
    ...notEvaluated.filter((item) => !(isPreview && isKnownLater(item))).map(formatNotEvaluated),
  ];
  if (reasons.length === 0) return;
  // The engine shows the message and nothing else.
  throw new CasemateError({
    code: 'CM7011',
    message: `${type} "${name}" is refused:\n${reasons.map((reason) => `  ${reason}`).join('\n')}`,
    repair: 'Repair the resource, or give hardenStack another mode.',
  });
}

/** Unknown at preview is the way of Pulumi. The deployment itself knows, and is judged again. */
const isKnownLater = ({ code }: NotEvaluated): boolean => code === KNOWN_LATER;

function say({ type, name }: ResourceArgs, { changes, findings, notEvaluated, accepted, exceptionProblems }: HardenedResource, mode: HardenMode, log: HardenLog): void {
  const fields = `${changes.length} ${changes.length === 1 ? 'field' : 'fields'}`;
  const controls = [...new Set(changes.map(({ control }) => control))].join(', ');
  const who = `${type} "${name}"`;
  if (changes.length > 0 && mode !== 'warn') log.info(`${who}: ${fields} repaired, for ${controls}.`);
  if (accepted.length > 0) log.info(`${who}: accepted by exceptions: ${[...new Set(accepted.map(({ control }) => control))].join(', ')}.`);
  const warnings = [
    ...(changes.length > 0 && mode === 'warn' ? [`${fields} to repair, for ${controls}; mode 'fix' does it`] : []),
    ...findings.map(formatFinding),
    ...exceptionProblems.map(formatProblem),
    ...notEvaluated.map(formatNotEvaluated),
  ];
  if (warnings.length > 0) log.warn([`${who}:`, ...warnings].join('\n  '));
}

const formatFinding = ({ control, severity, message, needs }: HardenedResource['findings'][number]): string =>
  `${control} (${severity}): ${message}${needs === undefined ? '' : `; to repair it takes ${needs}`}`;

const formatNotEvaluated = ({ code, message, repair }: NotEvaluated): string => `not judged: ${code} ${message}. ${repair}`;
