import { formatMarkdown } from '../../src/report/markdown';
import { bigReport, hostileReport } from './hostile';
import { emptyReport, reportOf, sampleText, withException } from './sample';

const report = reportOf(sampleText);
const rowsOf = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('| '));
const shown = (text: string): string => text.replace(/<\/?code>/g, '').replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

describe('formatMarkdown', () => {
  test('says the verdict first', () => {
    expect(formatMarkdown(report)).toMatch(new RegExp(`^### Casemate: ${report.findings.length} problems, ${report.notEvaluated.length} not evaluated\n`));
    expect(formatMarkdown(emptyReport)).toBe('### Casemate: nothing to judge\n\n0 objects\n');
    expect(formatMarkdown({ ...report, findings: [] })).toContain('no problems where it could be judged, 1 not evaluated');
  });

  test('a row for each severity that is there', () => {
    const text = formatMarkdown(report);
    for (const [severity, count] of Object.entries(report.summary.bySeverity)) {
      const fixable = report.findings.filter((finding) => finding.severity === severity && finding.fixable).length;
      expect(text.includes(`| ${severity} | ${count} | ${fixable} |`)).toBe(count > 0);
    }
  });

  test('a row for each finding, in a fold for each object', () => {
    const text = formatMarkdown(report);
    for (const { control, line, column, message, severity } of report.findings) expect(shown(text)).toContain(`| ${severity} | ${control} | web.yaml:${line}:${column} | ${message} |`);
    expect(text.match(/<details>/g)).toHaveLength(new Set(report.findings.map(({ object }) => `${object.kind} ${object.name}`)).size + 1);
  });

  test('names what was accepted, by whom and until when', () => {
    expect(shown(formatMarkdown(withException(report)))).toMatch(/\| the driver needs it \| storage \| 2027-06-30 \|/);
  });

  test('never is longer than a comment may be, and says what is missing', () => {
    const big = bigReport(200);
    const text = formatMarkdown(big);
    const missing = Number(/… (\d+) more problems/.exec(text)?.[1]);
    expect(text.length).toBeLessThan(65_000);
    expect(text.length).toBeGreaterThan(60_000);
    const rows = rowsOf(text).filter((line) => /^\| (?:critical|high|medium|low|info) \| <code>/.test(line));
    expect(rows.length + missing).toBe(big.findings.length);
    expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)?.length ?? 0);
  });

  test('one finding with a name that is longer than a comment', () => {
    const text = formatMarkdown(reportOf(sampleText.replace('name: password', `name: ${'<'.repeat(70_000)}`)));
    expect(text.length).toBeLessThan(65_000);
  });

  test('no name has a meaning in Markdown or HTML', () => {
    const text = formatMarkdown(hostileReport());
    const untrusted = text.replace(/&#\d+;/g, '').replace(/^(?:\| |<summary>)|<\/?(?:code|details|summary)>/gm, '');
    for (const sign of ['<', '`x', '**', '](', '@', 'https:', 'www.', '#1', '::']) expect(untrusted).not.toContain(sign);
    for (const line of rowsOf(text)) expect([4, 5, 6]).toContain(line.split('|').length - 1);
  });

  test('holds no value of a Secret', () => {
    expect(formatMarkdown(report)).not.toContain('correct-horse');
  });
});
