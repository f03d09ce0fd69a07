/** A block of addresses, from the first to the last. */
export interface Cidr {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

const BITS = { 4: 32, 6: 128 } as const;

/** Reads `10.0.0.0/8`, `fd00::/8`, and an address alone as a block of one. `undefined` for anything else. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', length, ...rest] = text.split('/');
  if (rest.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const version = address.includes(':') ? 6 : 4;
  const value = version === 4 ? parseIPv4(address) : parseIPv6(address);
  const prefix = length === undefined ? BITS[version] : Number(length);
  if (value === undefined || prefix > BITS[version]) return undefined;
  const size = 1n << BigInt(BITS[version] - prefix);
  const first = value - (value % size);
  return { version, first, last: first + size - 1n };
}

/** Whether all addresses of one block are in another. */
export const contains = (outer: Cidr, inner: Cidr): boolean =>
  outer.version === inner.version && outer.first <= inner.first && inner.last <= outer.last;

/** Whether two blocks share an address. */
export const overlap = (a: Cidr, b: Cidr): boolean => a.version === b.version && a.first <= b.last && b.first <= a.last;

function parseIPv4(address: string): bigint | undefined {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((value, part) => (value << 8n) + BigInt(part), 0n);
}

function parseIPv6(address: string): bigint | undefined {
  const [head = '', tail, ...rest] = withHexTail(address).split('::');
  const groups = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : text.split(':'));
  const missing = 8 - groups(head).length - groups(tail).length;
  if (rest.length > 0 || (tail === undefined ? missing !== 0 : missing < 1)) return undefined;
  const all = [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail)];
  if (!all.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined;
  return all.reduce((value, group) => (value << 16n) + BigInt(`0x${group}`), 0n);
}

/** `::ffff:10.0.0.1` as `::ffff:a00:1`. */
function withHexTail(address: string): string {
  const last = address.slice(address.lastIndexOf(':') + 1);
  const value = last.includes('.') ? parseIPv4(last) : undefined;
  return value === undefined ? address : `${address.slice(0, -last.length)}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
}
