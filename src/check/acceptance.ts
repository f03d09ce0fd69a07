import type { AnyControl } from '../controls/any-control';
import { catalogue } from '../controls/index';
import type { PolicyControl } from '../controls/policy-control';
import type { KubernetesObject } from '../manifest/object';
import { applyExceptions } from './exceptions/apply';
import type { ResolvedCheckOptions } from './options';
import { configure } from './parameters';
import { applyRatchet } from './ratchet/apply';
import type { Finding, Report } from './report';
import { Sightings } from './sightings';

/** What becomes of the findings of a check: accepted for a reason, known from before, or left. */
export type Verdicts = Pick<Report, 'findings' | 'exceptions' | 'exceptionProblems' | 'ratchet'>;

/** Settles which findings somebody accepted, by exceptions first and then by the ratchet. */
export class Acceptance {
  /** The controls to judge: those of the profile, and those that exceptions name to make up for something. */
  readonly judged: readonly AnyControl[];
  /** What was seen of the objects that exceptions and the ratchet name. */
  readonly sightings: Sightings;
  readonly #options: ResolvedCheckOptions;
  readonly #policies: readonly PolicyControl[];
  readonly #reported: ReadonlySet<string>;

  constructor(options: ResolvedCheckOptions, selected: readonly AnyControl[], policies: readonly PolicyControl[]) {
    this.#options = options;
    this.#policies = policies;
    this.#reported = new Set([...selected, ...policies].map(({ id }) => id));
    const { exceptions, parameters, ratchet = [] } = options;
    const compensating = new Set(exceptions.flatMap(({ compensating: ids = [] }) => ids));
    const known = [...new Set([...options.controls, ...configure(catalogue, parameters)])];
    this.judged = [...selected, ...known.filter(({ id }) => compensating.has(id) && !this.#reported.has(id))];
    this.sightings = new Sightings([...exceptions, ...ratchet].map(({ object }) => object));
  }

  /** Whether a control was selected, and not only asked for what it makes up for. */
  reports({ id }: Pick<AnyControl, 'id'>): boolean {
    return this.#reported.has(id);
  }

  /** Takes note of an object. */
  see(object: KubernetesObject, isJudged: boolean, undecided: readonly { readonly control: { readonly id: string } }[] = []): void {
    this.sightings.see(object, isJudged, undecided.map(({ control }) => control.id));
  }

  /** Takes note of what policies made of an object. */
  seePolicies(object: KubernetesObject, looked: readonly string[], undecided: readonly string[]): void {
    this.sightings.addPolicies(object, looked, undecided);
  }

  /** Divides the findings of all judged controls, in their order. */
  settle(all: readonly Finding[]): Verdicts {
    const { exceptions, ratchet, now, partial, kubernetes } = this.#options;
    const shared = { reported: this.#reported, sightings: this.sightings, partial };
    if (exceptions.length === 0 && ratchet === undefined) return { findings: all, exceptions: [] };
    const judged = new Map([...this.judged, ...this.#policies].map((control) => [control.id, control]));
    const { findings, accepted, problems } = applyExceptions(all, { ...shared, exceptions, now, kubernetes, judged });
    const rest = { exceptions: accepted, ...(problems.length === 0 ? {} : { exceptionProblems: problems }) };
    if (ratchet === undefined) return { findings, ...rest };
    const { fresh, known, stale } = applyRatchet(findings, { ...shared, ratchet });
    return { findings: fresh, ...rest, ratchet: { findings: known, stale } };
  }
}
