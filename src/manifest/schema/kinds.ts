import { minorNumber } from '../../platform';
import { groupOf } from '../fields';
import { ByKind } from '../by-kind';
import type { Minor } from '../object';
import { closest, editDistance } from './closest';
import { covers, type MinorRange, parseRange, schemaData } from './data';
import { objectType, type ObjectType } from './types';

/** A kind that Kubernetes itself serves, and what its objects hold. */
interface ObjectSchema {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Whether Kubernetes has announced the end of this version. */
  readonly deprecated: boolean;
  readonly type: ObjectType;
}

/** A kind, as it stands in a manifest. */
export interface KindReference {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What a Kubernetes minor makes of a kind. */
export type KindStatus =
  | { readonly status: 'served'; readonly schema: ObjectSchema }
  /** Somebody else's: it needs a CustomResourceDefinition or an aggregated API. */
  | { readonly status: 'custom' }
  /** Gone since a minor, and what to write instead where there is such a thing. */
  | { readonly status: 'removed'; readonly since: Minor; readonly replacement?: KindReference }
  | { readonly status: 'not-yet'; readonly since: Minor; readonly replacement?: KindReference }
  /** In a group of Kubernetes' own that never had it. */
  | { readonly status: 'unknown'; readonly replacement?: KindReference };

interface KindEntry extends KindReference {
  readonly group: string;
  readonly namespaced: boolean;
  readonly type: string;
  readonly range: MinorRange;
  readonly deprecated: number;
}

interface KindTable {
  readonly entries: ReadonlyMap<string, KindEntry>;
  /** The groups that are Kubernetes' own, of today and of before. */
  readonly groups: ReadonlySet<string>;
  /** By minor. */
  readonly schemas: Map<number, ByKind<Served>>;
}

interface Served {
  readonly schema: ObjectSchema | undefined;
}

let table: KindTable | undefined;

/**
 * What objects of a kind hold at a minor; `undefined` where Kubernetes does not serve it, which {@link kindStatus} explains.
 *
 * @example
 * ```ts
 * schemaOf('batch/v1', 'CronJob', '1.37')?.namespaced; // true
 * ```
 */
export function schemaOf(apiVersion: string, kind: string, minor: Minor): ObjectSchema | undefined {
  const { schemas } = kindTable();
  const number = minorNumber(minor);
  let served = schemas.get(number);
  if (served === undefined) schemas.set(number, (served = new ByKind((version, name) => ({ schema: makeSchema(version, name, number) }))));
  return served.of({ apiVersion, kind }).schema;
}

function makeSchema(apiVersion: string, kind: string, minor: number): ObjectSchema | undefined {
  const entry = kindTable().entries.get(`${apiVersion} ${kind}`);
  if (entry === undefined || !covers(entry.range, minor)) return undefined;
  const { namespaced } = entry;
  return { apiVersion, kind, namespaced, deprecated: entry.deprecated <= minor, type: objectType(entry.type, minor) };
}

/** Every kind that Kubernetes serves at a minor, those that are off by default among them. */
export function kindsOf(minor: Minor): readonly ObjectSchema[] {
  return [...kindTable().entries.values()].flatMap(({ apiVersion, kind }) => schemaOf(apiVersion, kind, minor) ?? []);
}

/**
 * Whether Kubernetes knows a kind at a minor, and what to write where it does not.
 *
 * @example
 * ```ts
 * kindStatus('policy/v1beta1', 'PodDisruptionBudget', '1.37');
 * // { status: 'removed', since: '1.25', replacement: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' } }
 * ```
 */
export function kindStatus(apiVersion: string, kind: string, minor: Minor): KindStatus {
  const schema = schemaOf(apiVersion, kind, minor);
  if (schema !== undefined) return { status: 'served', schema };
  const key = `${apiVersion} ${kind}`;
  const number = minorNumber(minor);
  const entry = kindTable().entries.get(key);
  if (entry !== undefined && number < entry.range.since) {
    return { status: 'not-yet', since: `1.${entry.range.since}`, ...sameKind(apiVersion, kind, minor) };
  }
  const removed = entry === undefined ? schemaData().removed[key] : entry.range.until + 1;
  if (removed !== undefined) return { status: 'removed', since: `1.${removed}`, ...sameKind(apiVersion, kind, minor) };
  if (isCustom(apiVersion, kind)) return { status: 'custom' };
  const same = sameKind(apiVersion, kind, minor);
  return { status: 'unknown', ...(same.replacement === undefined ? similarKind(apiVersion, kind, minor) : same) };
}

/** The announced end of a version that is still served. */
export interface Deprecation {
  /** What to write instead, where there is such a thing. */
  readonly replacement?: KindReference;
  /** The first minor without it, as far as it is known. */
  readonly removed?: Minor;
}

/**
 * What Kubernetes has announced for a kind at a minor; `undefined` where it is not deprecated, or not served.
 *
 * @example
 * ```ts
 * deprecationOf('networking.k8s.io/v1beta1', 'IPAddress', '1.36');
 * // { removed: '1.37', replacement: { apiVersion: 'networking.k8s.io/v1', kind: 'IPAddress' } }
 * ```
 */
export function deprecationOf(apiVersion: string, kind: string, minor: Minor): Deprecation | undefined {
  if (schemaOf(apiVersion, kind, minor)?.deprecated !== true) return undefined;
  const { until = Infinity } = kindTable().entries.get(`${apiVersion} ${kind}`)?.range ?? {};
  const { replacement } = sameKind(apiVersion, kind, minor);
  return {
    ...(Number.isFinite(until) ? { removed: `1.${until + 1}` } : {}),
    ...(replacement === undefined || replacement.apiVersion === apiVersion ? {} : { replacement }),
  };
}

function kindTable(): KindTable {
  if (table !== undefined) return table;
  const data = schemaData();
  const entries = new Map(Object.entries(data.kinds).map(([key, value]) => [key, parseKind(key, value)]));
  const groups = new Set([...entries.keys(), ...Object.keys(data.removed)].map(groupOf));
  table = { entries, groups, schemas: new Map() };
  return table;
}

/** Reads `"apps/v1 Deployment": "namespaced apps.v1.Deployment@28-31 deprecated@30"`. */
function parseKind(key: string, value: string): KindEntry {
  const [apiVersion = '', kind = ''] = key.split(' ');
  const [scope, spelled = '', deprecated] = value.split(' ');
  const [type = '', range] = spelled.split('@');
  return {
    apiVersion, kind, type,
    group: groupOf(apiVersion),
    namespaced: scope === 'namespaced',
    range: parseRange(range),
    deprecated: deprecated === undefined ? Infinity : Number(deprecated.slice('deprecated@'.length)),
  };
}

/** The group of a CustomResourceDefinition must have a dot. One that differs from Kubernetes' own by a letter or two is a typing error. */
function isCustom(apiVersion: string, kind: string): boolean {
  const group = groupOf(apiVersion);
  const { entries, groups } = kindTable();
  if (!group.includes('.') || apiVersion.split('/').length !== 2 || groups.has(group)) return false;
  return ![...entries.values()].some((entry) => entry.kind === kind && editDistance(entry.group, group) <= 2);
}

/** What is served in the place of a kind: first of its own group, first what is stable. */
function sameKind(apiVersion: string, kind: string, minor: Minor): { replacement?: KindReference } {
  const candidates = kindsOf(minor).filter((schema) => schema.kind === kind);
  const nearness = (schema: ObjectSchema): number => {
    const isSameGroup = groupOf(schema.apiVersion) === groupOf(apiVersion);
    return (isSameGroup ? 2_000_000 : 0) + (schema.deprecated ? 0 : 1_000_000) + stability(schema.apiVersion);
  };
  const [best] = candidates.sort((a, b) => nearness(b) - nearness(a));
  return best === undefined ? {} : { replacement: { apiVersion: best.apiVersion, kind: best.kind } };
}

/** What a kind that never was is a misspelling of: in its own group, or in any. */
function similarKind(apiVersion: string, kind: string, minor: Minor): { replacement?: KindReference } {
  const served = kindsOf(minor);
  const sameGroup = served.filter((schema) => groupOf(schema.apiVersion) === groupOf(apiVersion));
  const name = closest(kind, sameGroup.map((schema) => schema.kind)) ?? closest(kind, served.map((schema) => schema.kind));
  return name === undefined ? {} : sameKind(apiVersion, name, minor);
}

/** Orders `v2`, `v1`, `v1beta2`, `v1beta1`, `v1alpha1`. */
function stability(apiVersion: string): number {
  const [, major = 0, stage, number = 0] = /v(\d+)(?:(alpha|beta)(\d+))?$/.exec(apiVersion) ?? [];
  const level = stage === undefined ? 2 : stage === 'beta' ? 1 : 0;
  return level * 10_000 + Number(major) * 100 + Number(number);
}
