import type { KubernetesObject } from './object';
import { formatPath, type Path } from './path';
import { problemKinds } from './problem';

/** An object of a document, and where in the document it is. */
export interface PlacedObject {
  readonly object: KubernetesObject;
  readonly within: Path;
}

/** What is wrong at a place of a document. */
export interface DocumentProblem {
  readonly kind: (typeof problemKinds)['notAnObject' | 'missingType' | 'wrongType'];
  readonly at: Path;
  readonly message: string;
}

/** What a document holds. */
export interface DocumentContent {
  readonly objects: readonly PlacedObject[];
  readonly problems: readonly DocumentProblem[];
}

type Mapping = Readonly<Record<string, unknown>>;

/** `kubectl` unpacks lists in lists too; nobody writes more than this. */
const MAX_LIST_DEPTH = 8;

/**
 * The objects in one document. Like `kubectl`, it takes every document whose `items` is a list for a list of objects,
 * and gives items without a type that of the list: a `DeploymentList` holds Deployments.
 */
export function readDocument(document: unknown): DocumentContent {
  const objects: PlacedObject[] = [];
  const problems: DocumentProblem[] = [];
  read(document, [], {}, objects, problems);
  return { objects, problems };
}

function read(value: unknown, within: Path, inherited: Mapping, objects: PlacedObject[], problems: DocumentProblem[]): void {
  if (!isMapping(value)) {
    problems.push({ kind: problemKinds.notAnObject, at: within, message: `${describe(value)} is no Kubernetes object` });
    return;
  }
  const { items } = value;
  if (Array.isArray(items) && within.length < 2 * MAX_LIST_DEPTH) {
    const type = itemType(value);
    items.forEach((item: unknown, index) => {
      read(item, [...within, 'items', index], type, objects, problems);
    });
    return;
  }
  const typed = value['apiVersion'] === undefined && value['kind'] === undefined ? { ...inherited, ...value } : value;
  const problem = findTypeProblem(typed, within);
  if (problem === undefined) objects.push({ object: typed as KubernetesObject, within });
  else problems.push(problem);
}

function itemType(list: Mapping): Mapping {
  const { apiVersion, kind } = list;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || kind === 'List') return {};
  return { apiVersion, kind: kind.replace(/List$/, '') };
}

function findTypeProblem(value: Mapping, within: Path): DocumentProblem | undefined {
  const missing = ['apiVersion', 'kind'].filter((field) => value[field] === undefined || value[field] === null || value[field] === '');
  if (missing.length === 2) return { kind: problemKinds.notAnObject, at: within, message: 'the document has neither apiVersion nor kind' };
  if (missing.length === 1) return { kind: problemKinds.missingType, at: within, message: `the object has no ${missing.join('')}` };
  for (const field of ['apiVersion', 'kind']) {
    if (typeof value[field] !== 'string') return wrongType([...within, field], 'a string', value[field]);
  }
  const { metadata } = value;
  if (metadata === undefined || metadata === null) return undefined;
  return isMapping(metadata) ? undefined : wrongType([...within, 'metadata'], 'a mapping', metadata);
}

function wrongType(at: Path, expected: string, actual: unknown): DocumentProblem {
  return { kind: problemKinds.wrongType, at, message: `${formatPath(at)} must be ${expected}, not ${describe(actual)}` };
}

function isMapping(value: unknown): value is Mapping {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
