import { blockersOf, schemaProblemsOf } from '../check/blockers';
import { Evaluator, type Failure, stillFails, type Verdict } from '../check/evaluate';
import { opaquePaths, touches } from '../check/field';
import type { Exception } from '../check/exceptions/exception';
import { isAccepted } from '../check/exceptions/accepts';
import { containerOf, findingOf, findingOfOwn } from '../check/finding';
import { ManifestControls } from '../check/manifest-controls';
import { type CheckOptions, resolveOptions } from '../check/options';
import type { Parameters } from '../check/parameters';
import { selectProfile } from '../check/profiles';
import { isNeeds, repair } from '../check/repair';
import type { Finding, NotEvaluated } from '../check/report';
import { referenceOf } from '../check/subject';
import { undecidedOf } from '../check/undecided';
import { type AnyControl, isObjectControl } from '../controls/any-control';
import type { ControlMetadata, Needs } from '../controls/control';
import type { ManifestControl, ManifestFailure } from '../controls/manifest-control';
import { applyEdits, type Edit } from '../manifest/apply';
import type { KubernetesObject } from '../manifest/object';
import { formatPath, type Path, valueAt } from '../manifest/path';
import type { SchemaProblem } from '../manifest/schema/index';
import type { Platform } from '../platform';

/** What to harden towards. */
export interface HardenOptions {
  /** The target cluster: it decides which repairs are possible. @default the latest minor, with no optional capability */
  readonly platform?: Platform;
  /** The controls to apply. @default every control that the kit ships */
  readonly controls?: readonly AnyControl[];
  /** What controls with parameters are told, by the id of the control: without it they are not applied. @default nothing */
  readonly parameters?: Parameters;
  /** What somebody accepts, and is therefore left as it is. @default none */
  readonly exceptions?: readonly Exception[];
  /** When exceptions must hold. @default now */
  readonly now?: Date;
  /** What is behind the tags of images, by full name (`docker.io/library/nginx:1.29`): these are pinned. @default nothing is known */
  readonly digests?: CheckOptions['digests'];
  /** Whether findings say what to write where a repair takes a decision, see {@link Finding.proposal}. @default false */
  readonly proposals?: boolean;
}

/** One edit, and the control that asked for it. */
export interface Change extends Edit {
  readonly control: string;
  /** Why: what an attacker gains without it. */
  readonly reason: string;
}

/** What became of an object. */
export interface Hardened<T extends KubernetesObject = KubernetesObject> {
  /** The object with all changes applied; the very same value where there are none. */
  readonly object: T;
  readonly changes: readonly Change[];
  /** What is left, each with the reason in `needs`. */
  readonly findings: readonly Finding[];
  /** Fields whose values are not known yet (cdk8s tokens, Pulumi outputs): left alone, and not judged. */
  readonly opaque: readonly string[];
  /** Controls that could not reach a verdict, and what kept the whole object from being judged; in that case it is left as it was. */
  readonly notEvaluated: readonly NotEvaluated[];
}

interface Judgement {
  readonly verdict: Verdict;
  readonly own: readonly (readonly [ManifestControl, ManifestFailure])[];
}

/** A repair can make room for another (a container known to be non-root may drop its capabilities); more rounds than this mean two controls that undo each other. */
const MAX_ROUNDS = 5;

/** Applies the repairs of controls to objects. Build it once for many objects. */
export class Hardener {
  readonly #options: ReturnType<typeof resolveOptions>;
  readonly #evaluator: Evaluator;
  readonly #manifestControls: ManifestControls;

  constructor(options: HardenOptions = {}) {
    this.#options = resolveOptions(options);
    const selected = selectProfile('hardened', this.#options.controls);
    this.#evaluator = new Evaluator(selected.filter(isObjectControl), this.#options.kubernetes);
    this.#manifestControls = new ManifestControls(selected, this.#options);
  }

  /** Repairs what can be repaired. Pure and idempotent: the input stays as it is, and hardening the result changes nothing. */
  harden<T extends KubernetesObject>(input: T): Hardened<T> {
    const opaque = opaquePaths(input);
    const { kubernetes } = this.#options;
    const schemaProblems = schemaProblemsOf(input, kubernetes, opaque);
    const notEvaluated = blockersOf({ object: input }, kubernetes, schemaProblems);
    if (notEvaluated.length > 0) return { object: input, changes: [], findings: [], opaque: opaque.map(formatPath), notEvaluated };
    const changes: Change[] = [];
    let object = input;
    let { verdict, own } = this.#judge(object, schemaProblems, opaque);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const before = changes.length;
      for (const failure of verdict.failures) {
        const made = this.#repair(object, failure, opaque);
        changes.push(...made);
        object = applyEdits(object, made);
      }
      // Indices may have moved.
      if (changes.length > before) own = this.#ownFailures(object, schemaProblems);
      for (const [control, { fix, path }] of own) {
        const made = this.#changes(object, control, path, fix, opaque);
        changes.push(...made);
        object = applyEdits(object, made);
      }
      if (changes.length === before) break;
      ({ verdict, own } = this.#judge(object, schemaProblems, opaque));
    }
    const { failures, undecided } = verdict;
    const findings = [
      ...failures.map((failure) => findingOf(failure, { object }, this.#options)),
      ...own.map(([control, failure]) => findingOfOwn(control, failure, { object }, this.#options)),
    ];
    return { object, changes, findings, opaque: opaque.map(formatPath), notEvaluated: undecided.map((item) => undecidedOf(item, { object })) };
  }

  #judge(object: KubernetesObject, schemaProblems: readonly SchemaProblem[], opaque: readonly Path[]): Judgement {
    return { verdict: this.#evaluator.evaluate(object, opaque), own: this.#ownFailures(object, schemaProblems) };
  }

  #ownFailures(object: KubernetesObject, schemaProblems: readonly SchemaProblem[]): Judgement['own'] {
    return [...this.#manifestControls.find(object, schemaProblems)];
  }

  #repair(object: KubernetesObject, failure: Failure, opaque: readonly Path[]): Change[] {
    if (!stillFails(object, failure)) return [];
    return this.#changes(object, failure.rule.control, failure.path, repair(failure, object, this.#options), opaque);
  }

  /** What somebody accepts is left as it is: the program needs it so. */
  #isAccepted(object: KubernetesObject, control: string, path: Path): boolean {
    const { exceptions, now } = this.#options;
    if (exceptions.length === 0) return false;
    return isAccepted({ control, object: referenceOf(object), container: containerOf(object, path) }, exceptions, now);
  }

  #changes(object: KubernetesObject, { id, rationale }: ControlMetadata, path: Path, outcome: readonly Edit[] | Needs, opaque: readonly Path[]): Change[] {
    if (isNeeds(outcome) || this.#isAccepted(object, id, path)) return [];
    if (outcome.some((edit) => opaque.some((path) => touches(path, edit.path)))) return [];
    return outcome
      .filter(({ path, value }) => valueAt(object, path) !== value)
      .map((edit) => ({ ...edit, control: id, reason: rationale }));
  }
}

/**
 * Applies the repairs of controls to one object.
 *
 * Adapts before it gives up, never weakens, touches nothing that no control asks for, and leaves values alone that are not known yet.
 * What it cannot repair without knowing the program stays in `findings`, each with what would have to be known.
 *
 * @example
 * ```ts
 * import { harden } from 'casemate';
 *
 * const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'web', image: 'web:1' }] } };
 * const { object, changes, findings } = harden(pod, { platform: { kubernetes: '1.37' } });
 * console.log(changes.map((change) => change.control), findings.map((finding) => finding.needs), object);
 * ```
 */
export function harden<T extends KubernetesObject>(object: T, options: HardenOptions = {}): Hardened<T> {
  return new Hardener(options).harden(object);
}
