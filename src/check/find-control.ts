import type { AnyControl } from '../controls/any-control';
import { catalogue } from '../controls/index';
import { CasemateError } from '../error';
import { closest } from '../manifest/schema/closest';

/** The control with an id, or an error that names the closest. */
export const findControl = (id: string): AnyControl => findById(id, catalogue);

/** The same among controls and policies. */
export function findById<T extends { readonly id: string }>(id: string, controls: readonly T[]): T {
  const found = controls.find((control) => control.id === id);
  if (found !== undefined) return found;
  const ids = controls.map((control) => control.id);
  const near = closest(id, ids) ?? ids.find((candidate) => candidate.endsWith(`-${id}`));
  throw new CasemateError({
    code: 'CM2004',
    message: `there is no control "${id}"`,
    repair: near === undefined ? 'Run `casemate controls` to see them all.' : `Did you mean "${near}"? \`casemate controls\` shows them all.`,
  });
}
