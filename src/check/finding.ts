import { hash } from 'node:crypto';
import type { ControlMetadata, FixContext, Needs } from '../controls/control';
import type { GraphControl, GraphFailure } from '../controls/graph-control';
import type { ManifestControl, ManifestFailure } from '../controls/manifest-control';
import type { Edit } from '../manifest/apply';
import type { KubernetesObject, ObjectReference } from '../manifest/object';
import { childAt, formatPath, type Path, valueAt } from '../manifest/path';
import type { Failure } from './evaluate';
import { describeAt } from './field';
import type { ResolvedCheckOptions } from './options';
import type { proposalOf } from './proposal';
import { fixContextOf, isNeeds, type Known, knownToFixes, repair } from './repair';
import type { Finding, FindingProposal } from './report';
import { referenceOf, type Subject } from './subject';

/** What a control of any form says of one field. */
interface Complaint {
  readonly control: ControlMetadata;
  readonly path: Path;
  readonly expected: string;
  readonly actual?: string;
  readonly fix: readonly Edit[] | Needs;
  /** What a proposal may look at, where one is wanted. */
  readonly context: (() => FixContext) | undefined;
}

/** Turns the failure of an expression into what people and programs read. */
export function findingOf(
  failure: Failure, subject: Subject, options: Known & Pick<ResolvedCheckOptions, 'proposals'>, reference = referenceOf(subject.object),
): Finding {
  const { rule: { control }, path } = failure;
  const { object } = subject;
  const context = options.proposals ? () => fixContextOf(failure, object, options) : undefined;
  return makeFinding({ control, path, expected: control.expected, fix: repair(failure, object, options), context }, subject, reference);
}

/** The same for a control that is written in TypeScript. */
export function findingOfOwn(
  control: ManifestControl | GraphControl, failure: ManifestFailure | GraphFailure, subject: Subject,
  options: Known & Pick<ResolvedCheckOptions, 'proposals'>,
): Finding {
  const { object } = subject;
  const { path } = failure;
  const context = options.proposals ? (): FixContext => ({ object, path, element: { path, value: valueAt(object, path) }, ...knownToFixes(options) }) : undefined;
  return makeFinding({ control, ...failure, context }, subject, referenceOf(object));
}

function makeFinding({ control, path, expected, fix, actual: said, context }: Complaint, subject: Subject, reference: ObjectReference): Finding {
  const { object, file, constructPath } = subject;
  const position = subject.locate?.(path);
  const actual = said ?? describeAt(object, path);
  const { field } = textOf(path);
  // There can be very many: they are all made alike, in the order of the JSON report, which leaves out what is undefined.
  return {
    control: control.id,
    severity: control.severity,
    object: reference,
    field,
    container: containerOf(object, path),
    file,
    line: position?.line,
    column: position?.column,
    constructPath,
    message: [subjectOf(object, path), ' must be ', expected, ' (is ', actual, ')'].join(''),
    expected,
    actual,
    fixable: !isNeeds(fix),
    needs: isNeeds(fix) ? fix.needs : undefined,
    proposal: isNeeds(fix) && context !== undefined ? proposed(fix, context()) : undefined,
    fingerprint: fingerprintOf(control, object, reference, path),
  };
}

/** What writes YAML is loaded only where a proposal is asked for. */
function proposed(fix: Needs, context: FixContext): FindingProposal | undefined {
  const { proposalOf: propose } = require('./proposal') as { readonly proposalOf: typeof proposalOf };
  return propose(fix, context);
}

const NAMED: ReadonlyMap<string | number | undefined, 'container' | 'volume'> = new Map([
  ['containers', 'container'], ['initContainers', 'container'], ['ephemeralContainers', 'container'], ['volumes', 'volume'],
]);

/** The first list of a path whose items people know by name, and of which the path leads to an item; -1 where there is none. */
function namedListIn(path: Path, ...kinds: readonly ('container' | 'volume')[]): number {
  for (let depth = 0; depth < path.length - 1; depth++) {
    if (typeof path[depth + 1] !== 'number') continue;
    const kind = NAMED.get(path[depth]);
    if (kind !== undefined && kinds.includes(kind)) return depth;
  }
  return -1;
}

/** What a path says, whatever the object. */
interface PathText {
  readonly field: string;
  /** Where the list of containers or volumes is in it; -1 where there is none. */
  readonly list: number;
  /** The field as seen from the container or the volume, or else from the pod spec. */
  readonly short: string;
}

const texts = new WeakMap<Path, PathText>();

/** Nearly all failures are at the same few paths, which are the very same lists: each is written out once. */
function textOf(path: Path): PathText {
  const known = texts.get(path);
  if (known !== undefined) return known;
  const field = formatPath(path);
  const list = namedListIn(path, 'container', 'volume');
  const start = list < 0 ? path.lastIndexOf('spec') + 1 : list + 2;
  const text = { field, list, short: start === path.length ? field : formatPath(path, start) };
  texts.set(path, text);
  return text;
}

/** The field as a person would say it: `container "web": securityContext.privileged`. */
function subjectOf(object: KubernetesObject, path: Path): string {
  const { field, list, short } = textOf(path);
  if (list < 0) return hasPodSpecAt(object, path, path.lastIndexOf('spec')) ? short : field;
  return [NAMED.get(path[list]), ' "', nameOfItem(object, path, list), '": ', short].join('');
}

/** The name of the container that a field belongs to. */
export function containerOf(object: KubernetesObject, path: Path): string | undefined {
  const list = namedListIn(path, 'container');
  return list < 0 ? undefined : nameOfItem(object, path, list);
}

const hasPodSpecAt = (object: KubernetesObject, path: Path, spec: number): boolean =>
  spec >= 0 && spec < path.length - 1 && Array.isArray(childAt(valueAt(object, path, spec + 1), 'containers'));

const nameOfItem = (object: KubernetesObject, path: Path, list: number): string => nameOf(valueAt(object, path, list + 2));

const nameOf = (value: unknown): string => String(childAt(value, 'name') ?? '');

/** Names list items by their `name`, so that the fingerprint survives new neighbours and moved lines. */
function fingerprintOf({ id }: ControlMetadata, object: KubernetesObject, { apiVersion, kind, namespace, name }: ObjectReference, path: Path): string {
  let text = [id, apiVersion, kind, namespace, name].join('\0');
  let value: unknown = object;
  for (const step of path) {
    value = childAt(value, step);
    text += `\0${typeof step === 'number' ? nameOf(value) || step : step}`;
  }
  return hash('sha256', text).slice(0, 32);
}
