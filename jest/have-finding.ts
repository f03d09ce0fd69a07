import { findControl } from '../src/check/find-control';
import type { CheckOptions } from '../src/check/options';
import type { Finding } from '../src/check/report';
import type { ControlMetadata } from '../src/controls/control';
import { oneLine } from '../src/error';
import { judge, textOf } from './judge';
import type { MatcherContext, MatcherResult } from './matcher';

/** Which finding of a control. */
export interface FindingOptions extends Pick<CheckOptions, 'kubernetes' | 'platform'> {
  /** The field, as in a report: `spec.template.spec.containers[0].image`, or a pattern. @default any */
  readonly field?: string | RegExp;
}

/**
 * Passes where a control fails. With `.not`: where it holds, and could be judged everywhere.
 *
 * @param control - One of `controls`, or its id.
 * @throws {@link CasemateError} `CM2004` for an id that no control has: it could never fail.
 */
export function toHaveFinding(this: MatcherContext, received: unknown, control: ControlMetadata | string, { field, ...options }: FindingOptions = {}): MatcherResult {
  const wanted = findControl(typeof control === 'string' ? control : control.id);
  const verdict = judge(received, { ...options, controls: [wanted] });
  const { findings, notEvaluated } = verdict.report;
  const found = findings.filter((finding) => isAt(finding, field));
  const where = field === undefined ? '' : ` at ${String(field)}`;
  // What could not be judged may hide the finding that must not be there.
  const isOpen = this.isNot === true && notEvaluated.length > 0;
  return {
    pass: found.length > 0 || isOpen,
    message: () => {
      if (found.length > 0) return `expected no finding of ${wanted.id}${where}, but it fails at ${fieldsOf(found)}:\n\n${textOf(verdict)}`;
      if (isOpen) return `expected no finding of ${wanted.id}${where}, but not everything could be judged:\n\n${textOf(verdict)}`;
      const instead = findings.length === 0 ? 'it fails nowhere' : `it fails at ${fieldsOf(findings)}`;
      return `expected a finding of ${wanted.id}${where}, but ${instead}:\n\n${textOf(verdict)}`;
    },
  };
}

const fieldsOf = (findings: readonly Finding[]): string => [...new Set(findings.map(({ field }) => oneLine(field)))].join(', ');

function isAt(finding: Finding, field: string | RegExp | undefined): boolean {
  if (field === undefined) return true;
  return typeof field === 'string' ? finding.field === field : new RegExp(field).test(finding.field);
}
