import { type AnyControl, isGraphControl } from '../controls/any-control';
import type { GraphControl } from '../controls/graph-control';
import { isCustomResource, Objects } from '../graph/object-set';
import { isWorkload } from '../manifest/workload';
import { findingOfOwn } from './finding';
import type { ResolvedCheckOptions } from './options';
import type { Finding } from './report';
import { referenceOf, type Subject } from './subject';

function identityOf({ object, file }: Subject): string {
  const { apiVersion, kind, namespace, name } = referenceOf(object);
  return [namespace, kind, name, apiVersion, file].join('\0');
}

/** Runs the controls that look at the whole set. Keeps the objects of the kinds that they read, and no others. */
export class GraphControls {
  readonly #controls: readonly GraphControl[];
  readonly #reads: ReadonlySet<string>;
  #subjects: Subject[] = [];

  constructor(controls: readonly AnyControl[]) {
    this.#controls = controls.filter(isGraphControl);
    this.#reads = new Set(this.#controls.flatMap(({ reads }) => reads.map((kind) => (typeof kind === 'string' ? kind : `${kind.apiGroup}/${kind.kind}`))));
  }

  /** Takes an object into the set. */
  add(subject: Subject): void {
    if (this.#isRead(subject)) this.#subjects.push(subject);
  }

  /** Hands over the set, and begins a new one. */
  take(): readonly Subject[] {
    const subjects = this.#subjects;
    this.#subjects = [];
    return subjects;
  }

  /** Judges the set as it is now. */
  findings({ kubernetes, platform }: ResolvedCheckOptions): readonly Finding[] {
    if (this.#controls.length === 0) return [];
    // Which of several objects is blamed must not hang on the order of the files.
    const sorted = this.#subjects.map((subject) => ({ subject, key: identityOf(subject) })).sort((a, b) => (a.key < b.key ? -1 : 1));
    const subjects = new Map(sorted.map(({ subject }) => [subject.object, subject]));
    const context = { set: new Objects([...subjects.keys()], (object) => subjects.get(object)?.file), kubernetes, platform };
    return this.#controls.flatMap((control) => [...control.findAll(context)].map((failure) => {
      const subject = subjects.get(failure.object) ?? { object: failure.object };
      return findingOfOwn(control, failure, subject);
    }));
  }

  #isRead({ object }: Subject): boolean {
    const slash = object.apiVersion.indexOf('/');
    if (this.#reads.has(`${slash < 0 ? '' : object.apiVersion.slice(0, slash)}/${object.kind}`)) return true;
    if (this.#reads.has('workloads') && isWorkload(object)) return true;
    return this.#reads.has('custom resources') && isCustomResource(object);
  }
}
