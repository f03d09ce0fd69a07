import { writeFileSync } from 'node:fs';
import { compileExpression, type Expression } from '../../src/cel/library/expression';
import { ExpressionRefused } from '../../src/cel/library/refusal';
import { dyn } from '../../src/cel/library/type';
import { CelError, CelMap, type CelValue, Duration, isList, NotEvaluable, Timestamp, Uint } from '../../src/cel/library/value';
import { formatDuration, formatTimestamp } from '../../src/cel/library/time';
import { minorNumber } from '../../src/platform';
import fixture from '../fixtures/cel/expressions.json';
import { serverVerdicts } from './policy-verdicts';
import { startServer, type TestServer } from './server';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server?.stop());

type Ours = { readonly outcome: 'true' | 'false' | 'error' | 'refused' | 'not-evaluated'; readonly message?: string; readonly expression: string };

const all = [...new Set(Object.values(fixture.expressions).flat())];

test('expressions', async () => {
  const ours = all.map((expression) => judge(expression, minorNumber(server.minor)));
  const verdicts = await serverVerdicts(server.client, 'fixture', { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }, ours.map(({ expression }) => expression));
  const rows = ours.map((our, index) => ({ ...our, server: verdicts[index] }));
  const counts: Record<string, number> = {};
  for (const { outcome, server: theirs } of rows) {
    const key = `${outcome}/${theirs?.outcome}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  writeFileSync('/tmp/rows.json', JSON.stringify(rows, null, 1));
  process.stdout.write(`${JSON.stringify(counts)}\n`);
});

function judge(expression: string, minor: number): Ours {
  let compiled: Expression;
  try {
    compiled = compileExpression(expression, { minor, variables: new Map([['object', dyn]]) });
  } catch (error) {
    if (!(error instanceof ExpressionRefused)) throw error;
    return { outcome: error.by === 'here' ? 'not-evaluated' : 'refused', message: error.message, expression };
  }
  try {
    const value = compiled.evaluate(() => null);
    if (typeof value === 'boolean' && compiled.type.kind === 'primitive' && compiled.type.name === 'bool') return { outcome: value ? 'true' : 'false', expression };
    const literal = literalOf(value);
    return literal === undefined ? { outcome: 'not-evaluated', message: `no literal ${JSON.stringify(compiled.type)}`, expression } : { outcome: 'true', expression: `dyn(${expression}) == dyn(${literal})` };
  } catch (error) {
    if (error instanceof NotEvaluable) return { outcome: 'not-evaluated', message: error.message, expression };
    if (error instanceof CelError) return { outcome: 'error', message: error.message, expression: `dyn(${expression}) == dyn(1)` };
    throw error;
  }
}

function literalOf(value: CelValue): string | undefined {
  if (value === null || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return `double('${value}')`;
  if (value instanceof Uint) return `${value.value}u`;
  if (value instanceof Duration) return `duration('${formatDuration(value)}')`;
  if (value instanceof Timestamp) return `timestamp('${formatTimestamp(value)}')`;
  if (isList(value)) {
    const items = value.map(literalOf);
    return items.includes(undefined) ? undefined : `[${items.map((i) => `dyn(${i})`).join(', ')}]`;
  }
  if (value instanceof CelMap) {
    const entries = value.entries().map(([key, item]) => [literalOf(key), literalOf(item)]);
    return entries.some(([, item]) => item === undefined) ? undefined : `{${entries.map(([key, item]) => `${key}: dyn(${item})`).join(', ')}}`;
  }
  return undefined;
}
