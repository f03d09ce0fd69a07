import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CelMap, type CelValue, isList, NotEvaluable } from '../../src/cel/library/value';
import { serverView } from '../../src/check/policy/server-view';
import type { KubernetesObject } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/parse';
import { type FieldType, schemaOf, validate } from '../../src/manifest/schema/index';
import { randomPods } from './random-pod';
import { startServer, type TestServer } from './server';
import { wrappers } from './wrap';

const FIXTURE = join(__dirname, '../fixtures/policies/objects.yaml');
const SEED = 5;
/** The admission plug-in that fills these in is off here: there is nobody to make service accounts. */
const FROM_SERVICE_ACCOUNTS = ['.spec.serviceAccount', '.spec.serviceAccountName'];

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server?.stop());

test('objects of many kinds look to an expression as the API server shows them', async () => {
  const { manifests, problems } = parseManifests(readFileSync(FIXTURE, 'utf8'), FIXTURE);
  expect(problems).toEqual([]);
  const served = manifests.map(({ object }) => object).filter((object) => validate(object, server.minor).length === 0);
  const { differences, compared } = await compareAll(served);
  process.stdout.write(`${server.minor}: ${compared.length} objects of ${new Set(compared.map(({ kind }) => kind)).size} kinds\n`);
  expect(differences).toEqual([]);
  expect(served.length - compared.length).toBe(0);
});

test.each(Object.keys(wrappers))('random pods as %s look to an expression as the API server shows them', async (kind) => {
  const { differences, compared } = await compareAll(randomPods(server.minor, 300, SEED).map((pod) => wrappers[kind]?.(pod) ?? pod));
  expect(differences).toEqual([]);
  expect(compared.length).toBeGreaterThan(150);
});

const typeOf = ({ apiVersion, kind }: KubernetesObject): FieldType | undefined => schemaOf(apiVersion, kind, server.minor)?.type;

async function compareAll(objects: readonly KubernetesObject[]): Promise<{ differences: readonly string[]; compared: readonly KubernetesObject[] }> {
  const answers = await Promise.all(objects.map((object) => server.client.create(object, { dryRun: true })));
  const compared = objects.filter((_, index) => answers[index]?.status === 201);
  const differences = objects.flatMap((object, index) => {
    const answer = answers[index];
    if (answer?.status !== 201) return [];
    return differencesOf(answer.body, serverView(object, server.minor), typeOf(object), '').map((difference) => `${object.kind} ${object.metadata?.name ?? ''}${difference}`);
  });
  return { differences: differences.filter((text) => !FROM_SERVICE_ACCOUNTS.some((field) => text.includes(`${field}: `))), compared };
}

/** Where the view of an object is not what the API server answered. What the view says is unknown, it may not know. */
function differencesOf(theirs: unknown, ours: CelValue | undefined, type: FieldType | undefined, path: string): readonly string[] {
  if (ours === undefined) return [`${path}: only the server has ${JSON.stringify(theirs)}`];
  if (ours instanceof CelMap) return isMap(theirs) ? mapDifferences(theirs, ours, type, path) : [`${path}: ours is a map, theirs ${JSON.stringify(theirs)}`];
  if (isList(ours)) {
    if (!Array.isArray(theirs) || theirs.length !== ours.length) return [`${path}: the lists differ: ${JSON.stringify(theirs)}`];
    return ours.flatMap((item, index) => differencesOf(theirs[index], item, type?.kind === 'list' ? type.items : undefined, `${path}[${index}]`));
  }
  const plain = typeof ours === 'bigint' ? Number(ours) : ours;
  return plain === theirs ? [] : [`${path}: ours ${String(plain)}, theirs ${JSON.stringify(theirs)}`];
}

function mapDifferences(theirs: Readonly<Record<string, unknown>>, ours: CelMap, type: FieldType | undefined, path: string): readonly string[] {
  const names = new Set([...Object.keys(theirs), ...(type?.kind === 'object' ? type.fields.keys() : [])]);
  return [...names].flatMap((name) => {
    try {
      if (!Object.hasOwn(theirs, name)) return ours.has(name) ? [`${path}.${name}: only we have it`] : [];
      return differencesOf(theirs[name], ours.get(name), innerType(type, name), `${path}.${name}`);
    } catch (error) {
      if (error instanceof NotEvaluable) return [];
      throw error;
    }
  });
}

function innerType(type: FieldType | undefined, name: string): FieldType | undefined {
  if (type?.kind === 'object') return type.fields.get(name)?.type;
  return type?.kind === 'map' ? type.values : undefined;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
