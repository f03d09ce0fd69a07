import { Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import fc from 'fast-check';
import { declarePlatform, DefaultDenyNamespace, HardenedDeployment, type NetworkPolicyKind, Peer } from '../../../constructs/index';
import { parseCidr } from '../../../src/graph/cidr';
import { connectionOf } from '../../../src/graph/connection';
import { type Endpoint, podOf } from '../../../src/graph/endpoint';
import { Objects } from '../../../src/graph/object-set';
import type { PortSet } from '../../../src/graph/ports';
import type { KubernetesObject } from '../../../src/manifest/object';
import { clean, container, fullPlatform, synth, verdict } from '../../support/cdk8s';

const NAMESPACES = ['shop', 'far'] as const;
const PORTS = [
  { number: 8080, protocol: kplus.Protocol.TCP, name: 'http' }, { number: 9090, protocol: kplus.Protocol.TCP, name: 'metrics' },
  { number: 5353, protocol: kplus.Protocol.UDP, name: 'dns' }, { number: 3868, protocol: kplus.Protocol.SCTP, name: 'diameter' },
] as const;

/** Who is not in the program. Addresses at which clouds hand credentials out are among them, and are in the second and third range. */
const PARTNERS = ['203.0.113.0/24', '169.254.0.0/16', '192.0.0.0/8'] as const;
const ADDRESSES = ['203.0.113.7', '198.51.100.7', '169.254.1.1', '169.254.169.254', '169.254.170.2', '169.254.170.23', '192.0.0.192', '192.1.2.3'] as const;
const CREDENTIALS: readonly string[] = ['169.254.169.254', '169.254.170.2', '169.254.170.23', '192.0.0.192'];
const OTHERS = { traefik: { app: 'traefik' }, monitoring: { app: 'prometheus' }, 'kube-system': { 'k8s-app': 'kube-dns' } } as const;

interface Program {
  /** The namespace of each workload. */
  readonly workloads: readonly (typeof NAMESPACES)[number][];
  readonly statements: readonly Statement[];
}

/** Ports by their places in {@link PORTS}. */
type Statement =
  | { readonly kind: 'calls'; readonly from: number; readonly to: number; readonly ports: readonly number[] }
  | { readonly kind: 'is scraped'; readonly to: number; readonly by: 'traefik' | 'monitoring'; readonly ports: readonly number[] }
  | { readonly kind: 'is called from'; readonly to: number; readonly partner: number; readonly ports: readonly number[] }
  | { readonly kind: 'calls out'; readonly from: number; readonly partner: number; readonly ports: readonly number[] }
  | { readonly kind: 'calls anywhere'; readonly from: number; readonly ports: readonly number[] };

const place = fc.nat(3);
const ports = fc.uniqueArray(fc.nat(PORTS.length - 1), { minLength: 1, maxLength: 3 });
const partner = fc.nat(PARTNERS.length - 1);
const statement: fc.Arbitrary<Statement> = fc.oneof(
  fc.record({ kind: fc.constant('calls' as const), from: place, to: place, ports }),
  fc.record({ kind: fc.constant('is scraped' as const), to: place, by: fc.constantFrom('traefik' as const, 'monitoring' as const), ports }),
  fc.record({ kind: fc.constant('is called from' as const), to: place, partner, ports }),
  fc.record({ kind: fc.constant('calls out' as const), from: place, partner, ports }),
  fc.record({ kind: fc.constant('calls anywhere' as const), from: place, ports }),
);
const program: fc.Arbitrary<Program> = fc.record({
  workloads: fc.array(fc.constantFrom(...NAMESPACES), { minLength: 4, maxLength: 4 }), statements: fc.array(statement, { maxLength: 8 }),
});

/** What the kit writes of a program where policies are of one kind. */
function write({ workloads, statements }: Program, networkPolicy: NetworkPolicyKind): readonly KubernetesObject[] {
  const app = Testing.app();
  declarePlatform(app, { ...fullPlatform, networkPolicy });
  const chart = new Chart(app, 'test');
  const homes = new Map(NAMESPACES.map((name) => [name, new DefaultDenyNamespace(chart, name, { tenant: 'team' })]));
  const made = workloads.map((namespace, index) => (
    new HardenedDeployment(homes.get(namespace) as DefaultDenyNamespace, `w${index}`, { containers: [{ ...container, ports: PORTS.slice(1) }] })
  ));
  const at = (index: number): HardenedDeployment => made[index] as HardenedDeployment;
  for (const one of statements) {
    const wanted = one.ports.map((index) => ({ port: PORTS[index]?.number ?? 0, protocol: PORTS[index]?.protocol ?? kplus.Protocol.TCP }));
    if (one.kind === 'calls' && one.from !== one.to) at(one.from).connectsTo(at(one.to), { ports: wanted });
    if (one.kind === 'is scraped') at(one.to).isReachedFrom(Peer.pods(one.by, OTHERS[one.by]), { ports: wanted });
    if (one.kind === 'is called from') at(one.to).isReachedFrom(Peer.cidr(`partner-${one.partner}`, PARTNERS[one.partner] ?? '', []), { ports: wanted });
    if (one.kind === 'calls out') at(one.from).reachesInternet({ name: `partner-${one.partner}`, addresses: [PARTNERS[one.partner] ?? ''], ports: wanted });
    if (one.kind === 'calls anywhere') at(one.from).reachesInternet({ anywhere: 'whatever customers enter', ports: wanted });
  }
  return synth(chart);
}

const addressesOf = (text: string): NonNullable<ReturnType<typeof parseCidr>> => {
  const block = parseCidr(text);
  if (block === undefined) throw new Error(text);
  return block;
};

/** Everybody, by a name. */
function endpoints(objects: readonly KubernetesObject[]): ReadonlyMap<string, Endpoint> {
  const set = new Objects(objects);
  return new Map<string, Endpoint>([
    ...set.workloads.map((workload): [string, Endpoint] => [workload.object.metadata?.name ?? '', { pod: podOf(workload, set) }]),
    ...Object.entries(OTHERS).map(([namespace, labels]): [string, Endpoint] => (
      [namespace, { pod: { namespace, namespaceLabels: { 'kubernetes.io/metadata.name': namespace }, labels, hostNetwork: false, ports: [] } }]
    )),
    ...ADDRESSES.map((text): [string, Endpoint] => [text, { addresses: addressesOf(text) }]),
  ]);
}

const written = (ports: PortSet): string => ports.map(({ protocol, from, to }) => `${protocol} ${from}-${to}`).join(' ');

/** Who surely reaches whom on what, of everybody to or from a workload of the program, as the policies say. */
function reached(objects: readonly KubernetesObject[]): ReadonlyMap<string, string> {
  const everybody = [...endpoints(objects)];
  const found = new Map<string, string>();
  for (const [source, from] of everybody) {
    for (const [destination, to] of everybody) {
      const isOurs = [source, destination].some((name) => /^w\d$/.test(name));
      const surely = isOurs && source !== destination ? written(connectionOf(objects, from, to).surely) : '';
      if (surely !== '') found.set(`${source} → ${destination}`, surely);
    }
  }
  return found;
}

const isWithin = (address: string, cidr: string): boolean => {
  const [inner, outer] = [addressesOf(address), addressesOf(cidr)];
  return outer.first <= inner.first && inner.last <= outer.last;
};

/** The same, as the program says: nothing of it was read from a policy. */
function meant({ workloads, statements }: Program): ReadonlyMap<string, string> {
  const found = new Map<string, Set<number>>();
  const add = (source: string, destination: string, places: readonly number[]): void => {
    const key = `${source} → ${destination}`;
    found.set(key, new Set([...(found.get(key) ?? []), ...places]));
  };
  for (const one of statements) {
    if (one.kind === 'calls' && one.from !== one.to) add(`w${one.from}`, `w${one.to}`, one.ports);
    if (one.kind === 'is scraped') add(one.by, `w${one.to}`, one.ports);
    const open = ADDRESSES.filter((address) => !CREDENTIALS.includes(address));
    if (one.kind === 'is called from') open.filter((address) => isWithin(address, PARTNERS[one.partner] ?? '')).forEach((address) => add(address, `w${one.to}`, one.ports));
    if (one.kind === 'calls out') open.filter((address) => isWithin(address, PARTNERS[one.partner] ?? '')).forEach((address) => add(`w${one.from}`, address, one.ports));
    if (one.kind === 'calls anywhere') open.filter((address) => !address.startsWith('169.254.')).forEach((address) => add(`w${one.from}`, address, one.ports));
  }
  const order = ['TCP', 'UDP', 'SCTP'];
  const inWords = (places: ReadonlySet<number>): string => [...places].map((index) => PORTS[index]).flatMap((port) => port ?? [])
    .sort((a, b) => order.indexOf(a.protocol) - order.indexOf(b.protocol) || a.number - b.number)
    .map(({ protocol, number }) => `${protocol} ${number}-${number}`).join(' ');
  return new Map([
    ...[...found].map(([key, places]): [string, string] => [key, inWords(places)]),
    ...workloads.map((_, index): [string, string] => [`w${index} → kube-system`, 'TCP 53-53 UDP 53-53']),
  ]);
}

const sorted = (map: ReadonlyMap<string, string>): readonly (readonly [string, string])[] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

test.each<[NetworkPolicyKind]>([['NetworkPolicy'], ['CiliumNetworkPolicy'], ['ClusterNetworkPolicy']])('as %s, a program opens what it says, and nothing else', (kind) => {
  fc.assert(fc.property(program, (one) => {
    expect(sorted(reached(write(one, kind)))).toEqual(sorted(meant(one)));
  }), { numRuns: 40 });
});

test.each<[NetworkPolicyKind]>([['NetworkPolicy'], ['CiliumNetworkPolicy'], ['ClusterNetworkPolicy']])('as %s, no program has a finding', (kind) => {
  fc.assert(fc.property(program, (one) => expect(verdict(write(one, kind))).toEqual(clean)), { numRuns: 10 });
});
