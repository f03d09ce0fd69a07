import { Chart, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { CasemateError } from '../../src/error';
import { declarePlatform, HardenedDeployment, Peer, Tenant } from '../../constructs/index';
import { container, fullPlatform, synth } from '../support/cdk8s';
import { reaches } from '../support/reach';

/** Whose workload calls which: by the index of each, modulo how many there are. */
type Call = readonly [from: number, to: number, by: 'construct' | 'namespace'];

const programs = fc.record({
  tenants: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 3 }),
  homes: fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 2, maxLength: 5 }),
  calls: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('construct' as const, 'namespace' as const)), { maxLength: 12 }),
});

interface Placed {
  readonly tenant: number;
  readonly workload: HardenedDeployment;
  readonly namespace: string;
}

/** Everything that a program asks for, as far as the kit lets it. */
function build(chart: Chart, { tenants, homes, calls }: { tenants: readonly number[]; homes: readonly (readonly [number, number])[]; calls: readonly Call[] }): { placed: Placed[]; refused: number; allowed: number } {
  const made = tenants.map((count, index) => new Tenant(chart, `t${index}`, { namespaces: ['n0', ...Array.from({ length: count - 1 }, (_, n) => `n${n + 1}`)] }));
  const placed = homes.map(([which, where], index) => {
    const tenant = which % made.length;
    const namespace = (made[tenant] as Tenant).namespace(`n${where % (tenants[tenant] ?? 1)}`);
    return { tenant, namespace: namespace.name, workload: new HardenedDeployment(namespace, `w${index}`, { containers: [container] }) };
  });
  let [refused, allowed] = [0, 0];
  for (const [from, to, by] of calls) {
    const [caller, called] = [placed[from % placed.length], placed[to % placed.length]] as [Placed, Placed];
    try {
      caller.workload.connectsTo(by === 'construct' ? called.workload : Peer.namespace(called.namespace, [{ port: 8080 }]));
      if (by === 'namespace') called.workload.isReachedFrom(Peer.namespace(caller.namespace), { ports: [{ port: 8080 }] });
      allowed += 1;
    } catch (error) {
      if (!(error instanceof CasemateError) || error.code !== 'CM5331') throw error;
      expect(caller.tenant).not.toBe(called.tenant);
      refused += 1;
    }
  }
  return { placed, refused, allowed };
}

test('whatever tenants ask for, no pod of one reaches a pod of another', () => {
  const total = { refused: 0, allowed: 0, reached: 0 };
  fc.assert(fc.property(programs, (program) => {
    const app = Testing.app();
    declarePlatform(app, fullPlatform);
    const chart = new Chart(app, 'tenants');
    const { refused, allowed } = build(chart, program);
    const reached = reaches(synth(chart));
    const tenantOf = (name = ''): string => name.slice(0, name.indexOf('-'));
    expect(reached.filter((line) => tenantOf(line.split(' → ')[0]) !== tenantOf(line.split(' → ')[1]))).toEqual([]);
    total.refused += refused;
    total.allowed += allowed;
    total.reached += reached.length;
  }), { numRuns: 40 });
  process.stdout.write(`${total.refused} calls between tenants refused, ${total.allowed} inside of them allowed, ${total.reached} pairs reach each other\n`);
  expect(Math.min(total.refused, total.allowed, total.reached)).toBeGreaterThan(10);
});
