import { type AnyControl, isGraphControl, isManifestControl, isObjectControl, isPolicyControl, type ReportedControl } from '../controls/any-control';
import { revisionAt } from '../controls/select';
import { groupOf } from '../manifest/fields';
import type { KubernetesObject, Minor, ObjectReference } from '../manifest/object';
import { isWorkload } from '../manifest/workload';
import { objectKey } from './exceptions/exception';
import { looksAt } from './plan';
import { referenceOf } from './subject';

/** What a check saw of an object that an exception or the ratchet names. Plain data. */
export interface Sighting {
  /** Of the object. */
  readonly key: string;
  /** Whether every object of that name could be judged. */
  readonly judged: boolean;
  /** The controls and policies that reached no verdict. */
  readonly undecided: readonly string[];
  /** The policies that looked at it. */
  readonly policies: readonly string[];
  readonly object: Pick<KubernetesObject, 'apiVersion' | 'kind'>;
  readonly isWorkload: boolean;
}

/** Remembers of the objects that somebody asks for afterwards, and of no others, whether they were there and were judged. */
export class Sightings {
  readonly #wanted: ReadonlySet<string>;
  readonly #seen = new Map<string, Sighting>();

  constructor(wanted: Iterable<ObjectReference>) {
    this.#wanted = new Set([...wanted].map(objectKey));
  }

  /** Takes note of an object, if it is wanted. */
  see(object: KubernetesObject, judged: boolean, undecided: readonly string[]): void {
    if (this.#wanted.size === 0) return;
    const key = objectKey(referenceOf(object));
    if (!this.#wanted.has(key)) return;
    const { apiVersion, kind } = object;
    this.add({ key, judged, undecided, policies: [], object: { apiVersion, kind }, isWorkload: isWorkload(object) });
  }

  /** Takes note of what policies made of an object that was added. */
  addPolicies(object: KubernetesObject, looked: readonly string[], undecided: readonly string[]): void {
    const before = this.#seen.get(objectKey(referenceOf(object)));
    if (before !== undefined) this.add({ ...before, undecided, policies: looked });
  }

  /** Adds what was seen elsewhere. */
  add(sighting: Sighting): void {
    const before = this.#seen.get(sighting.key);
    this.#seen.set(sighting.key, before === undefined ? sighting : {
      ...sighting,
      judged: sighting.judged && before.judged,
      undecided: union(before.undecided, sighting.undecided),
      policies: union(before.policies, sighting.policies),
    });
  }

  /** Hands over what was seen, and forgets it. */
  take(): readonly Sighting[] {
    const seen = [...this.#seen.values()];
    this.#seen.clear();
    return seen;
  }

  /** Whether an object was there at all. */
  has(reference: ObjectReference): boolean {
    return this.#seen.has(objectKey(reference));
  }

  /** Whether a control reached a verdict on an object: silence then means that it holds. */
  isDecided(reference: ObjectReference, controlId: string): boolean {
    const sighting = this.#seen.get(objectKey(reference));
    return sighting !== undefined && sighting.judged && !sighting.undecided.includes(controlId);
  }

  /** Whether a control looks at objects like this one. One that does not never fails, and proves nothing. */
  isLookedAt(reference: ObjectReference, control: ReportedControl, minor: Minor): boolean {
    const sighting = this.#seen.get(objectKey(reference));
    if (sighting === undefined) return false;
    return isPolicyControl(control) ? sighting.policies.includes(control.id) : looks(control, sighting, minor);
  }
}

const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])];

function looks(control: AnyControl, { object, isWorkload: runsPods }: Sighting, minor: Minor): boolean {
  const { apiVersion, kind } = object;
  const apiGroup = groupOf(apiVersion);
  if (isObjectControl(control)) return revisionAt(control, minor) !== undefined && looksAt(control, apiGroup, kind, runsPods);
  const isOwn = (own: unknown): boolean => JSON.stringify(own) === JSON.stringify({ apiGroup, kind });
  if (isGraphControl(control)) return control.reads.some((own) => (own === 'workloads' && runsPods) || isOwn(own));
  return isManifestControl(control) && (control.kinds === undefined || control.kinds.some(isOwn));
}
