import { closest, editDistance } from '../../../src/manifest/schema/closest';

const fields = ['runAsUser', 'runAsNonRoot', 'runAsGroup', 'securityContext', 'hostPID', 'hostIPC', 'env', 'envFrom'];

test.each([
  ['runasNonRoot', 'runAsNonRoot'], ['securityContxt', 'securityContext'], ['hostPIDx', 'hostPID'], ['hostpid', 'hostPID'], ['evn', 'env'],
])('%s is %s', (name, meant) => {
  expect(closest(name, fields)).toBe(meant);
});

test.each(['image', 'x', ''])('%p is like none', (name) => {
  expect(closest(name, fields)).toBeUndefined();
});

test.each([
  ['', 'abc', 3], ['abc', 'abc', 0], ['abc', 'acb', 1], ['abc', 'ab', 1], ['abc', 'xabc', 1], ['kitten', 'sitting', 3], ['ca', 'abc', 3],
])('from %p to %p it takes %d', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});
