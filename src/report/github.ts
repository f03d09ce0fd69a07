import type { Finding, NotEvaluated, Report } from '../check/report';
import type { Severity } from '../controls/control';
import { oneLine } from '../error';
import { objectTitle, worstFirst } from './by-object';

type Command = 'error' | 'warning' | 'notice';

const COMMANDS: Readonly<Record<Severity, Command>> = { critical: 'error', high: 'error', medium: 'warning', low: 'notice', info: 'notice' };

/**
 * Writes a report as workflow commands of GitHub Actions, which show as annotations at the lines of a pull request.
 * The worst come first: GitHub shows ten of each level a step.
 */
export function formatGithub({ findings, notEvaluated, exceptions, summary }: Report): string {
  const lines = [
    ...notEvaluated.map((item) => command('error', item, `casemate ${item.code}`, `${item.message}. ${item.repair}`)),
    ...[...findings].sort(worstFirst).map((finding) => command(COMMANDS[finding.severity], finding, `${finding.control} (${finding.severity})`, finding.message)),
    `casemate: ${findings.length} findings, ${notEvaluated.length} not evaluated, ${exceptions.length} accepted, ${summary.objects} objects${unexaminedOf(summary)}`,
  ];
  return `${lines.join('\n')}\n`;
}

const unexaminedOf = ({ unexamined }: Report['summary']): string => (unexamined === undefined ? '' : `, ${unexamined} of a kind that no control looks at`);

function command(name: Command, item: Finding | NotEvaluated, title: string, message: string): string {
  const { file, line, column, object } = item;
  const properties = {
    ...(file === undefined || file === '<stdin>' ? {} : { file: file.replace(/^(?:\.\/)+/, ''), line, col: column }),
    title,
  };
  const list = Object.entries(properties).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${escapeProperty(String(value))}`]));
  return `::${name} ${list.join(',')}::${escapeData(object === undefined ? message : `${objectTitle(object)}: ${message}`)}`;
}

/** The runner undoes these, and only these. */
const escapeData = (text: string): string => oneLine(text).replaceAll('%', '%25');

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
