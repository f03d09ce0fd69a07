import { catalogue } from '../../src/controls/index';
import { explainMarkdown, explainText } from '../../src/report/explain';
import { formatSarif } from '../../src/report/sarif';
import { emptyReport, reportOf, sampleText, withException } from './sample';

interface Rule { id: string; helpUri: string; help: { text: string; markdown: string }; shortDescription: { text: string }; properties: { tags: string[]; 'security-severity': string } }
interface Location { physicalLocation?: { artifactLocation: { uri: string }; region?: { startLine: number; startColumn: number } }; logicalLocations?: { fullyQualifiedName: string }[] }
interface Result { ruleId: string; ruleIndex: number; level: string; message: { text: string }; locations: Location[]; partialFingerprints: Record<string, string>; suppressions?: { justification: string }[] }
interface Run { tool: { driver: { version: string; rules: Rule[] } }; invocations: { executionSuccessful: boolean; toolExecutionNotifications: { descriptor: { id: string }; message: { text: string }; locations?: Location[] }[] }[]; results: Result[] }

const report = reportOf(sampleText);

function runOf(value = report, controls = catalogue): Run {
  const parsed = JSON.parse(formatSarif(value, controls, { version: '1.2.3' })) as { version: string; runs: [Run] };
  expect(parsed.version).toBe('2.1.0');
  return parsed.runs[0];
}

describe('formatSarif', () => {
  const run = runOf();

  test('the rules are the controls, with the page that `explain` shows', () => {
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(catalogue.map(({ id }) => id));
    for (const [index, control] of catalogue.entries()) {
      const rule = run.tool.driver.rules[index];
      expect(rule?.help).toEqual({ text: explainText(control), markdown: explainMarkdown(control) });
      expect(rule?.shortDescription.text).toBe(control.title);
      expect(rule?.helpUri).toMatch(new RegExp(`/${control.id}$`));
      expect(rule?.properties.tags).toContain('security');
      expect(Number(rule?.properties['security-severity'])).toBeGreaterThan(0);
    }
  });

  test('a result for each finding, at its place and under its rule', () => {
    expect(run.results).toHaveLength(report.findings.length);
    for (const [index, finding] of report.findings.entries()) {
      const result = run.results[index];
      expect(result?.ruleId).toBe(finding.control);
      expect(catalogue[result?.ruleIndex ?? -1]?.id).toBe(finding.control);
      expect(result?.message.text).toContain(finding.message);
      expect(result?.locations[0]?.physicalLocation).toEqual({ artifactLocation: { uri: 'web.yaml' }, region: { startLine: finding.line, startColumn: finding.column } });
      expect(result?.partialFingerprints).toEqual({ 'casemate/v1': finding.fingerprint });
    }
  });

  test('no two results share a fingerprint', () => {
    expect(new Set(run.results.map(({ partialFingerprints }) => partialFingerprints['casemate/v1'])).size).toBe(run.results.length);
  });

  test('severities are levels', () => {
    const levels = Object.fromEntries(report.findings.map(({ severity }, index) => [severity, run.results[index]?.level]));
    expect(levels).toMatchObject({ critical: 'error', high: 'error', medium: 'warning' });
  });

  test('what was not evaluated makes the run unsuccessful', () => {
    const [invocation] = run.invocations;
    expect(invocation?.executionSuccessful).toBe(false);
    expect(invocation?.toolExecutionNotifications[0]).toMatchObject({ descriptor: { id: 'CM3002' }, locations: [{ physicalLocation: { artifactLocation: { uri: 'web.yaml' } } }] });
    expect(runOf(emptyReport).invocations[0]).toEqual({ executionSuccessful: true, toolExecutionNotifications: [] });
  });

  test('accepted findings are suppressed, not dropped', () => {
    const accepted = runOf(withException(report)).results.filter(({ suppressions }) => suppressions !== undefined);
    expect(accepted.map(({ suppressions }) => suppressions?.[0]?.justification)).toEqual(['the driver needs it']);
  });

  test.each([
    ['./a dir/ü#1.yaml', 'a%20dir/%C3%BC%231.yaml'],
    ['/srv/a b.yaml', 'file:///srv/a%20b.yaml'],
    ['../up.yaml', '../up.yaml'],
  ])('the file %s is the URI %s', (file, uri) => {
    expect(runOf(reportOf(sampleText, file)).results[0]?.locations[0]?.physicalLocation?.artifactLocation.uri).toBe(uri);
  });

  test('standard input is no file', () => {
    const [location] = runOf(reportOf(sampleText, '<stdin>')).results[0]?.locations ?? [];
    expect(location?.physicalLocation).toBeUndefined();
    expect(location?.logicalLocations?.[0]?.fullyQualifiedName).toContain('Deployment shop/web');
  });

  test('holds no value of a Secret', () => {
    expect(formatSarif(report, catalogue, { version: '1' })).not.toContain('correct-horse');
  });
});
