import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileExpression } from '../../src/cel/library/expression';
import { ExpressionRefused } from '../../src/cel/library/refusal';
import type { KubernetesObject } from '../../src/manifest/object';
import { verdictOn } from '../support/policy-verdicts';
import { serverVerdicts } from './policy-verdicts';
import { randomExpressions } from './random-expression';
import { randomSearches, type Search } from './random-pattern';
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

const SEEDS = [1, 2, 3];
const SEARCHES = Number(process.env['SEARCHES'] ?? 600);
const OUTCOMES = ['true', 'false', 'error', 'refused', 'not-evaluated'];

/** Mended in the CEL library since the earliest minor: they say nothing about objects. */
const CHANGED = [
  'type(optional.none()) == optional_type', '(true ? optional.of(optional.of(1)) : dyn(optional.of(2))) != dyn(optional.of(1))',
  'dyn(dyn(1).or(optional.of(2))) == dyn(1)', 'dyn(dyn(1).orValue(2)) == dyn(1)',
];

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

  expect(evaluated.filter((row) => !agree(row.ours, row.theirs) && !(server.minor !== fixture.kubernetes && CHANGED.includes(row.expression)))).toEqual([]);
  expect(evaluated.length).toBeGreaterThan(rows.length * 0.8);
});

/** Earlier minors find some mistakes only when an expression runs. Nothing passes by that. */
function agree(ours: string, theirs: string | undefined): boolean {
  const isMistake = (outcome: string | undefined): boolean => outcome === 'refused' || outcome === 'error';
  return ours === theirs || (server.minor !== fixture.kubernetes && isMistake(ours) && isMistake(theirs));
}

/** RECORD=1 writes the verdicts of the API server to the fixture, by which the tests that have none judge. */
function record(source: string, verdicts: Readonly<Record<string, string>>): void {
  const current = JSON.parse(readFileSync(FILE, 'utf8')) as Fixture;
  writeFileSync(FILE, `${JSON.stringify({ ...current, kubernetes: server.minor, sources: { ...current.sources, [source]: verdicts } }, null, 1)}\n`);
}

test('random expressions: the verdict is that of the API server, or none', async () => {
  const expressions = SEEDS.flatMap((seed) => randomExpressions(700, seed)).filter((expression) => expression.length < 300);
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'default', labels: { a: 'b' } } };
  const theirs = await serverVerdicts(server.client, 'random', object, expressions);
  const rows = expressions.map((expression, index) => ({
    expression, ...verdictOn(expression, { ...object, metadata: { ...object.metadata, name: 'x' } }, server.minor), theirs: theirs[index],
  }));
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, rows.filter(({ verdict }) => verdict === outcome).length]));
  process.stdout.write(`${server.minor}: ${rows.length} random expressions, seeds ${SEEDS.join(', ')}: ${JSON.stringify(counts)}\n`);

  expect(rows.filter(({ verdict, theirs: answer }) => verdict !== 'not-evaluated' && !agree(verdict, answer?.outcome))).toEqual([]);
  // A generator whose expressions mostly mean the same would prove little.
  for (const outcome of ['true', 'false', 'error', 'refused']) expect(counts[outcome]).toBeGreaterThan(50);
});

test('random regular expressions find what they find in the API server', async () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'default' } };
  const rows = randomSearches(SEARCHES, 1).map((search) => ({ ...search, ...searchExpression(search) }));
  const theirs = await serverVerdicts(server.client, 'search', object, rows.map(({ expression }) => expression));
  const invalid = rows.filter(({ isValid }) => !isValid).length;
  process.stdout.write(`${server.minor}: ${rows.length} random patterns, ${invalid} of them invalid\n`);

  expect(rows.flatMap((row, index) => (theirs[index]?.outcome === (row.isValid ? 'true' : 'refused') ? [] : [{ ...row, theirs: theirs[index] }]))).toEqual([]);
  expect(Math.min(invalid, rows.length - invalid)).toBeGreaterThan(50);
});

/** What we find, as an expression that is true if the API server finds the same. */
function searchExpression({ pattern, text }: Search): { readonly expression: string; readonly isValid: boolean } {
  const call = `${JSON.stringify(text)}.findAll(r'${pattern}')`;
  try {
    const found = compileExpression(call, { minor: 37, variables: new Map() }).evaluate(() => null);
    return { expression: `${call} == ${JSON.stringify(found)}`, isValid: true };
  } catch (error) {
    if (!(error instanceof ExpressionRefused)) throw error;
    return { expression: `${call} == []`, isValid: false };
  }
}
