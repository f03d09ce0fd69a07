import { applyEdits, type Edit } from '../../src/manifest/apply';
import { renderAddition, renderChanges } from '../../src/manifest/snippet';

const pod = {
  kind: 'Pod', metadata: { name: 'web' },
  spec: {
    hostPID: true,
    containers: [
      { name: 'a', image: 'a:1', command: ['run', '--password=x'], env: [{ name: 'PASSWORD', value: 'hunter2' }, { name: 'B', value: 'b' }] },
      { name: 'b', image: 'b:1', ports: [{ containerPort: 80, hostPort: 80 }] },
    ],
  },
};
const shown = (...edits: readonly Edit[]): string => renderChanges(pod, applyEdits(pod, edits));

test('nothing but the change and the names around it', () => {
  expect(shown({ path: ['spec', 'containers', 1, 'resources', 'limits', 'memory'], value: '1Gi' })).toBe(
    '  spec:\n    containers:\n      - name: b\n+       resources:\n+         limits:\n+           memory: 1Gi\n',
  );
});

test('what is replaced goes first; what goes is shown where it is no text', () => {
  expect(shown({ path: ['spec', 'hostPID'], value: false })).toBe('  spec:\n-   hostPID: true\n+   hostPID: false\n');
  expect(shown({ path: ['spec', 'containers', 0, 'image'], value: 'a:2' })).toContain('-       image: …\n+       image: a:2\n');
});

test('no value that goes is shown: it may be a secret', () => {
  const text = shown({ path: ['spec', 'containers', 0, 'env', 0, 'value'], value: undefined }, { path: ['spec', 'containers', 0, 'env', 1], value: undefined });
  expect(text).toBe('  spec:\n    containers:\n      - name: a\n        env:\n          - name: PASSWORD\n-           value: …\n-         - name: B\n');
});

test('an item without a name is known by what is short and stays', () => {
  expect(shown({ path: ['spec', 'containers', 1, 'ports', 0, 'hostPort'], value: undefined })).toContain('          - containerPort: 80\n-           hostPort: 80\n');
  expect(shown({ path: ['spec', 'containers', 0, 'command', 0], value: 'go' })).toContain('-         - run\n+         - go\n');
});

test('a new item, and a list that was not there', () => {
  expect(shown({ path: ['spec', 'volumes'], value: [{ name: 'tmp', emptyDir: {} }] })).toBe('  spec:\n+   volumes:\n+     - name: tmp\n+       emptyDir: {}\n');
  expect(shown({ path: ['spec', 'containers', 2], value: { name: 'c' } })).toBe('  spec:\n    containers:\n+     - name: c\n');
});

test('marks stand without quotes where YAML allows it', () => {
  expect(shown({ path: ['spec', 'a'], value: '<the user, such as 1>' }, { path: ['spec', 'b'], value: 'nginx:1@<the digest>' })).toBe(
    '  spec:\n+   a: <the user, such as 1>\n+   b: nginx:1@<the digest>\n',
  );
  expect(shown({ path: ['spec', 'a'], value: '<labels, such as {"app":"web"}>' })).toContain('a: "<labels, such as {\\"app\\":\\"web\\"}>"\n');
  expect(shown({ path: ['spec', 'a'], value: '{{.Image}}@<the digest>' })).toContain('a: "{{.Image}}@<the digest>"\n');
});

test('names from untrusted files stay in their line', () => {
  expect(renderChanges({ 'a\nb': 1 }, { 'a\nb': 2 })).toBe('- "a\\nb": 1\n+ "a\\nb": 2\n');
});

test('the same is nothing', () => {
  expect(renderChanges(pod, structuredClone(pod))).toBe('');
});

test('a whole object', () => {
  expect(renderAddition({ kind: 'ServiceAccount', metadata: { name: 'web' } })).toBe('+ kind: ServiceAccount\n+ metadata:\n+   name: web\n');
});
