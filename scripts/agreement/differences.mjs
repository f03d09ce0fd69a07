// What of the differences between verdicts nobody has explained, and what has been explained that is none any more.
import { reasons } from './reasons.mjs';

const SIDES = ['weOnly', 'theyOnly'];

/** One line for each difference without a reason, and for each reason without a difference. */
export function unexplained({ rows }) {
  const used = new Set();
  const open = rows.flatMap((row) => SIDES.filter((side) => row[side].length > 0).flatMap((side) => {
    const reason = reasonFor(row, side);
    if (reason !== undefined) used.add(reason);
    return reason === undefined ? [`${row.control} ${row.scanner} ${row.corpus} ${side}: ${row[side].slice(0, 4).join(', ')}`] : [];
  }));
  const stale = Object.entries(reasons).flatMap(([control, byScanner]) => Object.entries(byScanner).flatMap(([scanner, bySide]) =>
    SIDES.filter((side) => bySide[side] !== undefined && !used.has(bySide[side])).map((side) => `${control} ${scanner} ${side}: a reason for a difference that is not there`)));
  return [...open, ...stale];
}

/** `{ right, why }` for one side of one row. */
export const reasonFor = ({ control, scanner }, side) => reasons[control]?.[scanner]?.[side];
