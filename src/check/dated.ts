import type { ControlMetadata } from '../controls/control';
import { CasemateError } from '../error';

/** The date of the first catalogue, and of every control that names no other. */
export const firstCatalogue = '2026-11';

const FORM = /^\d{4}-(0[1-9]|1[0-2])$/;

/** When a control came into the catalogue. */
const sinceOf = ({ since = firstCatalogue }: ControlMetadata): string => since;

/** A control as it was at a date: what changed it later is undone, the last first. */
function asOf<T extends ControlMetadata>(date: string, control: T): T {
  const later = Object.entries(control.before ?? {}).filter(([changed]) => changed > date).sort(([a], [b]) => (a < b ? 1 : -1));
  return later.reduce<T>((current, [, earlier]) => ({ ...current, ...earlier }), control);
}

/**
 * The controls of a catalogue: those that were there at its date, with the meaning that they had. An upgrade of the kit brings more controls, and
 * some that ask for more; a build that names its catalogue stays as strict as it was.
 *
 * @throws {@link CasemateError} `CM4201` for a date without a catalogue: it would select nothing, and pass everything.
 */
export function controlsOf<T extends ControlMetadata>(date: string | undefined, controls: readonly T[]): readonly T[] {
  if (date === undefined) return controls;
  if (!FORM.test(date) || date < firstCatalogue) {
    throw new CasemateError({
      code: 'CM4201',
      message: `there is no catalogue "${date}"`,
      repair: `Write a year and a month, ${firstCatalogue} or later.`,
    });
  }
  return controls.filter((control) => sinceOf(control) <= date).map((control) => asOf(date, control));
}
