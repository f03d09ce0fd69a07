import { type Credentials, digestOf } from '../../src/images/registry';
import { type RegistryHabits, startRegistry, type TestRegistry } from '../support/registry';

const index = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [] };

/** Asks a registry with habits for a tag that it has. */
async function ask(habits: RegistryHabits, tag = '1.4.2', timeout?: number, credentials?: Credentials): Promise<{ answer: Awaited<ReturnType<typeof digestOf>>; digest: string; registry: TestRegistry }> {
  const registry = await startRegistry(habits);
  try {
    const digest = registry.push('shop/api', '1.4.2', index);
    const answer = await digestOf({ registry: registry.host, repository: 'shop/api', tag }, { ...(timeout !== undefined && { timeout }), keychain: (host) => (host === registry.host ? credentials : undefined) });
    return { answer, digest, registry };
  } finally {
    await registry.stop();
  }
}

test('one request is enough where everybody may read', async () => {
  const { answer, digest, registry } = await ask({});
  expect([answer, registry.requests]).toEqual([{ digest }, ['HEAD /v2/shop/api/manifests/1.4.2']]);
});

test('a token that everybody gets is asked for, for this repository alone', async () => {
  const { answer, digest, registry } = await ask({ token: 'public' });
  expect(answer).toEqual({ digest });
  expect(registry.requests).toEqual(['HEAD /v2/shop/api/manifests/1.4.2', 'GET /token repository:shop/api:pull', 'HEAD /v2/shop/api/manifests/1.4.2']);
});

test.each<[string, RegistryHabits]>([
  ['does not say the digest', { saysDigest: false }],
  ['does not know HEAD', { answersHead: false }],
  ['does neither, and wants a token', { saysDigest: false, answersHead: false, token: 'public' }],
  ['keeps manifests elsewhere', { redirect: 'here' }],
])('a registry that %s', async (_what, habits) => {
  const { answer, digest } = await ask(habits);
  expect(answer).toEqual({ digest });
});

test.each<[string, RegistryHabits, string, string]>([
  ['a tag that is not there', {}, '9.9.9', 'does not have the tag'],
  ['a token that is not enough', { token: 'refused' }, '1.4.2', 'lets only those in who have credentials'],
  ['no token for the public', { token: 'none' }, '1.4.2', 'hands out no token'],
  ['a token in the clear', { token: 'in-the-clear' }, '1.4.2', 'would travel in the clear'],
  ['a way in the clear', { redirect: 'elsewhere' }, '1.4.2', 'redirects to where nobody should follow'],
  ['a circle', { redirect: 'forever' }, '1.4.2', 'redirects to where nobody should follow'],
  ['too many requests', { status: 429 }, '1.4.2', 'has had too many requests'],
  ['a closed door', { status: 403 }, '1.4.2', 'does not let the public in'],
  ['a broken server', { status: 503 }, '1.4.2', 'answers 503'],
])('%s is a problem with a repair', async (_what, habits, tag, problem) => {
  const { answer, registry } = await ask(habits, tag);
  expect(answer).toEqual({ problem: expect.stringContaining(problem), repair: expect.any(String) });
  // Whatever was handed out stays between the two.
  for (const token of registry.tokens) expect(JSON.stringify(answer)).not.toContain(token);
  expect(registry.requests.length).toBeLessThanOrEqual(5);
});

test('one that never answers is not waited for', async () => {
  const { answer } = await ask({ hangs: true }, '1.4.2', 200);
  expect(answer).toEqual({ problem: expect.stringContaining('no answer in time'), repair: expect.any(String) });
});

test('one that is not there', async () => {
  const registry = await startRegistry();
  await registry.stop();
  expect(await digestOf({ registry: registry.host, repository: 'shop/api', tag: '1' })).toEqual({ problem: expect.stringContaining('ECONNREFUSED'), repair: expect.any(String) });
});

describe('a registry that knows its people', () => {
  const person = { username: 'ci', password: 'p:ss' };
  const login = { username: 'ci', secret: 'p:ss' };

  test.each<[string, RegistryHabits, Credentials]>([
    ['by password', { login: { way: 'basic', ...login } }, person],
    ['by password, where it hands out tokens', { login: { way: 'token', ...login } }, person],
    ['by what a login left', { login: { way: 'token', secret: 'kept' } }, { identityToken: 'kept' }],
  ])('%s', async (_way, habits, credentials) => {
    const { answer, digest } = await ask(habits, '1.4.2', undefined, credentials);
    expect(answer).toEqual({ digest });
  });

  test.each<[string, RegistryHabits, Credentials | undefined, string]>([
    ['nobody is known', { login: { way: 'basic', ...login } }, undefined, 'of which this has none'],
    ['the password is another', { login: { way: 'basic', ...login } }, { ...person, password: 'other' }, 'does not take the credentials'],
    ['the password is another, where it hands out tokens', { login: { way: 'token', ...login } }, { ...person, password: 'other' }, 'does not take the credentials'],
    ['the login is over', { login: { way: 'token', secret: 'kept' } }, { identityToken: 'other' }, 'does not take the credentials'],
    ['only a password would do', { login: { way: 'basic', ...login } }, { identityToken: 'kept' }, 'does not take the credentials'],
    ['the image is not for them', { token: 'public', status: 403 }, person, 'does not take the credentials'],
  ])('%s', async (_what, habits, credentials, problem) => {
    const { answer, registry } = await ask(habits, '1.4.2', undefined, credentials);
    expect(answer).toEqual({ problem: expect.stringContaining(problem), repair: expect.any(String) });
    expect(JSON.stringify(answer)).not.toMatch(/p:ss|kept|other/);
    expect(registry.requests.length).toBeLessThanOrEqual(4);
  });

  test('credentials go to nobody who did not ask', async () => {
    const asked: string[] = [];
    const registry = await startRegistry({});
    const elsewhere = await startRegistry({ login: { way: 'basic', ...login } });
    const moved = await startRegistry({ redirectTo: `http://${elsewhere.host}` });
    try {
      for (const { host } of [registry, moved]) {
        await digestOf({ registry: host, repository: 'shop/api', tag: '1' }, { keychain: (name) => { asked.push(name); return person; } });
      }
      expect(asked).toEqual([]);
      expect(elsewhere.requests).toEqual(['HEAD /v2/shop/api/manifests/1']);
    } finally {
      for (const one of [registry, elsewhere, moved]) await one.stop();
    }
  });
});
