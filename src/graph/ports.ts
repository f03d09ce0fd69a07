/** The protocols that policies know. What they do to others is not defined. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

const protocols: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];

/** Ports of one protocol, both ends among them. */
export interface PortRange {
  readonly protocol: Protocol;
  readonly from: number;
  readonly to: number;
}

/** Sorted, and without overlaps. */
export type PortSet = readonly PortRange[];

export const noPorts: PortSet = [];
export const everyPort = (protocol: Protocol): PortRange => ({ protocol, from: 1, to: 65535 });
export const allPorts: PortSet = protocols.map(everyPort);

/** All ports of several sets. */
export function union(...sets: readonly PortSet[]): PortSet {
  const sorted = sets.flat().filter(({ from, to }) => from <= to).sort((a, b) => byProtocol(a, b) || a.from - b.from);
  const merged: PortRange[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last === undefined || last.protocol !== range.protocol || range.from > last.to + 1) merged.push(range);
    else merged[merged.length - 1] = { ...last, to: Math.max(last.to, range.to) };
  }
  return merged;
}

/** The ports that are in both sets. */
export const intersection = (a: PortSet, b: PortSet): PortSet => union(a.flatMap((one) => b.flatMap((other) => (
  one.protocol === other.protocol ? [{ protocol: one.protocol, from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) }] : []
))));

/** The ports of one set that are not in another. */
export const difference = (a: PortSet, b: PortSet): PortSet => b.reduce((left, cut) => left.flatMap((range) => (
  range.protocol !== cut.protocol || cut.to < range.from || range.to < cut.from
    ? [range]
    : [{ ...range, to: cut.from - 1 }, { ...range, from: cut.to + 1 }].filter(({ from, to }) => from <= to)
)), a);

/** Whether a port is in a set. */
export const hasPort = (set: PortSet, protocol: Protocol, port: number): boolean =>
  set.some((range) => range.protocol === protocol && range.from <= port && port <= range.to);

const byProtocol = (a: PortRange, b: PortRange): number => protocols.indexOf(a.protocol) - protocols.indexOf(b.protocol);
