import { formatGitlab } from '../../src/report/gitlab';
import { gitlabViolations } from '../support/report-schemas';
import { hostileReport } from './hostile';
import { emptyReport, reportOf, sampleText } from './sample';

interface Issue { check_name: string; description: string; severity: string; fingerprint: string; location: { path: string; lines: { begin: number } } }

const report = reportOf(sampleText);
const issuesOf = (value = report, directory?: string): Issue[] => JSON.parse(formatGitlab(value, { directory })) as Issue[];

describe('formatGitlab', () => {
  test.each([['findings', report], ['nothing', emptyReport], ['hostile names', hostileReport()], ['standard input', reportOf(sampleText, '<stdin>')]])(
    'a report of %s is as GitLab documents it', (_, value) => expect(gitlabViolations(issuesOf(value))).toEqual([]),
  );

  test('an issue for each finding and for what was not evaluated', () => {
    const issues = issuesOf();
    expect(issues).toHaveLength(report.findings.length + report.notEvaluated.length);
    for (const { control, line } of report.findings) {
      expect(issues).toContainEqual(expect.objectContaining({ check_name: control, location: { path: 'web.yaml', lines: { begin: line } } }));
    }
    expect(issues.filter(({ check_name }) => check_name.startsWith('CM')).map(({ severity }) => severity)).toEqual(report.notEvaluated.map(() => 'blocker'));
  });

  test('each issue has a fingerprint of its own, for the same objects in one file and in another too', () => {
    const twice = reportOf(`${sampleText}---\n${sampleText}`);
    const other = reportOf(sampleText, 'other.yaml');
    const prints = [...issuesOf(twice), ...issuesOf(other)].map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(prints.length);
  });

  test('a fingerprint survives moved lines', () => {
    const moved = issuesOf(reportOf(`# a comment\n\n${sampleText}`));
    expect(moved.map(({ fingerprint }) => fingerprint)).toEqual(issuesOf().map(({ fingerprint }) => fingerprint));
    expect(moved).not.toEqual(issuesOf());
  });

  test.each([
    ['./deploy/web.yaml', 'deploy/web.yaml'],
    ['/srv/repo/deploy/web.yaml', 'deploy/web.yaml'],
    ['deploy/web.yaml', 'deploy/web.yaml'],
  ])('the path of %s is relative', (file, path) => {
    expect(new Set(issuesOf(reportOf(sampleText, file), '/srv/repo').map(({ location }) => location.path))).toEqual(new Set([path]));
  });

  test('holds no value of a Secret', () => {
    expect(formatGitlab(report)).not.toContain('correct-horse');
  });
});
