import type { Report } from '../../src/check/report';
import { casemate, clean, sloppy } from './support';

const worse = sloppy.replace('      containers:', '      hostPID: true\n      containers:');
const better = sloppy.replace('      containers:', '      automountServiceAccountToken: false\n      containers:');
const reportIn = (text: string): Report => JSON.parse(text) as Report;

async function written(text = sloppy): Promise<string> {
  const run = await casemate(['ratchet', 'write', 'web.yaml'], { files: { 'web.yaml': text } });
  expect(run.exitCode).toBe(0);
  return run.files['casemate.ratchet.json'] ?? '';
}

test('what was there when it was written passes from then on', async () => {
  const run = await casemate(['check', 'web.yaml', '-f', 'json'], { files: { 'web.yaml': sloppy, 'casemate.ratchet.json': await written() } });
  expect(run.exitCode).toBe(0);
  expect(reportIn(run.stdout).findings).toEqual([]);
  expect(reportIn(run.stdout).ratchet?.findings.length).toBeGreaterThan(5);
});

test('lines may move, and other findings fail', async () => {
  const files = { 'web.yaml': `\n\n${worse}`, 'casemate.ratchet.json': await written() };
  const run = await casemate(['check', 'web.yaml', '-f', 'json'], { files });
  expect(run.exitCode).toBe(1);
  expect(reportIn(run.stdout).findings.map(({ control }) => control)).toEqual(['pod-no-host-pid']);
  expect((await casemate(['check', 'web.yaml', '-f', 'json', '--no-ratchet'], { files })).stdout).toContain('pod-run-as-non-root');
});

test('progress must be kept: a stale ratchet exits with 4, and prune mends it', async () => {
  const files = { 'web.yaml': better, 'casemate.ratchet.json': await written() };
  const stale = await casemate(['check', 'web.yaml'], { files });
  expect(stale.exitCode).toBe(4);
  expect(stale.stdout).toContain('casemate ratchet prune');
  expect(stale.stdout).toContain('CM4110 serviceaccount-no-automount on Deployment shop/web: 1 recorded, 0 found');
  const pruned = await casemate(['ratchet', 'prune', 'web.yaml'], { files });
  expect(pruned).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^1 findings forgotten, \d+ left\n$/) });
  expect((await casemate(['check', 'web.yaml'], { files: pruned.files })).exitCode).toBe(0);
  expect((await casemate(['check', 'web.yaml'], { files: { ...pruned.files, 'web.yaml': sloppy } })).exitCode).toBe(1);
});

test('does not turn back, unless somebody says so', async () => {
  const files = { 'web.yaml': worse, 'casemate.ratchet.json': await written() };
  expect(await casemate(['ratchet', 'write', 'web.yaml'], { files })).toMatchObject({ exitCode: 2, files, stderr: expect.stringContaining('CM4103') });
  const grown = await casemate(['ratchet', 'write', 'web.yaml', '--grow'], { files });
  expect(grown.files['casemate.ratchet.json']).toBe(await written(worse));
});

test('is the same whatever the order of the input', async () => {
  const files = { 'a.yaml': sloppy, 'b.yaml': sloppy.replaceAll('web', 'api') };
  const write = async (...inputs: readonly string[]): Promise<string | undefined> => (await casemate(['ratchet', 'write', ...inputs], { files })).files['casemate.ratchet.json'];
  expect(await write('a.yaml', 'b.yaml')).toBe(await write('b.yaml', 'a.yaml'));
});

test('a part of the input makes nothing stale with --partial', async () => {
  const files = { 'other.yaml': clean, 'casemate.ratchet.json': await written() };
  expect((await casemate(['check', 'other.yaml'], { files })).exitCode).toBe(4);
  expect((await casemate(['check', 'other.yaml', '--partial'], { files })).exitCode).toBe(0);
});

test.each([['broken', '{'], ['something else', '{"schema": "https://casemate.dev/schema/ratchet/v2", "findings": []}']])('one that is %s stops the run', async (_, text) => {
  const run = await casemate(['check', 'web.yaml'], { files: { 'web.yaml': sloppy, 'casemate.ratchet.json': text } });
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
});

test('is not written from input that cannot be read, nor pruned where there is none', async () => {
  expect(await casemate(['ratchet', 'write', '.'], { files: { 'a.yaml': 'a: [' } })).toMatchObject({ exitCode: 2, files: { 'a.yaml': 'a: [' } });
  expect(await casemate(['ratchet', 'prune', '.'], { files: { 'a.yaml': clean } })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('CM4104') });
});

test('can have another name', async () => {
  const run = await casemate(['ratchet', 'write', 'web.yaml', '--ratchet', 'known.json'], { files: { 'web.yaml': sloppy } });
  expect(run.files['known.json']).toBe(await written());
  expect((await casemate(['check', 'web.yaml', '--ratchet', 'known.json'], { files: run.files })).exitCode).toBe(0);
});
