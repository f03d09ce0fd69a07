import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatLock, parseImageLock } from '../../src/images/lock';
import { startRegistry, type TestRegistry } from '../support/registry';
import { casemate, inDirectory } from './support';

let registry: TestRegistry;
let digests: Readonly<Record<'api' | 'web' | 'job', string>>;

beforeEach(async () => {
  registry = await startRegistry({ token: 'public' });
  digests = {
    api: registry.push('shop/api', '1.4.2', { name: 'api' }), web: registry.push('shop/web', '2.0', { name: 'web' }), job: registry.push('shop/job', '1', { name: 'job' }),
  };
});
afterEach(() => registry.stop());

const deployment = (...images: readonly string[]): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      containers:
${images.map((image, index) => `        - { name: c${index}, image: '${image}' }\n`).join('')}`;

const lockOf = (images: Readonly<Record<string, string>>): string => formatLock(new Map(Object.entries(images)));

test('asks no registry unless it is told to', async () => {
  const run = await casemate(['images', 'pin', 'web.yaml'], { files: { 'web.yaml': deployment(`${registry.host}/shop/api:1.4.2`) } });
  expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/^CM9002 .*\n {2}repair {2}Add --online\.\n$/) });
  expect([registry.requests, Object.keys(run.files)]).toEqual([[], ['web.yaml']]);
});

test('records the digests of the images in manifests, each once, sorted, and leaves what has one', async () => {
  const files = { 'web.yaml': deployment(`${registry.host}/shop/web:2.0`, `${registry.host}/shop/api:1.4.2`, `${registry.host}/shop/api:1.4.2`, `${registry.host}/shop/x:1@${digests.job}`) };
  const run = await casemate(['images', 'pin', 'web.yaml', '--online'], { files });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.files['images.lock.json']).toBe(lockOf({ [`${registry.host}/shop/api:1.4.2`]: digests.api, [`${registry.host}/shop/web:2.0`]: digests.web }));
  expect(run.stdout).toBe(`pinned  ${registry.host}/shop/api:1.4.2  ${digests.api}\npinned  ${registry.host}/shop/web:2.0  ${digests.web}\n2 of 2 images asked for, 2 in images.lock.json\n`);
});

test('takes images by name, from standard input, and another lock', async () => {
  const run = await casemate(['images', 'pin', '-', '--online', '--image', `${registry.host}/shop/job:1`, '--image', `${registry.host}/shop/web:2.0`, '--lock', 'locks/images.json'], {
    stdin: deployment(`${registry.host}/shop/api:1.4.2`), files: { 'locks/keep': '' },
  });
  expect(run.exitCode).toBe(0);
  expect([...parseImageLock(run.files['locks/images.json'] ?? '', 'images.json').values()].sort()).toEqual(Object.values(digests).sort());
});

test('what is recorded stays, and nobody is asked again; --update says what moved', async () => {
  const name = `${registry.host}/shop/api:1.4.2`;
  const old = `sha256:${'0'.repeat(64)}`;
  const files = { 'images.lock.json': lockOf({ [name]: old }), 'web.yaml': deployment(name) };
  const kept = await casemate(['images', 'pin', 'web.yaml', '--online'], { files });
  expect([kept.exitCode, kept.files, kept.stdout, registry.requests]).toEqual([0, files, '0 of 1 images asked for, 1 in images.lock.json\n', []]);
  // Without inputs, those that are recorded.
  const updated = await casemate(['images', 'pin', '--online', '--update'], { files });
  expect(updated.stdout).toBe(`moved   ${name}  ${old} → ${digests.api}\n1 of 1 images asked for, 1 in images.lock.json\n`);
  expect(updated.files['images.lock.json']).toBe(lockOf({ [name]: digests.api }));
  const again = await casemate(['images', 'pin', '--online', '--update'], { files: updated.files });
  expect(again.stdout).toBe('1 of 1 images asked for, 1 in images.lock.json\n');
});

test('one that is not there fails the run; the others are recorded', async () => {
  const run = await casemate(['images', 'pin', '--online', '--image', `${registry.host}/shop/api:1.4.2`, '--image', `${registry.host}/shop/none:1`]);
  expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringContaining(`CM9004 ${registry.host}/shop/none:1 is not pinned: ${registry.host} does not have the tag`) });
  expect(run.files['images.lock.json']).toBe(lockOf({ [`${registry.host}/shop/api:1.4.2`]: digests.api }));
});

test('nothing that was handed out is printed or written', async () => {
  const run = await casemate(['images', 'pin', '--online', '--image', `${registry.host}/shop/api:1.4.2`, '--image', `${registry.host}/shop/none:1`]);
  expect(registry.tokens.size).toBeGreaterThan(0);
  for (const token of registry.tokens) expect(JSON.stringify(run)).not.toContain(token);
});

test.each([
  ['no name of an image', ['--image', 'not an image'], {}, 'CM9003'],
  ['an image without a tag', ['--image', 'registry.example.com/api'], {}, 'CM9003'],
  ['a broken lock', ['--image', 'registry.example.com/api:1'], { 'images.lock.json': '{}' }, 'CM9001'],
  ['broken manifests', ['web.yaml'], { 'web.yaml': 'a: [' }, 'CM1'],
])('%s stops the run before anybody is asked', async (_what, words, files, code) => {
  const run = await casemate(['images', 'pin', '--online', ...words], { files });
  expect(run).toMatchObject({ exitCode: 2, files, stderr: expect.stringContaining(code) });
});

test('a lock that cannot be written stays as it was', async () => {
  await inDirectory({ 'images.lock.json': lockOf({}) }, async (directory) => {
    const run = await casemate(['images', 'pin', '--online', '--image', `${registry.host}/shop/api:1.4.2`, '--lock', `${directory}/none/images.lock.json`]);
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('CM1021') });
  });
});

describe('a private registry', () => {
  const login = { username: 'ci', secret: 'hunter2' };

  beforeEach(async () => {
    await registry.stop();
    registry = await startRegistry({ login: { way: 'token', ...login } });
    registry.push('shop/api', '1.4.2', { name: 'api' });
  });

  async function pin(auth: string): Promise<Awaited<ReturnType<typeof casemate>>> {
    const path = mkdtempSync(join(tmpdir(), 'casemate-docker-'));
    try {
      writeFileSync(join(path, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
      return await casemate(['images', 'pin', '--online', '--image', `${registry.host}/shop/api:1.4.2`], { env: { DOCKER_CONFIG: path } });
    } finally {
      rmSync(path, { recursive: true });
    }
  }

  test('lets in whom docker login left credentials for', async () => {
    const run = await pin(Buffer.from('ci:hunter2').toString('base64'));
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.files['images.lock.json']).toContain(`${registry.host}/shop/api:1.4.2`);
    expect(JSON.stringify(run)).not.toContain('hunter2');
  });

  test('says so where they are not taken', async () => {
    const run = await pin(Buffer.from('ci:hunter3').toString('base64'));
    expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('does not take the credentials') });
    expect(JSON.stringify(run)).not.toContain('hunter3');
  });
});

describe('what is recorded', () => {
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
  const lock = lockOf({ 'docker.io/library/nginx:1.29': digest });
  const files = { 'web.yaml': deployment('nginx:1.29', 'nginx:1.30'), 'images.lock.json': lock };
  const pinsOf = (report: string): readonly (readonly [string, boolean])[] =>
    (JSON.parse(report) as { findings: { control: string; field: string; fixable: boolean }[] }).findings
      .filter(({ control }) => control === 'image-digest').map(({ field, fixable }) => [field, fixable]);

  test('fix writes, and leaves what is not', async () => {
    const run = await casemate(['fix', 'web.yaml'], { files });
    expect(run.files['web.yaml']).toContain(`image: nginx:1.29@${digest},`);
    expect(run.files['web.yaml']).toContain("image: 'nginx:1.30'");
    expect(run.files['images.lock.json']).toBe(lock);
  });

  test('check says that fix can write it', async () => {
    const run = await casemate(['check', 'web.yaml', '-f', 'json'], { files });
    expect(pinsOf(run.stdout)).toEqual([['spec.template.spec.containers[0].image', true], ['spec.template.spec.containers[1].image', false]]);
  });

  test('in several threads, too', async () => {
    const many = { ...files, 'more.yaml': deployment('nginx:1.29') };
    const [one, two] = await Promise.all(['1', '2'].map((threads) => casemate(['check', 'web.yaml', 'more.yaml', '-f', 'json', '--threads', threads], { files: many })));
    expect(two?.stdout).toBe(one?.stdout);
    expect(pinsOf(two?.stdout ?? '').filter(([, fixable]) => fixable)).toHaveLength(2);
  });

  test('in a lock that is broken is an error, and nothing is written', async () => {
    const run = await casemate(['fix', 'web.yaml'], { files: { ...files, 'images.lock.json': '{ "schema": 1 }' } });
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('CM9001') });
    expect(run.files['web.yaml']).toBe(files['web.yaml']);
  });
});
