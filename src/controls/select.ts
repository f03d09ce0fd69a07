import type { Minor } from '../manifest/object';
import { minorNumber } from '../platform';
import type { Control, Fix, Kind } from './control';
import type { RangeName } from './ranges';

/** The kinds with a pod spec that are built into Kubernetes. */
export const workloadKinds: readonly Kind[] = [
  { apiGroup: '', kind: 'Pod' },
  { apiGroup: '', kind: 'PodTemplate' },
  { apiGroup: '', kind: 'ReplicationController' },
  { apiGroup: 'apps', kind: 'ReplicaSet' },
  { apiGroup: 'apps', kind: 'Deployment' },
  { apiGroup: 'apps', kind: 'StatefulSet' },
  { apiGroup: 'apps', kind: 'DaemonSet' },
  { apiGroup: 'batch', kind: 'Job' },
  { apiGroup: 'batch', kind: 'CronJob' },
];

/** The names of these kinds. */
export const workloadNames: readonly string[] = workloadKinds.map(({ kind }) => kind);

/** The ranges that a control's expressions are written for. */
export const rangesOf = (control: Control): readonly RangeName[] => (typeof control.each === 'string' ? [control.each] : control.each);

/** The first minor of the meaning that holds at a minor; `undefined` where the control does not apply yet. */
export function revisionAt(control: Control, minor: Minor): Minor | undefined {
  let chosen: Minor | undefined;
  for (const since of Object.keys(control.revisions) as Minor[]) {
    if (minorNumber(since) > minorNumber(minor)) continue;
    if (chosen === undefined || minorNumber(since) > minorNumber(chosen)) chosen = since;
  }
  return chosen;
}

/** The CEL text of one revision for one range; `undefined` where that revision does not look at the range. */
export function expressionAt(control: Control, revision: Minor, range: RangeName): string | undefined {
  const expression = control.revisions[revision];
  return typeof expression === 'string' ? expression : expression?.[range];
}

/** The fields to blame for one range, relative to its element. */
export function fieldsAt(control: Control, range: RangeName): readonly string[] {
  const { field } = control;
  const own = typeof field === 'string' || isList(field) ? field : (field[range] ?? '');
  return typeof own === 'string' ? [own] : own;
}

/** The repair for one range. */
export function fixAt(control: Control, range: RangeName): Fix {
  const { fix } = control;
  if (typeof fix !== 'object' || isList(fix) || 'needs' in fix) return fix;
  const own = (fix as Readonly<Partial<Record<RangeName, Fix>>>)[range];
  if (own === undefined) throw new Error(`The control ${control.id} has no fix for the range ${range}.`);
  return own;
}

const isList = (value: unknown): value is readonly string[] => Array.isArray(value);
