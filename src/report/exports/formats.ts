import { type Exception, isActive } from '../../check/exceptions/exception';
import type { AcceptedFinding } from '../../check/report';
import type { AnyControl } from '../../controls/any-control';
import { annotationPatches } from './annotations';
import type { ExportFormat } from './export-format';
import { kubescapeExceptions } from './kubescape';
import { kyvernoExceptions } from '../../guardrails/kyverno';
import { trivyIgnore } from './trivy';
import { yamlDocuments } from './yaml';

/** What an export is made from. */
export interface ExportInput {
  readonly exceptions: readonly Exception[];
  /** The findings that they accept, which know their files. */
  readonly accepted: readonly AcceptedFinding[];
  /** Where the ids of the same checks in other tools come from. */
  readonly controls: readonly AnyControl[];
  readonly now: Date;
}

/**
 * Writes the exceptions that hold now in the format of another tool. Those that are over are left out, whatever the tool makes of dates, and those
 * for policies of one's own, which no tool has a check for.
 */
export function exportExceptions(format: ExportFormat, { exceptions, accepted, controls, now }: ExportInput): string {
  const active = exceptions.filter((exception) => exception.policy !== true && isActive(exception, now));
  const byId = new Map(controls.map((control) => [control.id, control]));
  switch (format) {
    case 'kyverno':
      return yamlDocuments(kyvernoExceptions(active));
    case 'trivy':
      return trivyIgnore(accepted.filter((item) => isActive(item, now)), byId);
    case 'checkov':
    case 'kube-linter':
      return yamlDocuments(annotationPatches(format, active, byId));
    case 'kubescape':
      return `${JSON.stringify(kubescapeExceptions(active, byId), undefined, 2)}\n`;
  }
}
