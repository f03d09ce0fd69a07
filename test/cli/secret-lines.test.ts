import { secretLines } from '../../src/cli/secret-lines';
import { parseManifests } from '../../src/manifest/parse';

const hiddenIn = (text: string): readonly string[] => {
  const { manifests, problems } = parseManifests(text, 'a.yaml');
  expect(problems).toEqual([]);
  const isHidden = secretLines(manifests);
  return text.split('\n').filter((_, index) => isHidden(index + 1));
};

const pod = (env: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    image: web:1\n    env:\n${env}`;

test('all of a Secret, and nothing of what stands around it', () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: hunter2}';
  const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}';
  expect(hiddenIn(`${other}\n---\n${secret}\n---\n${other}\n`)).toEqual([...secret.split('\n'), '---']);
});

test('the line of a credential in another object', () => {
  expect(hiddenIn(pod('    - name: LOG_LEVEL\n      value: info\n    - name: DB_PASSWORD\n      value: hunter2\n'))).toEqual(['      value: hunter2']);
  expect(hiddenIn('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  user: shop\n  password: hunter2\n')).toEqual(['  password: hunter2']);
});

test('all of an object whose credential is of several lines', () => {
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  app.ini: |\n    user=shop\n    password=hunter2\n';
  expect(hiddenIn(text)).toEqual(text.split('\n'));
});

test('nothing where there is no credential', () => {
  expect(hiddenIn(pod('    - name: DB_PASSWORD_FILE\n      value: /etc/secrets/db\n'))).toEqual([]);
});
