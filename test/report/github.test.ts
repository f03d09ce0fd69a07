import { formatGithub } from '../../src/report/github';
import { hostileReport } from './hostile';
import { emptyReport, reportOf, sampleText, withException } from './sample';

const report = reportOf(sampleText);
const linesOf = (value = report): string[] => formatGithub(value).trimEnd().split('\n');

/** Reads a line as the runner does. */
function commandOf(line: string): { name: string; properties: Record<string, string>; message: string } | undefined {
  const [, name, list, message] = /^::(\w+) ([^]*?)::([^]*)$/.exec(line) ?? [];
  if (name === undefined || list === undefined || message === undefined) return undefined;
  const data = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const pairs = list.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), data(pair.slice(pair.indexOf('=') + 1).replaceAll('%3A', ':').replaceAll('%2C', ','))]);
  return { name, properties: Object.fromEntries(pairs) as Record<string, string>, message: data(message) };
}

describe('formatGithub', () => {
  test('a command for each finding at its place', () => {
    const commands = linesOf().map(commandOf);
    for (const { control, file, line, column, message, severity, object } of report.findings) {
      expect(commands).toContainEqual({
        name: { critical: 'error', high: 'error', medium: 'warning', low: 'notice', info: 'notice' }[severity],
        properties: { file, line: String(line), col: String(column), title: `${control} (${severity})` },
        message: `${object.kind} ${object.namespace}/${object.name}: ${message}`,
      });
    }
    expect(commands.filter((command) => command !== undefined)).toHaveLength(report.findings.length + report.notEvaluated.length);
  });

  test('what was not evaluated is an error, and the worst findings come first', () => {
    const names = linesOf().flatMap((line) => commandOf(line)?.name ?? []);
    expect(commandOf(linesOf()[0] ?? '')?.properties['title']).toBe(`casemate ${report.notEvaluated[0]?.code ?? ''}`);
    expect(names).toEqual([...names].sort((a, b) => ['error', 'warning', 'notice'].indexOf(a) - ['error', 'warning', 'notice'].indexOf(b)));
    expect(new Set(names).size).toBeGreaterThan(1);
  });

  test('ends with the counts', () => {
    expect(linesOf(emptyReport)).toEqual(['casemate: 0 findings, 0 not evaluated, 0 accepted, 0 objects']);
    expect(linesOf(withException(report)).at(-1)).toContain(' 1 accepted,');
  });

  test('standard input is no file', () => {
    const command = commandOf(linesOf(reportOf(sampleText, '<stdin>'))[0] ?? '');
    expect(Object.keys(command?.properties ?? {})).toEqual(['title']);
  });

  test('no name breaks out of its command', () => {
    const report = hostileReport();
    const lines = linesOf(report);
    expect(lines).toHaveLength(report.findings.length + report.notEvaluated.length + 1);
    for (const line of lines.slice(0, -1)) {
      const command = commandOf(line);
      expect(['error', 'warning', 'notice']).toContain(command?.name);
      expect(command?.properties['file']).toBe('a,b:c%0A::d/<x>&"|`.yaml');
      expect(Object.keys(command?.properties ?? {})).toEqual(['file', 'line', 'col', 'title']);
    }
  });

  test('holds no value of a Secret', () => {
    expect(formatGithub(report)).not.toContain('correct-horse');
  });
});
