import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../src/manifest/object';
import { verdictOn } from '../support/policy-verdicts';
import { serverVerdicts } from './policy-verdicts';
import { startServer, type TestServer } from './server';

interface Fixture {
  readonly kubernetes: string;
  readonly object: KubernetesObject;
  /** Expressions and the verdict of the API server, by where they come from. */
  readonly sources: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const FILE = join(__dirname, '../fixtures/cel/expressions.json');
const fixture = JSON.parse(readFileSync(FILE, 'utf8')) as Fixture;
const sources = Object.entries(fixture.sources).map(([source, verdicts], index) => ({ source, verdicts, prefix: `fixture-${index}` }));

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server?.stop());

test.each(sources)('$source: the verdict is that of the API server, or none', async ({ source, verdicts, prefix }) => {
  const expressions = Object.keys(verdicts);
  const object = { ...fixture.object, metadata: { ...fixture.object.metadata, namespace: 'default' } };
  const theirs = await serverVerdicts(server.client, prefix, object, expressions);
  const rows = expressions.map((expression, index) => {
    const { verdict, reason } = verdictOn(expression, { ...object, metadata: { ...object.metadata, name: 'x' } }, server.minor);
    const answer = theirs[index];
    return { expression, ours: verdict, reason, theirs: answer?.outcome, answer: answer !== undefined && 'message' in answer ? answer.message : '' };
  });
  if (process.env['RECORD'] === '1') record(source, Object.fromEntries(rows.map((row) => [row.expression, row.theirs ?? ''])));
  const evaluated = rows.filter(({ ours }) => ours !== 'not-evaluated');
  process.stdout.write(`${server.minor} ${source}: ${rows.length} expressions, ${evaluated.length} evaluated\n`);

  expect(evaluated.filter((row) => row.ours !== row.theirs)).toEqual([]);
  expect(evaluated.length).toBeGreaterThan(rows.length * 0.8);
});

/** RECORD=1 writes the verdicts of the API server to the fixture, by which the tests that have none judge. */
function record(source: string, verdicts: Readonly<Record<string, string>>): void {
  const current = JSON.parse(readFileSync(FILE, 'utf8')) as Fixture;
  writeFileSync(FILE, `${JSON.stringify({ ...current, kubernetes: server.minor, sources: { ...current.sources, [source]: verdicts } }, null, 1)}\n`);
}
