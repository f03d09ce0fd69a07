import { type AnyControl, isObjectControl } from '../controls/any-control';
import type { ControlMetadata } from '../controls/control';

/** `pss-baseline` and `pss-restricted` are exactly the Pod Security Standards of the target minor; `hardened` is everything. */
export type Profile = 'pss-baseline' | 'pss-restricted' | 'hardened';

/** All profiles that the kit ships, the least demanding first. */
export const profiles: readonly Profile[] = ['pss-baseline', 'pss-restricted', 'hardened'];

/** The controls of a profile. A control that is overridden by another of the same profile is left out. */
export function selectProfile<T extends AnyControl>(profile: Profile, controls: readonly T[]): readonly T[] {
  const selected = controls.filter((control) => belongsTo(control, profile));
  const overridden = new Set(selected.map((control) => (isObjectControl(control) ? control.overrides : undefined)));
  return selected.filter((control) => !overridden.has(control.id));
}

function belongsTo(control: ControlMetadata, profile: Profile): boolean {
  if (profile === 'hardened') return true;
  const levels = control.references.filter(({ standard }) => standard === 'pss').map(({ id }) => id);
  return profile === 'pss-restricted' ? levels.length > 0 : levels.includes('baseline');
}

/** A profile of somebody's own: one of the three, with more controls and with fewer. */
export interface ProfileChange {
  readonly base: Profile;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/**
 * The controls to choose from for a profile of somebody's own: check them with the profile `hardened`. A weaker control comes back
 * where the one that overrides it is left out.
 */
export function changeProfile<T extends AnyControl>({ base, include, exclude }: ProfileChange, controls: readonly T[]): readonly T[] {
  return controls.filter((control) => (belongsTo(control, base) || include.includes(control.id)) && !exclude.includes(control.id));
}
