import type { KubernetesObject } from '../manifest/object';
import { Checker } from './checker';
import type { CheckOptions } from './options';
import type { Report } from './report';

/**
 * Judges Kubernetes objects by the controls of a profile. A field that is not set counts with the value that Kubernetes gives it.
 *
 * Nothing is thrown for objects that cannot be judged: they stand in `notEvaluated`, and never count as passed.
 *
 * @example
 * ```ts
 * import { check } from 'casemate';
 *
 * const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { hostPID: true, containers: [] } };
 * const report = check([pod], { profile: 'pss-baseline' });
 * console.log(report.findings.map((finding) => finding.message));
 * ```
 */
export function check(objects: readonly KubernetesObject[], options: CheckOptions = {}): Report {
  const checker = new Checker(options);
  for (const object of objects) checker.add({ object });
  return checker.report();
}
