import { contains, overlap, parseCidr } from '../../src/graph/cidr';

const block = (text: string): NonNullable<ReturnType<typeof parseCidr>> => {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};

test.each([
  ['10.0.0.0/8', 4, 0x0a000000n, 0x0affffffn],
  ['10.1.2.3/8', 4, 0x0a000000n, 0x0affffffn],
  ['169.254.169.254', 4, 0xa9fea9fen, 0xa9fea9fen],
  ['0.0.0.0/0', 4, 0n, 0xffffffffn],
  ['255.255.255.255/32', 4, 0xffffffffn, 0xffffffffn],
  ['::/0', 6, 0n, (1n << 128n) - 1n],
  ['fd00:ec2::254', 6, 0xfd000ec2000000000000000000000254n, 0xfd000ec2000000000000000000000254n],
  ['::1/128', 6, 1n, 1n],
  ['1::', 6, 1n << 112n, 1n << 112n],
  ['::ffff:10.0.0.1', 6, 0xffff0a000001n, 0xffff0a000001n],
  ['1:2:3:4:5:6:7:8/127', 6, 0x00010002000300040005000600070008n, 0x00010002000300040005000600070009n],
] as const)('%s', (text, version, first, last) => expect(parseCidr(text)).toEqual({ version, first, last }));

test.each([
  '', '10.0.0', '10.0.0.0.0', '10.0.0.256', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.x', '::/129', '1::2::3', '1:2:3', '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8', '12345::', 'g::', 'example.com', '10.0.0.0/-1',
])('%j is none', (text) => expect(parseCidr(text)).toBeUndefined());

test('a block contains those inside of it, of its own version', () => {
  expect(contains(block('10.0.0.0/8'), block('10.1.0.0/16'))).toBe(true);
  expect(contains(block('10.0.0.0/8'), block('10.0.0.0/8'))).toBe(true);
  expect(contains(block('10.1.0.0/16'), block('10.0.0.0/8'))).toBe(false);
  expect(contains(block('0.0.0.0/0'), block('fd00::1'))).toBe(false);
  expect(contains(block('::/0'), block('10.0.0.1'))).toBe(false);
});

test('blocks overlap where they share an address', () => {
  expect(overlap(block('10.0.0.0/8'), block('10.255.255.255'))).toBe(true);
  expect(overlap(block('10.1.0.0/16'), block('10.0.0.0/8'))).toBe(true);
  expect(overlap(block('10.0.0.0/8'), block('11.0.0.0/8'))).toBe(false);
  expect(overlap(block('::/0'), block('10.0.0.1'))).toBe(false);
});
