import type { AcceptedFinding, Finding, NotEvaluated, Report } from '../check/report';
import { severities } from '../controls/control';
import { formatPlace, oneLine } from '../error';
import { byObject, objectTitle } from './by-object';

/** GitHub takes 65,536 characters in a comment; a few are for whoever puts a line around it. */
const LIMIT = 65_000;
/** Room for the closing tags and for the line that says how much is missing. */
const RESERVE = 400;
const ROW_LIMIT = 2_000;

/** Writes a report as a comment for a pull request: what matters first, details folded, and never longer than a comment may be. */
export function formatMarkdown(report: Report): string {
  const page = new Page(LIMIT - RESERVE);
  page.add(headLines(report));
  const missing = page.addDetails('Not evaluated', '| Where | What | Repair |\n|---|---|---|', report.notEvaluated.map(problemRow));
  let hidden = 0;
  for (const { object, findings } of byObject({ findings: report.findings, exceptions: [] })) {
    hidden += page.addDetails(`${code(objectTitle(object))} · ${plural(findings.length, 'problem')}`, '| Severity | Control | Where | What |\n|---|---|---|---|', findings.map(findingRow));
  }
  const unlisted = page.addDetails('Accepted', '| Control | Where | Reason | Owner | Expires |\n|---|---|---|---|---|', report.exceptions.map(acceptedRow));
  return page.end([more(missing, 'object or field not evaluated', 'objects or fields not evaluated'), more(hidden, 'problem', 'problems'), more(unlisted, 'accepted problem', 'accepted problems')]);
}

const more = (count: number, one: string, many: string): string => (count === 0 ? '' : `… ${count} more ${count === 1 ? one : many}; there was no room for them here.`);

/** Takes in what fits. */
class Page {
  readonly #limit: number;
  #text = '';
  #full = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(lines: readonly string[]): void {
    this.#text += lines.map((line) => `${line}\n`).join('');
  }

  /** @returns the number of rows that did not fit. */
  addDetails(summary: string, header: string, rows: readonly string[]): number {
    if (rows.length === 0) return 0;
    const start = `\n<details>\n<summary>${summary}</summary>\n\n${header}\n`;
    const end = '\n</details>\n';
    let text = start;
    let shown = 0;
    for (const row of this.#full ? [] : rows) {
      if (this.#text.length + text.length + row.length + 1 + end.length > this.#limit) {
        this.#full = true;
        break;
      }
      text += `${row}\n`;
      shown += 1;
    }
    if (shown > 0) this.#text += text + end;
    return rows.length - shown;
  }

  end(notes: readonly string[]): string {
    this.add(notes.filter((note) => note !== '').map((note) => `\n${note}`));
    return this.#text;
  }
}

function headLines({ findings, notEvaluated, exceptions, summary }: Report): string[] {
  const rows = severities.filter((severity) => summary.bySeverity[severity] > 0).map((severity) => {
    const fixable = findings.filter((finding) => finding.severity === severity && finding.fixable).length;
    return `| ${severity} | ${summary.bySeverity[severity]} | ${fixable} |`;
  });
  const unexamined = summary.unexamined === undefined ? [] : [`${summary.unexamined} of a kind that no control looks at`];
  const counts = [plural(summary.objects, 'object'), ...unexamined, ...(exceptions.length === 0 ? [] : [`${exceptions.length} accepted`])];
  return [
    `### Casemate: ${verdict(findings.length, notEvaluated.length, summary.objects)}`,
    '',
    counts.join(' · '),
    ...(rows.length === 0 ? [] : ['', '| Severity | Problems | `casemate fix` repairs |', '|---|---:|---:|', ...rows]),
  ];
}

function verdict(findings: number, notEvaluated: number, objects: number): string {
  if (findings > 0) return `${plural(findings, 'problem')}${notEvaluated === 0 ? '' : `, ${notEvaluated} not evaluated`}`;
  if (notEvaluated > 0) return `no problems where it could be judged, ${notEvaluated} not evaluated`;
  return objects === 0 ? 'nothing to judge' : 'no problems';
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const findingRow = (finding: Finding): string => row([finding.severity, code(finding.control), code(formatPlace(finding) || finding.field), code(finding.message)]);

const problemRow = (item: NotEvaluated): string => row([
  code(formatPlace(item)), `${code(item.code)} ${code(`${item.object === undefined ? '' : `${objectTitle(item.object)}: `}${item.message}`)}`, code(item.repair),
]);

const acceptedRow = ({ finding, reason, owner, expires }: AcceptedFinding): string =>
  row([code(finding.control), code(formatPlace(finding) || finding.field), code(reason), code(owner), code(expires)]);

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/**
 * Text from manifests as code that is only text: as character references its characters have no meaning in Markdown or HTML, and in code
 * neither mentions nor issue numbers nor addresses become links.
 */
function code(text: string): string {
  const line = oneLine(text);
  const shown = line.length > ROW_LIMIT ? `${line.slice(0, ROW_LIMIT)}…` : line;
  if (shown === '') return '';
  const escaped = shown.replace(/[^\p{L}\p{N} ./,=-]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`).replace(/www\./gi, (match) => `${match.slice(0, 3)}&#46;`);
  return `<code>${escaped}</code>`;
}
