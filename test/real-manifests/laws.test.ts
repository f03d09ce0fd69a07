import { Hardener } from '../../src/harden/harden';
import { commentsOf, compare, type Fixed, fixText, judge, unexplained, weakened } from './laws';

/* The laws must be able to fail: each is broken here on purpose. */

const pod = `apiVersion: v1
kind: Pod # a comment
metadata: {name: web, namespace: shop}
spec:
  hostPID: true
  # the only container
  containers:
  - name: web
    image: "web:1"   # odd spacing
`;
const fixed = fixText(pod, new Hardener());
const tampered = (from: string, to: string): Fixed => {
  expect(fixed.after).toContain(from);
  return { ...fixed, after: fixed.after.replace(from, to) };
};
const isKept = ({ rest: { before, after } }: { rest: { before: string; after: string } }): boolean => before === after;

test('what the fix itself does keeps every law', () => {
  expect(compare(fixed)).toMatchObject({ differs: true, unreported: [] });
  expect(isKept(compare(fixed))).toBe(true);
  expect(commentsOf(fixed.after)).toEqual(['# a comment', '# the only container', '# odd spacing']);
});

test('a change that nobody reported is seen', () => {
  expect(compare(tampered('name: web,', 'name: other,')).unreported).toEqual(['0/metadata/name']);
  expect(compare(tampered('    image: "web:1"', '    tty: true\n    image: "web:1"')).unreported).toEqual(['0/spec/containers/0/tty']);
});

test.each([
  ['quotes', '"web:1"', 'web:1'],
  ['spacing', '   # odd', ' # odd'],
  ['a comment', '  # the only container\n', ''],
  ['braces', '{name: web, namespace: shop}', '\n  name: web\n  namespace: shop'],
])('another way to write the same is seen: %s', (_what, from, to) => {
  expect(isKept(compare(tampered(from, to)))).toBe(false);
});

test('a comment in a changed line is not lost unseen', () => {
  expect(commentsOf('a: 1 # one\nb: "# none"\nc: |\n  # none\n# two\n')).toEqual(['# one', '# two']);
});

test('a weaker text is seen, and what could have been fixed', () => {
  const [was, is] = [judge(fixed.after, {}), judge(fixed.after.replace('allowPrivilegeEscalation: false', 'privileged: false'), {})];
  expect(weakened(was, is)).toEqual(['pod-no-privilege-escalation Pod shop web web']);
  expect(weakened(is, was)).toEqual([]);
  expect(weakened(was, judge(fixed.after.replace('automountServiceAccountToken: false', 'automountServiceAccountToken: 1'), {}))).toEqual(['less is judged']);
  expect(unexplained(was)).toEqual([]);
  expect(unexplained(is)).toEqual(['pod-no-privilege-escalation spec.containers[0].securityContext.allowPrivilegeEscalation']);
});
