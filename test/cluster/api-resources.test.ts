import { apiResources } from '../../src/manifest/schema/api-resources';
import { minorNumber } from '../../src/platform';
import { startServer, type TestServer } from './server';

interface ResourceList {
  readonly resources: readonly { readonly name: string; readonly namespaced: boolean; readonly verbs: readonly string[] }[];
}

interface GroupList {
  readonly groups: readonly { readonly name: string; readonly versions: readonly { readonly groupVersion: string; readonly version: string }[] }[];
}

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server?.stop());

/** What the discovery of the server says: `group/resource scope verbs`, of stable versions. */
async function discovered(): Promise<ReadonlySet<string>> {
  const { groups } = (await server.client.get('/apis')).body as GroupList;
  const stable = groups.flatMap(({ name, versions }) => versions.filter(({ version }) => /^v\d+$/.test(version)).map(({ groupVersion }) => [name, `/apis/${groupVersion}`] as const));
  const lines = await Promise.all([['', '/api/v1'] as const, ...stable].map(async ([group, path]) => {
    const { resources } = (await server.client.get(path)).body as ResourceList;
    return resources.map(({ name, namespaced, verbs }) => lineOf(group, name, namespaced ? 'namespaced' : 'cluster', verbs));
  }));
  return new Set(lines.flat());
}

const lineOf = (group: string, name: string, scope: string, verbs: readonly string[]): string => `${group}/${name} ${scope} ${[...verbs].sort().join(',')}`;

test('the table of resources is what the discovery of the API server says, verb by verb', async () => {
  const minor = minorNumber(server.minor);
  const table = Object.entries<{ apiGroup: string; scope: string; verbs: readonly string[]; since?: number; until?: number }>(apiResources)
    .filter(([, { since = 0, until = Infinity }]) => since <= minor && minor <= until)
    .map(([key, { apiGroup, scope, verbs }]) => lineOf(apiGroup, apiGroup === '' ? key : key.replace(`.${apiGroup}`, ''), scope, verbs));
  const served = await discovered();
  process.stdout.write(`${server.minor}: ${served.size} resources and subresources of stable versions discovered\n`);
  expect([...served].sort()).toEqual([...new Set(table)].sort());
  expect(served.size).toBeGreaterThan(90);
});
