import { type Cidr, contains, overlap, parseCidr } from './cidr';

/** Whether somebody is among the peers of a rule: `maybe` where that hangs on addresses that are given only at run time. */
export type Match = 'yes' | 'no' | 'maybe';

/** Whether somebody is among peers of which each was asked. */
export const likeliest = (matches: readonly Match[]): Match => (matches.includes('yes') ? 'yes' : matches.includes('maybe') ? 'maybe' : 'no');

/** Whether addresses are in a block, without its exceptions: `maybe` where some are. */
export function matchesAddresses(cidr: string, except: readonly string[], addresses: Cidr): Match {
  const block = parseCidr(cidr);
  const exceptions = except.flatMap((text) => parseCidr(text) ?? []);
  if (block === undefined || !overlap(block, addresses) || exceptions.some((exception) => contains(exception, addresses))) return 'no';
  return contains(block, addresses) && !exceptions.some((exception) => overlap(exception, addresses)) ? 'yes' : 'maybe';
}

/** Blocks for private use, out of which pods have their IPv4 addresses. Their IPv6 addresses can be any. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].flatMap((text) => parseCidr(text) ?? []);

/** Whether pods may have addresses of a block. */
export const mayBePods = (block: Cidr): boolean => block.version === 6 || PRIVATE.some((range) => overlap(range, block));
