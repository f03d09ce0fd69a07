import { type Declaration, declareFunction, declareMethod } from './declaration';
import { CelError, type CelValue, noSuchOverload, Opaque } from './value';

class Semver extends Opaque {
  override readonly typeName = 'kubernetes.Semver';

  constructor(readonly core: readonly [bigint, bigint, bigint], readonly preRelease: readonly string[]) {
    super();
  }

  override equals(other: CelValue): boolean {
    if (!(other instanceof Semver)) throw noSuchOverload();
    return compareVersions(this, other) === 0n;
  }
}

const NUMBER = '0|[1-9][0-9]*';
const VERSION = new RegExp(`^(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(?:-([0-9A-Za-z.-]*))?(?:\\+([0-9A-Za-z.-]*))?$`);
const LARGEST = 2n ** 64n - 1n;

function parse(text: string): Semver | undefined {
  const [, major, minor, patch, preRelease, build] = VERSION.exec(text) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  const core = [BigInt(major), BigInt(minor), BigInt(patch)] as const;
  const identifiers = preRelease?.split('.') ?? [];
  const isWrong = core.some((part) => part > LARGEST)
    || identifiers.some((identifier) => identifier === '' || /^0\d+$/.test(identifier) || (/^\d+$/.test(identifier) && BigInt(identifier) > LARGEST))
    || build?.split('.').includes('') === true;
  return isWrong ? undefined : new Semver(core, identifiers);
}

/** Adds what a short version leaves out, and removes a `v` and leading zeros. */
function normalised(text: string): string | undefined {
  const [major = '', minor, ...rest] = text.replace(/^v/, '').split('.');
  const parts = [major, ...(minor === undefined ? [] : [minor]), ...(rest.length === 0 ? [] : [rest.join('.')])].map(withoutZeros);
  if (parts.length < 3 && /[+-]/.test(parts.at(-1) ?? '')) return undefined;
  return [...parts, '0', '0'].slice(0, 3).join('.');
}

function withoutZeros(part: string): string {
  if (part.length <= 1) return part;
  const trimmed = part.replace(/^0+/, '');
  return /^\d/.test(trimmed) ? trimmed : `0${trimmed}`;
}

function parseEither(text: string, normalise: boolean): Semver | undefined {
  const strict = normalise ? normalised(text) : text;
  return strict === undefined ? undefined : parse(strict);
}

function semverOf(text: string, normalise = false): Semver {
  const version = parseEither(text, normalise);
  if (version === undefined) throw new CelError(`not a semantic version: ${text}`);
  return version;
}

function compareVersions(a: Semver, b: Semver): bigint {
  for (const [index, part] of a.core.entries()) {
    const other = b.core[index] as bigint;
    if (part !== other) return part < other ? -1n : 1n;
  }
  if (a.preRelease.length === 0 || b.preRelease.length === 0) return BigInt(Number(a.preRelease.length === 0) - Number(b.preRelease.length === 0));
  return comparePreReleases(a.preRelease, b.preRelease);
}

function comparePreReleases(a: readonly string[], b: readonly string[]): bigint {
  for (const [index, identifier] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1n;
    const order = compareIdentifiers(identifier, other);
    if (order !== 0n) return order;
  }
  return a.length === b.length ? 0n : -1n;
}

function compareIdentifiers(a: string, b: string): bigint {
  if (a === b) return 0n;
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && isOtherNumber) return BigInt(a) < BigInt(b) ? -1n : 1n;
  if (isNumber !== isOtherNumber) return isNumber ? -1n : 1n;
  return a < b ? -1n : 1n;
}

/** Semantic versions. */
export const semverFunctions: readonly Declaration[] = [
  declareFunction('semver(string): kubernetes.Semver', (text: string) => semverOf(text)),
  declareFunction('semver(string, bool): kubernetes.Semver', semverOf),
  declareFunction('isSemver(string): bool', (text: string) => parse(text) !== undefined),
  declareFunction('isSemver(string, bool): bool', (text: string, normalise: boolean) => parseEither(text, normalise) !== undefined),
  declareMethod('kubernetes.Semver.isGreaterThan(kubernetes.Semver): bool', (a: Semver, b: Semver) => compareVersions(a, b) > 0n),
  declareMethod('kubernetes.Semver.isLessThan(kubernetes.Semver): bool', (a: Semver, b: Semver) => compareVersions(a, b) < 0n),
  declareMethod('kubernetes.Semver.compareTo(kubernetes.Semver): int', compareVersions),
  ...['major', 'minor', 'patch'].map((name, index) => declareMethod(`kubernetes.Semver.${name}(): int`, ({ core }: Semver) => core[index] as bigint)),
];
