// Which controls are compared, and by which checks of the scanners.

/** What no scanner can say without the network, which the comparison does not use. */
const UNASKED = new Set(['schema-validation']);

/** The checks of a scanner that are the same as a control: all, and those that can be asked. */
export const namedChecks = ({ peers = {} }, key) => [peers[key] ?? []].flat();
export const checksOf = (control, key) => namedChecks(control, key).filter((id) => !UNASKED.has(id));

/** What the parameters of a control would have to be, no scanner knows. */
export const isComparable = (control) => !('parameters' in control);

/** The controls in TypeScript that name a check of one of the scanners. */
export const setControls = (controls, scanners) => controls.filter((control) =>
  !('revisions' in control) && isComparable(control) && scanners.some(({ key }) => checksOf(control, key).length > 0));
