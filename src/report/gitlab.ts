import { hash } from 'node:crypto';
import { isAbsolute, relative, sep } from 'node:path';
import type { Finding, NotEvaluated, Report } from '../check/report';
import type { Severity } from '../controls/control';
import { oneLine } from '../error';
import { objectTitle } from './by-object';

/** What a Code Quality file is relative to. */
export interface GitlabOptions {
  /** The root of the repository: absolute paths are written relative to it. @default paths are written as they are */
  readonly directory?: string;
}

interface Issue {
  readonly type: 'issue';
  readonly categories: readonly ['Security'];
  readonly check_name: string;
  readonly description: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
  readonly fingerprint: string;
}

const SEVERITIES: Readonly<Record<Severity, Issue['severity']>> = { critical: 'blocker', high: 'critical', medium: 'major', low: 'minor', info: 'info' };

/** Writes a report as a Code Quality artifact of GitLab. Accepted findings are not in it: the format has no word for them. */
export function formatGitlab({ findings, notEvaluated }: Report, { directory }: GitlabOptions = {}): string {
  const seen = new Map<string, number>();
  const issues = [
    ...notEvaluated.map((item) => problemOf(item, directory)),
    ...findings.map((finding) => issueOf(finding, directory)),
  ].map((issue) => ({ ...issue, fingerprint: unique(issue.fingerprint, seen) }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}

function issueOf(finding: Finding, directory?: string): Issue {
  const { control, severity, fingerprint, object, message } = finding;
  return issue(finding, { check: control, severity: SEVERITIES[severity], description: `${objectTitle(object)}: ${message}`, identity: [fingerprint] }, directory);
}

/** A run that could not judge everything must not look like one that did. */
function problemOf(item: NotEvaluated, directory?: string): Issue {
  const { code, message, repair, object, field = '' } = item;
  const description = `${object === undefined ? '' : `${objectTitle(object)}: `}${message}. ${repair}`;
  return issue(item, { check: code, severity: 'blocker', description, identity: [code, field, message, JSON.stringify(object)] }, directory);
}

interface IssueText {
  readonly check: string;
  readonly severity: Issue['severity'];
  readonly description: string;
  readonly identity: readonly (string | undefined)[];
}

function issue(item: Finding | NotEvaluated, { check, severity, description, identity }: IssueText, directory?: string): Issue {
  const path = pathOf(item, directory);
  return {
    type: 'issue',
    categories: ['Security'],
    check_name: check,
    description: oneLine(description),
    severity,
    location: { path, lines: { begin: item.line ?? 1 } },
    fingerprint: hash('sha256', [path, ...identity].join('\0')),
  };
}

function pathOf(item: Finding | NotEvaluated, directory?: string): string {
  const origin = item.file ?? ('constructPath' in item ? item.constructPath : undefined) ?? (item.object === undefined ? '<input>' : objectTitle(item.object));
  const path = directory !== undefined && isAbsolute(origin) ? relative(directory, origin).split(sep).join('/') : origin;
  return path.replace(/^(?:\.\/)+/, '');
}

/** GitLab drops every issue but one of those that share a fingerprint: the same object twice in a file is two issues. */
function unique(fingerprint: string, seen: Map<string, number>): string {
  const times = (seen.get(fingerprint) ?? 0) + 1;
  seen.set(fingerprint, times);
  return times === 1 ? fingerprint : hash('sha256', `${fingerprint}\0${times}`);
}
