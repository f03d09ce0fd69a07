import { type AnyControl, isGraphControl } from '../controls/any-control';
import type { GraphControl, GraphFailure, Sought } from '../controls/graph-control';
import { isCustomResource, Objects } from '../graph/object-set';
import { groupOf } from '../manifest/fields';
import { ByKind } from '../manifest/by-kind';
import type { KubernetesObject, ObjectReference } from '../manifest/object';
import { formatPath } from '../manifest/path';
import { isWorkload } from '../manifest/workload';
import { findingOfOwn } from './finding';
import type { ResolvedCheckOptions } from './options';
import type { Finding, NotEvaluated } from './report';
import { placeOf, referenceOf, type Subject } from './subject';

function identityOf({ object, file }: Subject): string {
  const { apiVersion, kind, namespace, name } = referenceOf(object);
  return [namespace, kind, name, apiVersion, file].join('\0');
}

/** What controls over the whole set say, and what they cannot say. */
export interface GraphReport {
  readonly findings: readonly Finding[];
  readonly undecided: readonly { readonly control: GraphControl; readonly object: KubernetesObject; readonly item: NotEvaluated }[];
}

/** Whether an object that could not be judged is what was looked for. What names no namespace may be applied to any. */
function mayBe(reference: ObjectReference, { kinds, namespace, name }: Sought): boolean {
  const isThere = namespace === undefined || namespace === '' || reference.namespace === '' || reference.namespace === namespace;
  return kinds.includes(reference.kind) && isThere && (name === undefined || name === reference.name);
}

function undecidedBy({ kind, name }: ObjectReference, { id }: GraphControl, { path }: GraphFailure, subject: Subject): NotEvaluated {
  const field = formatPath(path);
  return {
    object: referenceOf(subject.object),
    ...placeOf(subject, path),
    field,
    code: 'CM3007',
    message: `${id} could not be judged at ${field}: what it misses may be ${kind} ${name}, which could not be evaluated`,
    repair: `Mend ${kind} ${name} first.`,
  };
}

/** Runs the controls that look at the whole set. Keeps the objects of the kinds that they read, and no others. */
export class GraphControls {
  readonly #controls: readonly GraphControl[];
  readonly #reads: ReadonlySet<string>;
  readonly #kinds = new ByKind((apiVersion, kind) => ({ isRead: this.#reads.has(`${groupOf(apiVersion)}/${kind}`) }));
  #subjects: Subject[] = [];

  constructor(controls: readonly AnyControl[]) {
    this.#controls = controls.filter(isGraphControl);
    this.#reads = new Set(this.#controls.flatMap(({ reads }) => reads.map((kind) => (typeof kind === 'string' ? kind : `${kind.apiGroup}/${kind.kind}`))));
  }

  /** Whether a control reads objects of this kind for their own sake, and not only because they may stand for any other. */
  looksAt(object: KubernetesObject): boolean {
    return this.#kinds.of(object).isRead;
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

  /**
   * Judges the set as it is now.
   *
   * @param unjudged - Objects that cannot be judged. They are not in the set, and whatever is found to be missing may be one of them.
   */
  report(options: ResolvedCheckOptions, unjudged: readonly ObjectReference[]): GraphReport {
    if (this.#controls.length === 0) return { findings: [], undecided: [] };
    // Which of several objects is blamed must not hang on the order of the files.
    const sorted = this.#subjects.map((subject) => ({ subject, key: identityOf(subject) })).sort((a, b) => (a.key < b.key ? -1 : 1));
    const subjects = new Map(sorted.map(({ subject }) => [subject.object, subject]));
    const { kubernetes, platform } = options;
    const context = { set: new Objects([...subjects.keys()], (object) => subjects.get(object)?.file), kubernetes, platform };
    const findings: Finding[] = [];
    const undecided: GraphReport['undecided'][number][] = [];
    for (const control of this.#controls) {
      for (const failure of control.findAll(context)) {
        const subject = subjects.get(failure.object) ?? { object: failure.object };
        const hidden = failure.missing && unjudged.find((reference) => mayBe(reference, failure.missing ?? { kinds: [] }));
        if (hidden === undefined) findings.push(findingOfOwn(control, failure, subject, options));
        else undecided.push({ control, object: subject.object, item: undecidedBy(hidden, control, failure, subject) });
      }
    }
    return { findings, undecided };
  }

  #isRead({ object }: Subject): boolean {
    if (this.#kinds.of(object).isRead) return true;
    if (this.#reads.has('workloads') && isWorkload(object)) return true;
    return this.#reads.has('custom resources') && isCustomResource(object);
  }
}
