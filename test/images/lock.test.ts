import { formatLock, lockSchema, parseImageLock } from '../../src/images/lock';
import { failureOf } from '../support/cdk8s';

const digest = `sha256:${'0'.repeat(64)}`;
const lock = new Map([['registry.example.com/b:1', digest], ['docker.io/library/a:2', digest]]);

test('what is written is read, sorted by name, and is the same again', () => {
  const text = formatLock(lock);
  expect(text).toBe(`{
  "schema": "https://casemate.dev/schema/images/v1",
  "images": {
    "docker.io/library/a:2": "${digest}",
    "registry.example.com/b:1": "${digest}"
  }
}
`);
  expect(formatLock(parseImageLock(text, 'images.lock.json'))).toBe(text);
});

test.each([
  ['is empty', '', 'the file is empty'],
  ['is of another time', '{"schema": "https://casemate.dev/schema/images/v2", "images": {}}', 'schema is not'],
  ['has more than digests', `{"schema": "${lockSchema}", "images": {}, "keys": {}}`, 'keys is not a field'],
  ['has no digests', `{"schema": "${lockSchema}"}`, 'images does not hold'],
  ['has a list of them', `{"schema": "${lockSchema}", "images": []}`, 'images does not hold'],
  ['has a short name', `{"schema": "${lockSchema}", "images": {"nginx:1": "${digest}"}}`, 'is not the full name'],
  ['has a name without a tag', `{"schema": "${lockSchema}", "images": {"docker.io/library/nginx": "${digest}"}}`, 'is not the full name'],
  ['has half a digest', `{"schema": "${lockSchema}", "images": {"docker.io/library/nginx:1": "sha256:12"}}`, 'is not sha256:'],
  ['names an image twice', `{"schema": "${lockSchema}", "images": {"docker.io/library/a:1": "${digest}", "docker.io/library/a:1": "${digest}"}}`, 'twice'],
])('a lock that %s is refused as a whole', (_what, text, message) => {
  expect(failureOf(() => parseImageLock(text, 'images.lock.json'))).toMatchObject({ name: 'CasemateError', message: expect.stringContaining(message) });
});
