/** IP addresses and prefixes, read as Go's net/netip reads them. */

/** An address of four or sixteen bytes. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** An address and how many of its first bits name the network. */
export interface Prefix {
  readonly address: Address;
  readonly bits: number;
}

const bitsOf = (family: 4 | 6): number => (family === 4 ? 32 : 128);

/** Reads an address; `undefined` for what is none. Zones and IPv4 inside of IPv6 are none for Kubernetes. */
export function parseAddress(text: string): Address | undefined {
  const address = text.includes(':') ? parseSix(text) : parseFour(text);
  return address === undefined || isFourInSix(address) ? undefined : address;
}

/** Whether an address is an IPv4 address written as an IPv6 one: `::ffff:1.2.3.4`. */
const isFourInSix = ({ family, value }: Address): boolean => family === 6 && value >> 32n === 0xffffn;

function parseFour(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return undefined;
  return { family: 4, value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n) };
}

/** Reads sixteen bytes, those of an IPv4 address inside them too. */
export function parseSix(text: string): Address | undefined {
  const [left = '', right, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const before = parseGroups(left, right === undefined);
  const after = parseGroups(right ?? '', true);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => 0), ...after];
  return { family: 6, value: groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n) };
}

function parseGroups(text: string, isLast: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const four = isLast && parts.at(-1)?.includes('.') === true ? parseFour(parts.pop() ?? '') : undefined;
  if (!parts.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return undefined;
  const groups = parts.map((part) => Number.parseInt(part, 16));
  return four === undefined ? groups : [...groups, Number(four.value >> 16n), Number(four.value & 0xffffn)];
}

/** Reads a prefix such as `10.0.0.0/8`; `undefined` for what is none. Bits behind the prefix may be set. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.lastIndexOf('/');
  const address = slash === -1 ? undefined : parseAddress(text.slice(0, slash));
  const bits = text.slice(slash + 1);
  if (address === undefined || !/^(?:0|[1-9]\d{0,2})$/.test(bits) || Number(bits) > bitsOf(address.family)) return undefined;
  return { address, bits: Number(bits) };
}

/** The canonical text of an address. */
export function formatAddress({ family, value }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(112 - 16 * index)) & 0xffffn));
  const [start, length] = longestZeros(groups);
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  return length < 2 ? text(groups) : `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

/** The first of the longest runs of zeros. */
function longestZeros(groups: readonly number[]): readonly [number, number] {
  let best: readonly [number, number] = [0, 0];
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > best[1]) best = [start, length];
  }
  return best;
}

export const formatPrefix = ({ address, bits }: Prefix): string => `${formatAddress(address)}/${bits}`;

/** The prefix without the bits behind it. */
export function maskPrefix({ address, bits }: Prefix): Prefix {
  const shift = BigInt(bitsOf(address.family) - bits);
  return { address: { ...address, value: (address.value >> shift) << shift }, bits };
}

/** Whether an address is in the network of a prefix. */
export function prefixContains({ address, bits }: Prefix, other: Address): boolean {
  const shift = BigInt(bitsOf(address.family) - bits);
  return address.family === other.family && address.value >> shift === other.value >> shift;
}

/** Whether the first bits of an address are these. */
const startsWith = ({ family, value }: Address, bits: number, start: bigint): boolean => value >> BigInt(bitsOf(family) - bits) === start;

export const isUnspecified = ({ value }: Address): boolean => value === 0n;
export const isLoopback = (address: Address): boolean => (address.family === 4 ? startsWith(address, 8, 127n) : address.value === 1n);
export const isLinkLocalUnicast = (address: Address): boolean =>
  (address.family === 4 ? startsWith(address, 16, 0xa9fen) : startsWith(address, 10, 0x3fan));

export function isLinkLocalMulticast(address: Address): boolean {
  return address.family === 4 ? startsWith(address, 24, 0xe00000n) : ((address.value >> 112n) & 0xff0fn) === 0xff02n;
}

const isMulticast = (address: Address): boolean => (address.family === 4 ? startsWith(address, 4, 0xen) : startsWith(address, 8, 0xffn));
const isBroadcast = ({ family, value }: Address): boolean => family === 4 && value === 0xffffffffn;

export const isGlobalUnicast = (address: Address): boolean =>
  ![isUnspecified, isBroadcast, isLoopback, isMulticast, isLinkLocalUnicast].some((is) => is(address));
