import { weaknessOf } from '../../../src/check/exceptions/reason';

test.each([
  'vendor agent chowns hostPath at start',
  'The CSI driver mounts block devices of the node.',
  'nginx binds port 80 before it drops root',
  'ベンダーのエージェントは起動時にファイルの所有者を変更します',
])('"%s" is a reason', (reason) => {
  expect(weaknessOf(reason)).toBeUndefined();
});

test.each([
  '', 'too short', '                         ', 'false positive of the scanner', 'temporary exception, will be fixed later', 'this is needed for now, please approve',
  'accepted risk, known issue, as discussed', 'TODO TODO TODO TODO TODO TODO', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '.....................', 'agent agent agent agent agent',
  'lorem ipsum dolor sit amet', '12345 67890 12345 67890',
])('"%s" is none', (reason) => {
  expect(weaknessOf(reason)).toEqual(expect.any(String));
});
