import { type ApiObject, App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { WRONG_TYPE } from '../src/check/blockers';
import type { Exception } from '../src/check/exceptions/exception';
import { excuse } from '../src/check/exceptions/excuse';
import type { ExceptionProblem } from '../src/check/report';
import { Hardener } from '../src/harden/harden';
import type { KubernetesObject } from '../src/manifest/object';
import { validate } from '../src/manifest/schema/index';
import { formatPath } from '../src/manifest/path';
import { latestMinor, type Platform } from '../src/platform';
import { annotate, exceptionsFor } from './exceptions';
import { platformOf } from './platform';
import type { LeftOut } from './platform-fields';
import { foreignImages } from './registries';
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
  /** What stands against the object: synth fails. */
  readonly errors: readonly string[];
  /** What only the platform keeps from being written. */
  readonly leftOut: readonly LeftOut[];
}

const sealed = new WeakSet<ApiObject>();

/**
 * Gives the kit the last word on an object: what is written is the rendered object, after all patches and resolvers, shaped and hardened,
 * in Kubernetes' own spelling. (The schemas of generated classes drop every field that they do not know, without a word.)
 * The very same object is judged at synth.
 */
export function seal(apiObject: ApiObject, options: SealOptions = {}): void {
  if (sealed.has(apiObject)) return;
  sealed.add(apiObject);
  const render = apiObject.toJson.bind(apiObject) as () => KubernetesObject;
  const outcome = oncePerSynth(apiObject, () => harden(apiObject, render(), options));
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
  const shaped = shape === undefined ? rendered : shape(rendered, exceptedBy(exceptions));
  const hardener = exceptions.length === 0 ? hardenerOf(platform) : new Hardener({ platform, exceptions });
  const { object, findings: found, changes, notEvaluated } = hardener.harden(annotate(shaped, exceptions));
  const { accepted, problems } = excuse(object, exceptions, { platform });
  const findings = found.filter(({ fingerprint }) => !accepted.has(fingerprint));
  const remaining = findings.length === 0 ? [] : hardenerOf(capable(platform)).harden(object).findings;
  const unavoidable = new Set(remaining.map(({ fingerprint }) => fingerprint));
  const errors = [...problems.map(inWords), ...foreignImages(object, platform.registries), ...findings
    .filter(({ fingerprint }) => unavoidable.has(fingerprint))
    .map(({ control, field, message, needs }) => `${control}: ${field}: ${message}. Repair: ${repairOf(control, needs)}`)];
  return {
    // What nobody touched is in the order of cdk8s.
    object: object === rendered ? object : sortKeys(object),
    // What was judged as it is has the right types.
    errors: changes.length + notEvaluated.length === 0 ? errors : [...errors, ...wrongTypes(object, platform)],
    leftOut: [
      ...findings.filter(({ fingerprint }) => !unavoidable.has(fingerprint)).map(({ control }) => ({ field: control, why: UNDECLARED })),
      ...(leftOut?.(object) ?? []),
    ],
  };
}

const UNDECLARED = 'the platform does not declare what it needs';

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

/** The same cluster with everything that it could have: what is still wrong there is not the platform's doing. */
const capable = (platform: Platform): Platform => ({ ...platform, appArmor: true, userNamespaces: true });

const hardeners = new Map<string, Hardener>();
const hardenersByPlatform = new WeakMap<Platform, Hardener>();

/** One for each platform, however often it was written down. */
function hardenerOf(platform: Platform): Hardener {
  const known = hardenersByPlatform.get(platform);
  if (known !== undefined) return known;
  const key = JSON.stringify(platform);
  const hardener = hardeners.get(key) ?? new Hardener({ platform });
  hardeners.set(key, hardener);
  hardenersByPlatform.set(platform, hardener);
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
  for (const { field, why } of leftOut) {
    const message = `${field} is left out: ${why}, see declarePlatform().`;
    if (known.has(message)) continue;
    known.add(message);
    const detail = why === UNDECLARED ? { detail: `See \`casemate explain ${field}\`.` } : {};
    process.emitWarning(message, { type: 'CasemateWarning', code: 'CM5020', ...detail });
  }
}
