import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { Hardener } from '../../src/harden/harden';
import type { Platform } from '../../src/platform';
import { casemate, inDirectory } from '../cli/support';
import { workload } from '../support/random-workloads';
import { realFiles } from './corpus';
import { commentsOf, compare, fixText, judge, unexplained, weakened } from './laws';

/* The laws of `casemate fix`: over the manifests of Kubernetes, and over generated ones in many styles. */

const platforms: readonly Platform[] = [
  { kubernetes: '1.37' },
  { kubernetes: '1.29', appArmor: true },
  { kubernetes: '1.37', appArmor: true, userNamespaces: true, legacyAnnotations: true },
];
const hardeners = new Map(platforms.map((platform) => [platform, new Hardener({ platform })]));

/** Throws where a law is broken; tells what was done. */
function keepLaws(text: string, platform: Platform): { readonly changes: number; readonly refused: readonly string[] } {
  const hardener = hardeners.get(platform) as Hardener;
  const fixed = fixText(text, hardener);
  const { after, repair } = fixed;
  const refused = repair.objects.flatMap((object) => object.refused ?? []);
  expect(fixText(after, hardener).after).toBe(after);
  const [was, is] = [judge(text, platform), judge(after, platform)];
  expect(weakened(was, is)).toEqual([]);
  if (refused.length === 0) expect(unexplained(is)).toEqual([]);
  expect(commentsOf(after)).toEqual(commentsOf(text));
  const { differs, unreported, rest } = compare(fixed);
  expect(unreported).toEqual([]);
  expect(rest.after).toBe(rest.before);
  const changes = repair.objects.filter((object) => object.refused === undefined).flatMap((object) => object.changes).length;
  // Every law above would hold for a fix that does nothing.
  expect(differs).toBe(changes > 0);
  return { changes, refused };
}

describe.each(platforms)('over the manifests of Kubernetes, for %j', (platform) => {
  test.each(realFiles.map(({ file, text }) => [file, text] as const))('%s', (_file, text) => {
    keepLaws(text, platform);
  });
});

test('much is repaired, and little refused', () => {
  const results = realFiles.map(({ file, text }) => ({ file, ...keepLaws(text, platforms[0] as Platform) }));
  expect(results.reduce((sum, { changes }) => sum + changes, 0)).toBeGreaterThan(300);
  const refused = results.filter((result) => result.refused.length > 0).map(({ file, refused: reasons }) => [file, [...new Set(reasons)]]);
  expect(refused).toMatchInlineSnapshot(`[]`);
});

/** How generated manifests are written: block or in braces, with comments before some of their lines. */
const style = fc.record({
  indent: fc.constantFrom(2, 4), indentSeq: fc.boolean(), collectionStyle: fc.constantFrom('block', 'any', 'flow'),
  defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'),
} as const);

function withComments(text: string, places: readonly number[]): string {
  const lines = text.split('\n');
  const at = new Set(places.map((place) => place % lines.length));
  return lines.flatMap((line, index) => (at.has(index) && line.trim() !== '' ? [`${/^ */.exec(line)?.[0] ?? ''}# comment ${index}`, line] : [line])).join('\n');
}

const document = fc.tuple(workload, style, fc.array(fc.nat({ max: 200 }), { maxLength: 4 }), fc.boolean(), fc.boolean()).map(([object, options, places, comments, crlf]) => {
  const text = stringify(object, { ...options, version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
  const commented = comments && options.collectionStyle === 'block' ? withComments(text, places) : text;
  return crlf ? commented.replaceAll('\n', '\r\n') : commented;
});

test('over generated manifests', () => {
  fc.assert(fc.property(fc.array(document, { minLength: 1, maxLength: 3 }), fc.constantFrom(...platforms), (documents, platform) => {
    keepLaws(documents.join('---\n'), platform);
  }), { numRuns: Number(process.env['FAST_CHECK_RUNS'] ?? 100) });
});

/** What `helm template` and `kustomize build` put before each object. */
const asStream = (documents: readonly string[], isHelm: boolean): string =>
  documents.map((text, index) => (isHelm ? `---\n# Source: shop/templates/part-${index}.yaml\n${text}` : `${index === 0 ? '' : '---\n'}${text}`)).join('');

test('through standard input, generated manifests keep the laws, and become what they become in a file', async () => {
  const [platform] = platforms as readonly [Platform, ...Platform[]];
  await fc.assert(fc.asyncProperty(fc.array(document, { minLength: 1, maxLength: 4 }), fc.boolean(), async (documents, isHelm) => {
    const text = asStream(documents, isHelm);
    const { refused } = keepLaws(text, platform);
    const { after } = fixText(text, hardeners.get(platform) as Hardener);
    const run = await casemate(['fix', '-'], { stdin: text });
    expect(run).toMatchObject({ stdout: after, files: {} });
    expect((await casemate(['fix', '-'], { stdin: run.stdout })).stdout).toBe(after);
    // The report goes to the other stream: what is left is what a check of the stream finds.
    const left = JSON.parse((await casemate(['check', '-', '-f', 'json'], { stdin: after })).stdout) as { readonly findings: readonly { readonly fixable: boolean }[] };
    if (refused.length === 0) expect(left.findings.filter(({ fixable }) => fixable)).toEqual([]);
    if (left.findings.length > 0) expect(run.stderr).toContain(`${left.findings.length} problem`);
  }), { numRuns: Number(process.env['FAST_CHECK_RUNS'] ?? 20) });
});

describe('through the command line', () => {
  const files = Object.fromEntries(realFiles.map(({ file, text }) => [file, text]));
  const names = Object.keys(files);
  const repaired = Object.fromEntries(realFiles.map(({ file, text }) => [file, fixText(text, hardeners.get(platforms[0] as Platform) as Hardener).after]));
  const latin1 = (contents: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(contents).map(([name, text]) => [name, Buffer.from(text).toString('latin1')]));

  test('in place: every file is what the repairs make of it, and nothing else is in the folder', async () => {
    const run = await casemate(['fix', ...names], { files });
    expect(run.files).toEqual(latin1(repaired));
    expect((await casemate(['fix', ...names], { files: repaired })).files).toEqual(latin1(repaired));
  });

  test('--dry-run writes nothing, and its diff makes the same of the files', async () => {
    const dry = await casemate(['fix', '--dry-run', ...names], { files });
    expect(dry.files).toEqual(latin1(files));
    await inDirectory(files, (directory) => {
      execFileSync('git', ['apply', '--whitespace=nowarn'], { cwd: directory, input: dry.stdout });
      for (const name of names) expect([name, readFileSync(join(directory, name), 'utf8')]).toEqual([name, repaired[name]]);
    });
  });

  test('a stream of all files that can be read becomes the stream of the repaired ones', async () => {
    const readable: string[] = [];
    for (const name of names) {
      const { exitCode } = await casemate(['fix', '-'], { stdin: files[name] ?? '' });
      if (exitCode === 0 || exitCode === 1) readable.push(name);
    }
    expect(readable.length).toBeGreaterThan(0.7 * names.length);
    const stream = (contents: Readonly<Record<string, string>>): string => readable.map((name) => `${contents[name] ?? ''}\n---\n`).join('');
    const run = await casemate(['fix', '-'], { stdin: stream(files) });
    expect(run.stdout).toBe(stream(repaired));
  });
});
