import { type ApiObject, App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { WRONG_TYPE } from '../src/check/blockers';
import type { Exception } from '../src/check/exceptions/exception';
import { excuse } from '../src/check/exceptions/excuse';
import type { Parameters } from '../src/check/parameters';
import { selectProfile } from '../src/check/profiles';
import type { ExceptionProblem, Finding } from '../src/check/report';
import { catalogue } from '../src/controls/index';
import { type Change, Hardener } from '../src/harden/harden';
import type { KubernetesObject } from '../src/manifest/object';
import { validate } from '../src/manifest/schema/index';
import { formatPath } from '../src/manifest/path';
import { latestMinor, type Platform } from '../src/platform';
import { landed } from './adoption';
import { annotate, exceptionsFor } from './exceptions';
import { parametersOf } from './parameters';
import { platformOf } from './platform';
import { type LeftOut, leftOutOfPods } from './platform-fields';
import { oncePerSynth } from './synthesis';
import { sortKeys } from './sort-keys';

/** Adds to a rendered object what the library that rendered it cannot write, but for what the named controls ask: those are excepted. Pure. */
export type Shape = (object: KubernetesObject, excepted: ReadonlySet<string>) => KubernetesObject;

/** How to seal. */
export interface SealOptions {
  /** What to add before hardening. */
  readonly shape?: Shape;
  /** What of it the platform keeps from being written. */
  readonly leftOut?: (object: KubernetesObject) => readonly LeftOut[];
  /** @default the platform that was declared around the object */
  readonly platform?: Platform;
}

interface Outcome {
  readonly object: KubernetesObject;
  /** What controls changed of it. */
  readonly changes: readonly Change[];
  /** What stands against the object: synth fails. */
  readonly errors: readonly string[];
  /** What only the platform keeps from being written. */
  readonly leftOut: readonly LeftOut[];
}

const sealed = new WeakMap<ApiObject, () => Outcome>();

/** What became of an object; `undefined` for one that is not sealed. */
export const outcomeOf = (apiObject: ApiObject): Outcome | undefined => sealed.get(apiObject)?.();

/**
 * Gives the kit the last word on an object: what is written is the rendered object, after all patches and resolvers, shaped and hardened,
 * in Kubernetes' own spelling. (The schemas of generated classes drop every field that they do not know, without a word.)
 * The very same object is judged at synth.
 */
export function seal(apiObject: ApiObject, options: SealOptions = {}): void {
  if (sealed.has(apiObject)) return;
  const render = apiObject.toJson.bind(apiObject) as () => KubernetesObject;
  const outcome = oncePerSynth(apiObject, () => harden(apiObject, landed(apiObject, render()), options));
  sealed.set(apiObject, outcome);
  apiObject.toJson = () => outcome().object;
  ownerOf(apiObject).node.addValidation({
    validate: () => {
      const { errors, leftOut } = outcome();
      if (leftOut.length > 0) warnOfLeftOut(App.of(apiObject), leftOut);
      return [...errors];
    },
  });
}

function harden(apiObject: ApiObject, rendered: KubernetesObject, { shape, leftOut, platform = platformOf(apiObject) }: SealOptions): Outcome {
  const exceptions = exceptionsFor(apiObject, rendered);
  const excepted = exceptedBy(exceptions);
  const shaped = shape === undefined ? rendered : shape(rendered, excepted);
  const parameters = parametersOf(apiObject);
  const hardener = exceptions.length === 0 ? hardenerOf(platform, parameters) : new Hardener({ platform, parameters, exceptions });
  const { object, findings: found, changes, notEvaluated } = hardener.harden(annotate(shaped, exceptions));
  const { accepted, problems } = excuse(object, exceptions, { platform, parameters });
  const findings = found.filter(({ fingerprint }) => !accepted.has(fingerprint));
  const unavoidable = unavoidableOf(findings, object, platform, parameters);
  const errors = [...problems.map(inWords), ...unavoidable
    .map(({ control, field, message, needs }) => `${control}: ${field}: ${message}. Repair: ${repairOf(control, needs)}`)];
  const ofPods = leftOutOfPods(object, platform).filter(({ control }) => control === undefined || !excepted.has(control));
  return {
    // What nobody touched is in the order of cdk8s.
    object: object === rendered ? object : sortKeys(object),
    changes,
    // What was judged as it is has the right types.
    errors: changes.length + notEvaluated.length === 0 ? errors : [...errors, ...wrongTypes(object, platform)],
    leftOut: [...ofPods, ...leftOutByFindings(findings, [...unavoidable, ...ofPods]), ...(leftOut?.(object) ?? [])],
  };
}

/**
 * The findings that are not the platform's doing: they would be there in the same cluster with everything that it could have, or the API server
 * refuses the pod as it is.
 */
function unavoidableOf(findings: readonly Finding[], object: KubernetesObject, platform: Platform, parameters: Parameters): readonly Finding[] {
  if (findings.length === 0) return [];
  const remaining = new Set(hardenerOf({ ...platform, appArmor: true, userNamespaces: true }, parameters).harden(object).findings.map(({ fingerprint }) => fingerprint));
  return findings.filter(({ control, fingerprint }) => remaining.has(fingerprint) || STANDARD.has(control));
}

const STANDARD: ReadonlySet<string> = new Set(selectProfile('pss-restricted', catalogue).map(({ id }) => id));

/** What would hold for the pods in a user namespace of their own. */
function leftOutByFindings(findings: readonly Finding[], known: readonly { readonly field: string; readonly control?: string }[]): LeftOut[] {
  return findings
    .filter(({ control, field }) => !known.some((other) => other.control === control && other.field === field))
    .map(({ control, field }) => ({ name: control, field, control, why: 'it would hold for pods with users of their own, and the platform does not declare userNamespaces' }));
}

const NOTHING: ReadonlySet<string> = new Set();
const exceptedBy = (exceptions: readonly Exception[]): ReadonlySet<string> =>
  (exceptions.length === 0 ? NOTHING : new Set(exceptions.map(({ control }) => control)));

const inWords = ({ code, control, message, repair }: ExceptionProblem): string => `${code}: ${control}: ${message}. Repair: ${repair}`;

const repairOf = (control: string, needs: string | undefined): string =>
  `${needs === undefined ? '' : `the kit cannot know ${needs}; `}see \`casemate explain ${control}\`.`;

/** Patches can write what Kubernetes refuses. */
function wrongTypes(object: KubernetesObject, platform: Platform): string[] {
  return validate(object, platform.kubernetes ?? latestMinor)
    .filter(({ kind }) => kind !== 'unknown-field')
    .map(({ path, actual, expected }) =>
      `${WRONG_TYPE}: ${formatPath(path)} is ${actual}, where Kubernetes wants ${expected}. Repair: Write ${expected}.`);
}

const hardeners = new Map<string, Hardener>();
const hardenersByValue = new WeakMap<Parameters, WeakMap<Platform, Hardener>>();

/** One for each platform and parameters, however often they were written down. */
function hardenerOf(platform: Platform, parameters: Parameters): Hardener {
  const byPlatform = hardenersByValue.get(parameters) ?? new WeakMap<Platform, Hardener>();
  const known = byPlatform.get(platform);
  if (known !== undefined) return known;
  const key = JSON.stringify([platform, parameters]);
  const hardener = hardeners.get(key) ?? new Hardener({ platform, parameters });
  hardeners.set(key, hardener);
  hardenersByValue.set(parameters, byPlatform.set(platform, hardener));
  return hardener;
}

/** The construct that a user knows, which cdk8s names in its error: the object inside of it is called `Resource`. */
function ownerOf(apiObject: ApiObject): IConstruct {
  const { id, scope } = apiObject.node;
  return (id === 'Resource' || id === 'Default') && scope !== undefined && !Chart.isChart(scope) ? scope : apiObject;
}

const warned = new WeakMap<IConstruct, Set<string>>();

/** Says once per app what the platform keeps from being written, and why. */
function warnOfLeftOut(app: IConstruct, leftOut: readonly LeftOut[]): void {
  const known = warned.get(app) ?? new Set<string>();
  warned.set(app, known);
  for (const { name, control, why } of leftOut) {
    const message = `${name} is left out: ${why}, see declarePlatform().`;
    if (known.has(message)) continue;
    known.add(message);
    const detail = control === undefined ? {} : { detail: `See \`casemate explain ${control}\`.` };
    process.emitWarning(message, { type: 'CasemateWarning', code: 'CM5020', ...detail });
  }
}
