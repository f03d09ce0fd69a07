import { dump } from 'js-yaml';
import type { AcceptedFinding, Finding, NotEvaluated, Report } from '../check/report';
import type { ControlMetadata, Severity } from '../controls/control';
import { oneLine } from '../error';
import type { ObjectReference } from '../manifest/object';
import { kindStatus } from '../manifest/schema';
import { latestMinor } from '../platform';

interface Result {
  readonly source: 'casemate';
  readonly policy: string;
  readonly category?: string;
  readonly severity?: Severity;
  readonly result: 'fail' | 'error' | 'skip';
  readonly scored: true;
  readonly message: string;
  readonly resources?: readonly object[];
  readonly properties: Readonly<Record<string, string>>;
}

/** The scope of a report; `undefined` is the cluster, `''` the namespace that the objects are applied to. */
type Namespace = string | undefined;

/**
 * Writes a report as objects of openreports.io/v1alpha1, the successor of the policy report: a Report for each namespace and a ClusterReport for
 * what has none. Findings are failures, accepted ones skipped, and what could not be evaluated is an error. What passed is not counted.
 *
 * @param controls - Where the categories come from.
 */
export function formatOpenreports(report: Report, controls: readonly ControlMetadata[]): string {
  const categories = new Map(controls.map(({ id, component }) => [id, component]));
  const scopes = new Map<Namespace, Result[]>();
  const add = (object: ObjectReference | undefined, result: Result): void => {
    const namespace = namespaceOf(object);
    const results = scopes.get(namespace);
    if (results === undefined) scopes.set(namespace, [result]);
    else results.push(result);
  };
  for (const item of report.notEvaluated) add(item.object, errorOf(item));
  for (const finding of report.findings) add(finding.object, failureOf(finding, categories));
  for (const item of report.exceptions) add(item.finding.object, skipOf(item, categories));
  if (scopes.size === 0) scopes.set(undefined, []);
  return [...scopes].sort(([a = ' '], [b = ' ']) => (a < b ? -1 : 1)).map(([namespace, results]) => `---\n${yamlOf(namespace, results)}`).join('');
}

function yamlOf(namespace: Namespace, results: readonly Result[]): string {
  const count = (result: Result['result']): number => results.filter((item) => item.result === result).length;
  const object = {
    apiVersion: 'openreports.io/v1alpha1',
    kind: namespace === undefined ? 'ClusterReport' : 'Report',
    metadata: {
      name: 'casemate',
      ...(namespace === undefined || namespace === '' ? {} : { namespace }),
      labels: { 'app.kubernetes.io/managed-by': 'casemate' },
    },
    source: 'casemate',
    summary: { fail: count('fail'), error: count('error'), skip: count('skip') },
    results,
  };
  return dump(object, { lineWidth: -1, noRefs: true });
}

function namespaceOf(object: ObjectReference | undefined): Namespace {
  if (object === undefined) return undefined;
  const { apiVersion, kind, namespace } = object;
  const status = kindStatus(apiVersion, kind, latestMinor);
  if (status.status !== 'served') return namespace === '' ? undefined : namespace;
  return status.schema.namespaced ? namespace : undefined;
}

function failureOf(finding: Finding, categories: ReadonlyMap<string, string>): Result {
  const { control, severity, message, object, field, expected, actual, fingerprint } = finding;
  const category = categories.get(control);
  return {
    source: 'casemate',
    policy: control,
    ...(category === undefined ? {} : { category }),
    severity,
    result: 'fail',
    scored: true,
    message: oneLine(message),
    resources: [resourceOf(object, field)],
    properties: { ...placeOf(finding), expected, actual, fingerprint },
  };
}

function skipOf({ finding, reason, owner, expires }: AcceptedFinding, categories: ReadonlyMap<string, string>): Result {
  const failure = failureOf(finding, categories);
  return { ...failure, result: 'skip', properties: { ...failure.properties, reason, owner, expires } };
}

function errorOf(item: NotEvaluated): Result {
  const { code, message, repair, object, field } = item;
  return {
    source: 'casemate',
    policy: code,
    result: 'error',
    scored: true,
    message: oneLine(message),
    ...(object === undefined ? {} : { resources: [resourceOf(object, field)] }),
    properties: { ...placeOf(item), repair },
  };
}

const resourceOf = ({ apiVersion, kind, namespace, name }: ObjectReference, field = ''): object =>
  ({ apiVersion, kind, ...(namespace === '' ? {} : { namespace }), name, ...(field === '' ? {} : { fieldPath: field }) });

function placeOf({ file, line, column }: Finding | NotEvaluated): Record<string, string> {
  const place = { file, line, column };
  return Object.fromEntries(Object.entries(place).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
}
