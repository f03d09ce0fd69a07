import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { dump } from 'js-yaml';
import type { CheckOptions } from '../src/check/options';
import type { Finding, Report } from '../src/check/report';
import { CasemateError, oneLine } from '../src/error';
import { writeFileAtomically } from '../src/manifest/write';
import { unifiedDiff } from '../src/report/diff';
import { judge, textOf, type Verdict } from './judge';
import type { MatcherContext, MatcherResult } from './matcher';

/** How to judge what is recorded. */
export interface GoldenOptions extends CheckOptions {
  /** The controls that fail, by id: exactly these. What fails and is not named is not recorded. @default none */
  readonly findings?: readonly string[];
}

/**
 * Passes where what is written is what was recorded, and fails no control that is not named. The file is recorded on the first run and with
 * `--updateSnapshot`, never with `--ci`, and never where a control fails that is not named: nobody approves by accident what is wrong.
 *
 * @param file - YAML, relative to the test: `golden/shop.yaml`.
 */
export function toMatchGolden(this: MatcherContext, received: unknown, file: string, { findings = [], ...options }: GoldenOptions = {}): MatcherResult {
  refuseNot(this.isNot);
  const verdict = judge(received, options);
  const wrong = wrongVerdict(verdict, findings);
  if (wrong !== undefined) return { pass: false, message: () => wrong };
  const path = this.testPath === undefined ? resolve(file) : resolve(dirname(this.testPath), file);
  const name = relative(process.cwd(), path);
  const text = textOfGolden(verdict);
  const recorded = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (recorded === text) return passed;
  const update = updateOf(this);
  if (update === 'all' || (update === 'new' && recorded === undefined)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomically(path, text);
    return passed;
  }
  if (recorded === undefined) return { pass: false, message: () => `${name} is not recorded yet, and --ci records nothing. Run the test once without it.` };
  return { pass: false, message: () => `what is written is not what was recorded; review it, and record it with --updateSnapshot:\n\n${unifiedDiff(name, recorded, text)}` };
}

const passed: MatcherResult = { pass: true, message: () => '' };

function refuseNot(isNot: boolean | undefined): void {
  if (isNot !== true) return;
  const repair = 'Compare with another file, or expect toHaveFinding.';
  throw new CasemateError({ code: 'CM8002', message: `not to be what was recorded says nothing. ${repair}`, repair });
}

/** Why nobody should approve it; `undefined` where the verdict is the one that the test names. */
function wrongVerdict(verdict: Verdict, named: readonly string[]): string | undefined {
  const { findings, notEvaluated } = verdict.report;
  if (notEvaluated.length > 0) return `not everything could be judged, so nothing is recorded:\n\n${textOf(verdict)}`;
  const failing = new Set(findings.map(({ control }) => control));
  const left = findings.filter(({ control }) => !named.includes(control));
  if (left.length > 0) {
    const ids = [...new Set(left.map(({ control }) => control))].sort();
    return `controls fail that are not named: ${ids.join(', ')}. Repair them, or name them in \`findings\`:\n\n${textOf(verdict)}`;
  }
  const idle = named.filter((id) => !failing.has(id));
  return idle.length === 0 ? undefined : `${idle.join(', ')} ${idle.length === 1 ? 'is' : 'are'} named in \`findings\`, and nothing fails there. Take ${idle.length === 1 ? 'it' : 'them'} out.`;
}

/** What Jest was told about recording. It is the field that its own snapshots go by. */
function updateOf({ snapshotState }: MatcherContext): 'all' | 'new' | 'none' {
  const { _updateSnapshot: update } = (snapshotState ?? {}) as { readonly _updateSnapshot?: 'all' | 'new' | 'none' };
  return update ?? 'new';
}

/** The verdict stands above what it is about: a review sees both. */
function textOfGolden({ input, report }: Verdict): string {
  const head = ['# Recorded by toMatchGolden; change the program, then record it with --updateSnapshot.', ...verdictLines(report)];
  const documents = input.subjects.map(({ object }) => dump(object, { lineWidth: -1, noRefs: true }));
  return `${head.join('\n')}\n---\n${documents.join('---\n')}`;
}

function verdictLines({ findings, summary }: Report): readonly string[] {
  if (findings.length === 0) return [`# Verdict: ${summary.objects} objects, no finding.`];
  return [`# Verdict: ${summary.objects} objects, ${findings.length} findings:`, ...findings.map(findingLine)];
}

const findingLine = ({ control, object: { kind, name }, field }: Finding): string => `#   ${control}  ${oneLine(`${kind} ${name}`)}  ${oneLine(field)}`;
