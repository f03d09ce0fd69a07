import { minorNumber } from '../../platform';
import type { KubernetesObject, Minor } from '../object';
import type { Path } from '../path';
import { podTemplatePath } from '../workload';
import { closest } from './closest';
import type { MinorRange } from './data';
import { kindStatus, type KindStatus, schemaOf } from './kinds';
import { placeFor } from './placement';
import { describeValue, isScalar } from './scalars';
import { fieldRanges, type FieldType, type ObjectType, objectType } from './types';

/** Something in an object that the API server would refuse, or drop unread. */
export interface SchemaProblem {
  readonly path: Path;
  /**
   * `type`: a value that the decoder refuses. `null-in-list`: a list item that is not there. `unknown-kind`: nothing to compare with.
   * `unknown-field`: dropped, or refused where field validation is strict.
   */
  readonly kind: 'type' | 'null-in-list' | 'unknown-kind' | 'unknown-field';
  /** With its article: "an object". */
  readonly expected: string;
  /** What is there, by its type; never the value. */
  readonly actual: string;
  /** The known name that a misspelt one most likely means. */
  readonly suggestion?: string;
  /** Where a field of this name belongs, if not here: `spec.containers[0].securityContext.runAsNonRoot`. */
  readonly place?: string;
}

const EXPECTED = {
  string: 'a string', boolean: 'a boolean', int32: 'an integer', int64: 'an integer', number: 'a number', any: 'a value',
  'int-or-string': 'an integer or a string', quantity: 'a quantity such as 500m or 1Gi', bytes: 'base64',
  time: 'a time such as 2026-01-31T12:00:00Z', 'micro-time': 'a time such as 2026-01-31T12:00:00.000000Z',
  list: 'a list', map: 'a map', object: 'an object',
} as const satisfies Record<FieldType['kind'], string>;

/**
 * Compares an object with what Kubernetes serves at a minor, value by value as the API server decodes it: a number is no string, `yes` is
 * no object, null is nothing. Custom resources are compared as far as Kubernetes knows them: their metadata and their pod template.
 *
 * @example
 * ```ts
 * validate({ apiVersion: 'v1', kind: 'Pod', spec: { hostPID: 'true' } }, '1.37');
 * // [{ path: ['spec', 'hostPID'], kind: 'type', expected: 'a boolean', actual: 'a string' }]
 * ```
 */
export function validate(object: KubernetesObject, minor: Minor): readonly SchemaProblem[] {
  const schema = schemaOf(object.apiVersion, object.kind, minor);
  const validation = new Validation(schema?.type);
  if (schema !== undefined) validation.object(object, schema.type);
  else validation.unserved(object, minor);
  return validation.problems;
}

/** One walk through one object. The path is one list that grows and shrinks: it is copied only for a problem. */
class Validation {
  readonly problems: SchemaProblem[] = [];
  readonly #path: (string | number)[] = [];
  readonly #root: ObjectType | undefined;

  constructor(root: ObjectType | undefined) {
    this.#root = root;
  }

  unserved(object: KubernetesObject, minor: Minor): void {
    const status = kindStatus(object.apiVersion, object.kind, minor);
    if (status.status !== 'custom') {
      this.#report('unknown-kind', ['kind'], `a kind of Kubernetes ${minor}`, describeStatus(status), suggestionOf(status));
      return;
    }
    this.#at(['metadata'], object.metadata, objectType('meta.v1.ObjectMeta', minorNumber(minor)));
    const template = podTemplatePath(object);
    if (template === undefined) return;
    const value = template.reduce((parent: unknown, step) => (parent as Record<string, unknown>)[step], object);
    const before = this.problems.length;
    this.#at(template, value, objectType('core.v1.PodTemplateSpec', minorNumber(minor)));
    // A custom resource may extend the template by fields of its own.
    this.problems.push(...this.problems.splice(before).filter((problem) => problem.kind !== 'unknown-field'));
  }

  object(value: object, type: ObjectType): void {
    const { fields } = type;
    for (const key in value) {
      const item = (value as Record<string, unknown>)[key];
      const field = fields.get(key);
      if (item === undefined || (item === null && field !== undefined)) continue;
      if (field === undefined) this.#unknownField(key, type);
      else this.#item(key, item, field.type);
    }
  }

  #unknownField(key: string, { name, title, minor, fields }: ObjectType): void {
    const [range] = fieldRanges(name, key);
    const actual = range === undefined ? 'no such field' : describeRange(range, minor);
    const suggestion = range === undefined ? closest(key, fields.keys()) : undefined;
    const place = range === undefined && suggestion === undefined && this.#root !== undefined ? placeFor(this.#root, [...this.#path, key]) : undefined;
    this.#report('unknown-field', [key], `a field of ${title}`, actual, { ...(suggestion && { suggestion }), ...(place && { place }) });
  }

  #at(path: Path, value: unknown, type: FieldType): void {
    const last = path.at(-1);
    if (last === undefined || value === null || value === undefined) return;
    const depth = this.#path.push(...path.slice(0, -1));
    this.#item(last, value, type);
    this.#path.length = depth - (path.length - 1);
  }

  /** Compares a value that is there. */
  #item(key: string | number, value: unknown, type: FieldType): void {
    switch (type.kind) {
      case 'list':
        if (Array.isArray(value)) return this.#list(key, value, type.items);
        break;
      case 'map':
        if (isMap(value)) return this.#map(key, value, type.values);
        break;
      case 'object':
        if (!isMap(value)) break;
        this.#path.push(key);
        this.object(value, type);
        this.#path.pop();
        return;
      default:
        if (isScalar(value, type.kind)) return;
    }
    this.#report('type', [key], EXPECTED[type.kind], describeValue(value, type.kind));
  }

  #list(key: string | number, list: readonly unknown[], items: FieldType): void {
    this.#path.push(key);
    for (let index = 0; index < list.length; index++) {
      const item = list[index];
      if (item === null || item === undefined) this.#report('null-in-list', [index], EXPECTED[items.kind], 'null');
      else this.#item(index, item, items);
    }
    this.#path.pop();
  }

  #map(key: string | number, map: object, values: FieldType): void {
    this.#path.push(key);
    for (const name in map) {
      const item = (map as Record<string, unknown>)[name];
      if (item !== null && item !== undefined) this.#item(name, item, values);
    }
    this.#path.pop();
  }

  #report(kind: SchemaProblem['kind'], path: Path, expected: string, actual: string, hint: Pick<SchemaProblem, 'suggestion' | 'place'> = {}): void {
    this.problems.push({ path: [...this.#path, ...path], kind, expected, actual, ...hint });
  }
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describeStatus(status: KindStatus): string {
  if (status.status === 'removed') return `a kind that Kubernetes ${status.since} removed`;
  return status.status === 'not-yet' ? `a kind that came with Kubernetes ${status.since}` : 'no such kind';
}

function describeRange({ since, until }: MinorRange, minor: number): string {
  return minor < since ? `a field that came with Kubernetes 1.${since}` : `a field that Kubernetes 1.${until + 1} removed`;
}

function suggestionOf(status: KindStatus): Pick<SchemaProblem, 'suggestion'> {
  if (status.status === 'served' || status.status === 'custom' || status.replacement === undefined) return {};
  return { suggestion: `${status.replacement.apiVersion} ${status.replacement.kind}` };
}
