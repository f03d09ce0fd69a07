import { allPorts, difference, hasPort, intersection, noPorts, type PortRange, union } from '../../src/graph/ports';

const tcp = (from: number, to = from): PortRange => ({ protocol: 'TCP', from, to });
const udp = (from: number, to = from): PortRange => ({ protocol: 'UDP', from, to });

test('a union is sorted and has no overlaps', () => {
  expect(union([udp(53), tcp(443)], [tcp(80, 90), tcp(85, 100), tcp(101)])).toEqual([tcp(80, 101), tcp(443), udp(53)]);
  expect(union([tcp(1, 100)], [tcp(5, 10)])).toEqual([tcp(1, 100)]);
  expect(union()).toEqual(noPorts);
  expect(union([tcp(80)], [udp(81)])).toEqual([tcp(80), udp(81)]);
});

test('an intersection is of the same protocol and port', () => {
  expect(intersection([tcp(80)], [tcp(443)])).toEqual([]);
  expect(intersection([tcp(53)], [udp(53)])).toEqual([]);
  expect(intersection(allPorts, [tcp(80, 90), udp(53)])).toEqual([tcp(80, 90), udp(53)]);
  expect(intersection([tcp(1, 100)], [tcp(50, 60), tcp(90, 200)])).toEqual([tcp(50, 60), tcp(90, 100)]);
  expect(intersection(noPorts, allPorts)).toEqual([]);
});

test('a difference leaves the ports around what is cut', () => {
  expect(difference([tcp(1, 100), udp(53)], [tcp(50, 60), tcp(90, 200), udp(54)])).toEqual([tcp(1, 49), tcp(61, 89), udp(53)]);
  expect(difference([tcp(80)], [tcp(80)])).toEqual(noPorts);
  expect(difference(allPorts, noPorts)).toEqual(allPorts);
});

test('a port is in a set by number and protocol', () => {
  expect(hasPort([tcp(80, 90)], 'TCP', 90)).toBe(true);
  expect(hasPort([tcp(80, 90)], 'TCP', 91)).toBe(false);
  expect(hasPort([tcp(80, 90)], 'UDP', 80)).toBe(false);
  expect(allPorts.map(({ protocol, from, to }) => [protocol, from, to])).toEqual([['TCP', 1, 65535], ['UDP', 1, 65535], ['SCTP', 1, 65535]]);
});
