import type { Finding, StaleRatchet } from '../report';
import type { Sightings } from '../sightings';
import { type RatchetEntry, ratchetKey } from './ratchet';

/** What a check knows when it comes to the ratchet. */
export interface RatchetContext {
  readonly ratchet: readonly RatchetEntry[];
  /** Whether only some of the objects were there. */
  readonly partial: boolean;
  /** The ids of the controls whose findings are reported. */
  readonly reported: ReadonlySet<string>;
  readonly sightings: Sightings;
}

/** The findings that are new, those that were there before, and what was there before and no longer is. */
export interface Ratcheted {
  readonly fresh: readonly Finding[];
  readonly known: readonly Finding[];
  readonly stale: readonly StaleRatchet[];
}

/** Takes out the findings that were there before. */
export function applyRatchet(findings: readonly Finding[], { ratchet, partial, reported, sightings }: RatchetContext): Ratcheted {
  const open = new Map<string, number>();
  for (const { fingerprints } of ratchet) for (const fingerprint of fingerprints) open.set(fingerprint, (open.get(fingerprint) ?? 0) + 1);
  const [fresh, known]: [Finding[], Finding[]] = [[], []];
  for (const finding of findings) {
    const left = open.get(finding.fingerprint) ?? 0;
    if (left === 0) fresh.push(finding);
    else known.push(finding);
    if (left > 0) open.set(finding.fingerprint, left - 1);
  }
  const isTold = ({ control, object }: RatchetEntry): boolean =>
    reported.has(control) && (sightings.has(object) ? sightings.isDecided(object, control) : !partial);
  const counts = new Map<string, number>();
  for (const finding of known) counts.set(ratchetKey(finding), (counts.get(ratchetKey(finding)) ?? 0) + 1);
  const stale = ratchet.filter(isTold)
    .map((entry) => ({ control: entry.control, object: entry.object, recorded: entry.fingerprints.length, found: counts.get(ratchetKey(entry)) ?? 0 }))
    .filter(({ recorded, found }) => found < recorded);
  return { fresh, known, stale };
}

/** The entries without what is no longer found: the ratchet only ever turns one way. */
export function pruneRatchet(ratchet: readonly RatchetEntry[], known: readonly Finding[], stale: readonly StaleRatchet[]): readonly RatchetEntry[] {
  const found = new Map<string, string[]>();
  for (const finding of known) found.set(ratchetKey(finding), [...(found.get(ratchetKey(finding)) ?? []), finding.fingerprint]);
  const isStale = new Set(stale.map(ratchetKey));
  return ratchet
    .map((entry) => (isStale.has(ratchetKey(entry)) ? { ...entry, fingerprints: found.get(ratchetKey(entry)) ?? [] } : entry))
    .filter(({ fingerprints }) => fingerprints.length > 0);
}
