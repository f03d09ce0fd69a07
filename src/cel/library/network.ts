import {
  type Address, formatAddress, formatPrefix, isGlobalUnicast, isLinkLocalMulticast, isLinkLocalUnicast, isLoopback, isUnspecified, maskPrefix,
  parseAddress, parsePrefix, type Prefix, prefixContains,
} from './address';
import { type Declaration, declareFunction, declareMethod } from './declaration';
import { CelError, type CelValue, noSuchOverload, Opaque } from './value';

class Ip extends Opaque {
  override readonly typeName = 'net.IP';

  constructor(readonly address: Address) {
    super();
  }

  override equals(other: CelValue): boolean {
    if (!(other instanceof Ip)) throw noSuchOverload();
    return this.address.family === other.address.family && this.address.value === other.address.value;
  }
}

class Cidr extends Opaque {
  override readonly typeName = 'net.CIDR';

  constructor(readonly prefix: Prefix) {
    super();
  }

  override equals(other: CelValue): boolean {
    if (!(other instanceof Cidr)) throw noSuchOverload();
    return formatPrefix(this.prefix) === formatPrefix(other.prefix);
  }
}

function ipOf(text: string): Ip {
  const address = parseAddress(text);
  if (address === undefined) throw new CelError(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
  return new Ip(address);
}

function cidrOf(text: string): Cidr {
  const prefix = parsePrefix(text);
  if (prefix === undefined) throw new CelError('network address parse error during conversion from string');
  return new Cidr(prefix);
}

const containsIp = (cidr: Cidr, ip: Ip): boolean => prefixContains(cidr.prefix, ip.address);
const containsCidr = ({ prefix }: Cidr, other: Cidr): boolean => prefix.bits <= other.prefix.bits && prefixContains(prefix, other.prefix.address);

const TESTS = { isUnspecified, isLoopback, isLinkLocalMulticast, isLinkLocalUnicast, isGlobalUnicast };

/** IP addresses and networks. */
export const networkFunctions: readonly Declaration[] = [
  declareFunction('ip(string): net.IP', ipOf),
  declareFunction('isIP(string): bool', (text: string) => parseAddress(text) !== undefined),
  declareFunction('ip.isCanonical(string): bool', (text: string) => formatAddress(ipOf(text).address) === text),
  declareFunction('string(net.IP): string', ({ address }: Ip) => formatAddress(address)),
  declareMethod('net.IP.family(): int', ({ address }: Ip) => BigInt(address.family)),
  ...Object.entries(TESTS).map(([name, test]) => declareMethod(`net.IP.${name}(): bool`, ({ address }: Ip) => test(address))),
  declareFunction('cidr(string): net.CIDR', cidrOf),
  declareFunction('isCIDR(string): bool', (text: string) => parsePrefix(text) !== undefined),
  declareFunction('string(net.CIDR): string', ({ prefix }: Cidr) => formatPrefix(prefix)),
  declareMethod('net.CIDR.containsIP(string): bool', (cidr: Cidr, text: string) => containsIp(cidr, ipOf(text))),
  declareMethod('net.CIDR.containsIP(net.IP): bool', containsIp),
  declareMethod('net.CIDR.containsCIDR(string): bool', (cidr: Cidr, text: string) => containsCidr(cidr, cidrOf(text))),
  declareMethod('net.CIDR.containsCIDR(net.CIDR): bool', containsCidr),
  declareMethod('net.CIDR.ip(): net.IP', ({ prefix }: Cidr) => new Ip(prefix.address)),
  declareMethod('net.CIDR.prefixLength(): int', ({ prefix }: Cidr) => BigInt(prefix.bits)),
  declareMethod('net.CIDR.masked(): net.CIDR', ({ prefix }: Cidr) => new Cidr(maskPrefix(prefix))),
];
