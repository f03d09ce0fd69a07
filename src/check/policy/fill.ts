import type { Fields } from '../../cel/predicate';

/** The fields of one object of a type, with what the API server fills in. The input is left as it is. */
export type Fill = (fields: Fields, minor: number) => Fields;

export const isUnset = (value: unknown): boolean => value === undefined || value === null;
export const isEmpty = (value: unknown): boolean => isUnset(value) || value === '' || value === 0 || (Array.isArray(value) && value.length === 0);
export const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The map in a field; an empty one where there is none. */
export const mapIn = (fields: Fields, field: string): Fields => (isMap(fields[field]) ? fields[field] : {});

/** For fields that may be given as empty: pointers. */
export const unset = (values: Fields): Fill => (fields) => withMissing(fields, values, isUnset);
/** For fields whose emptiness means that they were not given. */
export const empty = (values: Fields): Fill => (fields) => withMissing(fields, values, isEmpty);

export function withMissing(fields: Fields, values: Fields, isMissing: (value: unknown) => boolean): Fields {
  return { ...fields, ...Object.fromEntries(Object.entries(values).filter(([field]) => isMissing(fields[field]))) };
}

/** One after the other. */
export const all = (...fills: readonly Fill[]): Fill => (fields, minor) => fills.reduce((filled, next) => next(filled, minor), fields);

/** Fills a part; one that is missing is made. */
export const inside = (field: string, next: Fill): Fill => (fields, minor) => ({ ...fields, [field]: next(mapIn(fields, field), minor) });

/** Only from a minor on. */
export const since = (first: number, next: Fill): Fill => (fields, minor) => (minor >= first ? next(fields, minor) : fields);
