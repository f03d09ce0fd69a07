import type { Finding, Report } from '../check/report';
import type { ObjectReference } from '../manifest/object';
import { severityRank } from './severity';

/** What a report says of one object in one place. */
export interface ObjectEntry {
  readonly object: ObjectReference;
  readonly file?: string;
  readonly constructPath?: string;
  readonly findings: readonly Finding[];
  readonly accepted: Report['exceptions'];
}

/** A report by object, the object with the worst finding first, otherwise in the order of the report. */
export function byObject({ findings, exceptions }: Pick<Report, 'findings' | 'exceptions'>): readonly ObjectEntry[] {
  const entries = new Map<string, { readonly findings: Finding[]; readonly accepted: Report['exceptions'][number][]; readonly of: Finding }>();
  const entryOf = (finding: Finding) => {
    const { file, constructPath, object: { apiVersion, kind, namespace, name } } = finding;
    const key = JSON.stringify([file, constructPath, apiVersion, kind, namespace, name]);
    let entry = entries.get(key);
    if (entry === undefined) entries.set(key, (entry = { findings: [], accepted: [], of: finding }));
    return entry;
  };
  for (const finding of findings) entryOf(finding).findings.push(finding);
  for (const item of exceptions) entryOf(item.finding).accepted.push(item);
  return [...entries.values()]
    .map(({ of: { object, file, constructPath }, ...rest }) => ({ object, file, constructPath, ...rest, findings: rest.findings.sort(worstFirst) }))
    .sort((a, b) => worstRank(a) - worstRank(b));
}

/** The order of findings for a reader who may stop early. */
export const worstFirst = (a: Finding, b: Finding): number => severityRank(a.severity) - severityRank(b.severity);

const worstRank = ({ findings: [worst] }: ObjectEntry): number => (worst === undefined ? Infinity : severityRank(worst.severity));

/** `Deployment shop/web`. */
export function objectTitle({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name === '' ? '(no name)' : name}`;
}
