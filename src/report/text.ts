import type { Finding, NotEvaluated, Report } from '../check/report';
import { isPolicyControl, type ReportedControl } from '../controls/any-control';
import { type ControlMetadata, type Severity, severities } from '../controls/control';
import { formatPlace, oneLine } from '../error';
import type { ObjectReference } from '../manifest/object';
import { acceptanceBlocks, acceptanceSummary } from './acceptance';
import { type Colours, noColours } from './colours';
import { severityRank } from './severity';
import { wrapText } from './wrap';

/** How a text report looks. */
export interface TextOptions {
  /** @default no colours */
  readonly colours?: Colours;
  /** What was checked, as a shell would take it; the commands to run next name it. @default none are suggested */
  readonly inputs?: readonly string[];
  /** Whether to say why a control matters. @default true */
  readonly reasons?: boolean;
  /** How wide the screen is. @default 100 */
  readonly width?: number;
}

const MARKS: Readonly<Record<Severity, string>> = { critical: '✖', high: '✖', medium: '▲', low: '●', info: '○' };
const INDENT = ' '.repeat(4);

/**
 * Writes a report for people: an object a block, the worst first; what a control is about and how to repair it stands where
 * the control is first met, and not again.
 *
 * @param controls - Where titles, reasons and repairs come from.
 */
export function formatText(report: Report, controls: readonly ReportedControl[], options: TextOptions = {}): string {
  const writer = new Writer(controls, options);
  const blocks = [
    ...groupByObject(report.findings).map((findings) => writer.object(findings)),
    ...(report.notEvaluated.length === 0 ? [] : [writer.notEvaluated(report.notEvaluated)]),
    ...acceptanceBlocks(report, options),
    [writer.summary(report), ...writer.next(report)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

class Writer {
  readonly #controls: ReadonlyMap<string, ReportedControl>;
  readonly #colours: Colours;
  readonly #width: number;
  readonly #inputs: readonly string[];
  readonly #reasons: boolean;
  readonly #explained = new Set<string>();

  constructor(controls: readonly ReportedControl[], { colours = noColours, inputs = [], reasons = true, width = 100 }: TextOptions) {
    this.#controls = new Map(controls.map((control) => [control.id, control]));
    this.#colours = colours;
    this.#width = width;
    this.#inputs = inputs;
    this.#reasons = reasons;
  }

  object(findings: readonly Finding[]): string[] {
    const [first] = findings;
    if (first === undefined) return [];
    const origin = first.constructPath ?? first.file;
    const heading = this.#colours.bold(nameOf(first.object)) + (origin === undefined ? '' : `  ${this.#colours.dim(oneLine(origin))}`);
    return [heading, ...groupByControl(findings).flatMap((group) => this.#group(group))];
  }

  notEvaluated(items: readonly NotEvaluated[]): string[] {
    return [this.#colours.bold('Not evaluated'), ...items.flatMap((item) => this.#notEvaluatedItem(item))];
  }

  summary(report: Report): string {
    const { objects, unexamined } = report.summary;
    const examined = unexamined === undefined ? [] : [this.#colours.yellow(`${unexamined} of a kind that no control looks at`)];
    return [this.#verdict(report), ...acceptanceSummary(report), [plural(objects, 'object'), ...examined].join(', ')].join(' · ');
  }

  /** What to run next: the shortest way on from this report. */
  next(report: Report): string[] {
    if (report.findings.length === 0 || this.#inputs.length === 0) return [];
    const worst = report.findings.filter(({ control }) => this.#hasPage(control)).sort(bySeverityThenControl)[0];
    const commands = [
      ...(report.findings.some(({ fixable }) => fixable) ? [`casemate fix --dry-run ${this.#inputs.map(shellWord).join(' ')}`] : []),
      ...(worst === undefined ? [] : [`casemate explain ${worst.control}`]),
    ];
    return commands.length === 0 ? [] : [`${this.#colours.dim('next:')} ${commands.map((command) => `npx ${command}`).join(this.#colours.dim('  ·  '))}`];
  }

  /** A policy of somebody else's has no page. */
  #hasPage(id: string): boolean {
    const control = this.#controls.get(id);
    return control === undefined || !isPolicyControl(control);
  }

  #verdict({ findings, notEvaluated, summary: { objects, bySeverity } }: Report): string {
    const missing = notEvaluated.length === 0 ? '' : `${notEvaluated.length} not evaluated`;
    if (findings.length > 0) {
      const counts = severities.filter((severity) => bySeverity[severity] > 0).map((severity) => `${bySeverity[severity]} ${severity}`).join(', ');
      const fixable = findings.filter((finding) => finding.fixable).length;
      const problems = this.#colours.red(`${plural(findings.length, 'problem')} (${counts})`);
      return `${problems}, ${fixable} fixable${missing === '' ? '' : `, ${this.#colours.yellow(missing)}`}`;
    }
    if (missing !== '') return this.#colours.yellow(`no problems where it could be judged, ${missing}`);
    return objects > 0 ? this.#colours.green('no problems') : this.#colours.yellow('nothing to judge');
  }

  #group(findings: readonly Finding[]): string[] {
    const [first] = findings;
    if (first === undefined) return [];
    const control = this.#controls.get(first.control);
    const mark = this.#severityLook(first.severity)(`${MARKS[first.severity]} ${first.severity.padEnd(8)}`);
    const title = control === undefined ? '' : `  ${control.title}`;
    return [
      `  ${mark} ${this.#colours.bold(first.control)}${title}`,
      ...findings.flatMap((finding) => [this.#finding(finding), ...this.#snippet(finding)]),
      ...(control === undefined ? [] : this.#advice(control, findings)),
    ];
  }

  #finding({ file, line, column, message }: Finding): string {
    const place = formatPlace({ file, line, column });
    return `${INDENT}${place === '' ? '' : `${this.#colours.dim(place)}  `}${oneLine(message)}`;
  }

  /** What is proposed, as it would stand in the object. */
  #snippet({ proposal }: Finding): string[] {
    const lines = proposal?.snippet.split('\n').filter((line) => line !== '') ?? [];
    return lines.map((line) => {
      const look = line.startsWith('+') ? this.#colours.green : line.startsWith('-') ? this.#colours.red : this.#colours.dim;
      return `${INDENT}  ${look(oneLine(line))}`;
    });
  }

  #advice(control: ControlMetadata, findings: readonly Finding[]): string[] {
    const unknown = [...new Set(findings.filter(({ fixable }) => !fixable).map(({ needs }) => needs ?? ''))];
    const how = unknown.length === 0 ? 'casemate fix does it.' : `By hand; not known here: ${oneLine(unknown.join('; ')) || 'what the program does'}.`;
    return [
      ...(this.#reasons ? this.#once(`why ${control.id}`, 'why', control.rationale) : []),
      ...this.#once(`fix ${control.id} ${how}`, 'fix', `${control.remediation} ${how}`),
    ];
  }

  #once(key: string, label: string, text: string): string[] {
    if (this.#explained.has(key)) return [];
    this.#explained.add(key);
    const lines = wrapText(text, this.#width - INDENT.length - label.length - 2);
    return lines.map((line, index) => `${INDENT}${index === 0 ? this.#colours.cyan(label) : ' '.repeat(label.length)}  ${line}`);
  }

  #notEvaluatedItem({ code, message, repair, object, field, file, line, column }: NotEvaluated): string[] {
    const place = formatPlace({ file, line, column });
    const what = object === undefined ? '' : `${nameOf(object)}: `;
    const lines = [`  ${this.#colours.yellow(`? ${code}`)} ${place === '' ? '' : `${place}  `}${what}${oneLine(message)}`];
    if (field !== undefined && field !== '') lines.push(`${INDENT}${this.#colours.dim(oneLine(field))}`);
    lines.push(`${INDENT}${this.#colours.cyan('fix')}  ${oneLine(repair)}`);
    return lines;
  }

  #severityLook(severity: Severity): (text: string) => string {
    if (severity === 'critical' || severity === 'high') return this.#colours.red;
    return severity === 'medium' ? this.#colours.yellow : this.#colours.dim;
  }
}

/** `Deployment shop/web`. */
export const nameOf = ({ kind, namespace, name }: ObjectReference): string =>
  oneLine(`${kind} ${namespace === '' ? '' : `${namespace}/`}${name === '' ? '(no name)' : name}`);

/** The findings of each object, the object with the worst first, otherwise in the order of the report. */
function groupByObject(findings: readonly Finding[]): readonly Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { apiVersion, kind, namespace, name } = finding.object;
    append(groups, JSON.stringify([finding.file, finding.constructPath, apiVersion, kind, namespace, name]), finding);
  }
  return [...groups.values()].sort((a, b) => worstRank(a) - worstRank(b));
}

/** The findings of each control, the worst first. */
function groupByControl(findings: readonly Finding[]): readonly Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of [...findings].sort(bySeverityThenControl)) append(groups, finding.control, finding);
  return [...groups.values()];
}

function append<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}

const worstRank = (findings: readonly Finding[]): number => Math.min(...findings.map(({ severity }) => severityRank(severity)));

const bySeverityThenControl = (a: Finding, b: Finding): number =>
  severityRank(a.severity) - severityRank(b.severity) || (a.control < b.control ? -1 : a.control > b.control ? 1 : 0);

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A word as a shell reads it back, fit for a terminal. */
function shellWord(word: string): string {
  const shown = oneLine(word);
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
