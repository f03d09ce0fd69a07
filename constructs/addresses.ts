import { type Cidr, contains, parseCidr } from '../src/graph/cidr';
import { credentialAddresses } from '../src/graph/metadata';
import type { Block } from './dialects/opening';

/**
 * Addresses that are nobody's on the Internet (the special-purpose registry of IANA, RFC 6890), and those among the others at which clouds
 * hand credentials out.
 */
export const NOT_PUBLIC: readonly string[] = outermost([
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16',
  '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4', ...credentialAddresses.filter((address) => !address.includes(':')).map((address) => `${address}/32`),
]);

/** The widest ranges that a person means: what is wider is the Internet, in parts. */
const WIDEST = { 4: 8, 6: 16 } as const;

/** What is wrong with a range of addresses as a peer, and what to write instead; `undefined` where nothing is. */
export function cidrProblem(text: string): { readonly message: string; readonly repair: string } | undefined {
  const block = text.includes('/') ? parseCidr(text) : undefined;
  const [address = '', length = ''] = text.split('/');
  if (block === undefined || /(^|\.)0\d/.test(address)) {
    return { message: `${JSON.stringify(text)} is not a range of addresses`, repair: 'Write an address and the length of its prefix, such as 203.0.113.10/32.' };
  }
  if (parseCidr(address)?.first !== block.first) {
    const repair = `Write the first address of the range, or ${address}/${block.version === 4 ? 32 : 128}.`;
    return { message: `${text} is an address inside of a range, and it is not clear which of the two is meant`, repair };
  }
  if (Number(length) < WIDEST[block.version]) {
    return { message: `${text} is the whole internet, or a large part of it`, repair: 'Name the addresses that the program needs, or write reachesInternet({ anywhere: … }).' };
  }
  if (credentialBlocks().some((service) => contains(service, block))) {
    const repair = 'Give the workload an identity of the cloud; with EKS Pod Identity, write Peer.eksPodIdentity().';
    return { message: `${text} is where a cloud hands credentials out`, repair };
  }
  return undefined;
}

/** The ranges without what hands the credentials of a cloud out. */
export const blocksWithoutCredentials = (cidrs: readonly string[]): readonly Block[] => [...new Set(cidrs)].map((cidr) => ({
  cidr,
  except: credentialAddresses.filter((address) => isWithin(address, cidr)).map((address) => `${address}/${address.includes(':') ? 128 : 32}`),
}));

function isWithin(address: string, cidr: string): boolean {
  const [inner, outer] = [parseCidr(address), parseCidr(cidr)];
  return inner !== undefined && outer !== undefined && contains(outer, inner);
}

const credentialBlocks = (): readonly Cidr[] => credentialAddresses.flatMap((address) => parseCidr(address) ?? []);

/** Without the ranges that lie in another one. */
function outermost(cidrs: readonly string[]): readonly string[] {
  return cidrs.filter((cidr) => !cidrs.some((other) => other !== cidr && isWithin(cidr, other)));
}
