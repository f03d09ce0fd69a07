import { catalogue } from '../../src/controls/index';
import { formatSarif } from '../../src/report/sarif';
import { sarifViolations } from '../support/report-schemas';
import { hostileReport } from './hostile';
import { emptyReport, reportOf, sampleText, withException } from './sample';

const report = reportOf(sampleText);
const read = (value = report): { runs: { results: { level: string }[] }[] } =>
  JSON.parse(formatSarif(value, catalogue, { version: '1.2.3' })) as ReturnType<typeof read>;

describe('formatSarif by the official schema', () => {
  test.each([
    ['findings', report], ['nothing', emptyReport], ['an exception', withException(report)], ['hostile names', hostileReport()],
    ['standard input', reportOf(sampleText, '<stdin>')], ['an absolute path', reportOf(sampleText, '/srv/a b/ü#.yaml')],
  ])('a report of %s is valid', (_, value) => {
    expect(sarifViolations(read(value))).toEqual([]);
  });

  test('the schema has teeth', () => {
    const log = read();
    const [run] = log.runs;
    const broken = { ...log, runs: [{ ...run, results: [{ ...run?.results[0], level: 'high' }] }] };
    expect(sarifViolations(broken).join()).toContain('/runs/0/results/0/level');
  });
});
