import { pathToFileURL } from 'node:url';
import type { Finding, NotEvaluated, Report } from '../check/report';
import { isPolicyControl, type ReportedControl } from '../controls/any-control';
import type { Severity } from '../controls/control';
import type { ObjectReference } from '../manifest/object';
import { explainMarkdown, explainText } from './explain';
import { controlUri } from './page';

/** What a SARIF file says of the tool that wrote it. */
export interface SarifOptions {
  /** The version of the kit. */
  readonly version: string;
}

type Json = Readonly<Record<string, unknown>>;

const LEVELS: Readonly<Record<Severity, string>> = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' };
const WAS_THERE = 'It was there when the ratchet was written.';
/** In the bands by which code scanning services sort: critical above 9, high from 7, medium from 4. */
const SECURITY_SEVERITIES: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '3.0', info: '0.1' };

/**
 * Writes a report as SARIF 2.1.0. The rules are the controls and the policies; accepted findings are there as suppressed results; what could not be
 * evaluated is a notification of the run, which then counts as unsuccessful.
 *
 * @param controls - The controls that were checked: each is a rule, with findings or without.
 */
export function formatSarif(report: Report, controls: readonly ReportedControl[], { version }: SarifOptions): string {
  const indices = new Map(controls.map(({ id }, index) => [id, index]));
  const results = [
    ...report.findings.map((finding) => resultOf(finding, indices)),
    ...report.exceptions.map(({ finding, reason }) => ({ ...resultOf(finding, indices), suppressions: [{ kind: 'external', justification: reason }] })),
    ...(report.ratchet?.findings ?? []).map((finding) => ({ ...resultOf(finding, indices), suppressions: [{ kind: 'external', justification: WAS_THERE }] })),
  ];
  const run = {
    tool: { driver: { name: 'casemate', version, semanticVersion: version, informationUri: new URL('/', controlUri('')).href, rules: controls.map(ruleOf) } },
    invocations: [{ executionSuccessful: report.notEvaluated.length === 0, toolExecutionNotifications: report.notEvaluated.map(notificationOf) }],
    columnKind: 'utf16CodeUnits',
    results,
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, undefined, 2)}\n`;
}

function ruleOf(control: ReportedControl): Json {
  const { id, title, rationale, severity, layer, component } = control;
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: rationale },
    help: { text: explainText(control), markdown: explainMarkdown(control) },
    ...(isPolicyControl(control) ? {} : { helpUri: controlUri(id) }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ['security', 'kubernetes', layer, component, ...standardsOf(control)], 'security-severity': SECURITY_SEVERITIES[severity], precision: 'very-high' },
  };
}

const standardsOf = ({ references }: ReportedControl): string[] => [...new Set(references.map(({ standard, edition, id }) => `external/${standard}/${edition}/${id}`))];

function resultOf(finding: Finding, indices: ReadonlyMap<string, number>): Json {
  const { control, severity, message, expected, actual, fixable, fingerprint } = finding;
  return {
    ruleId: control,
    ...(indices.has(control) ? { ruleIndex: indices.get(control) } : {}),
    level: LEVELS[severity],
    message: { text: `${message}. ${objectName(finding.object)}, ${finding.field}.` },
    locations: [locationOf(finding)],
    partialFingerprints: { 'casemate/v1': fingerprint },
    properties: { expected, actual, fixable },
  };
}

function notificationOf(item: NotEvaluated): Json {
  const { code, message, repair } = item;
  const location = locationOf(item);
  return {
    level: 'error',
    descriptor: { id: code },
    message: { text: `${message}. ${repair}` },
    ...(Object.keys(location).length === 0 ? {} : { locations: [location] }),
  };
}

function locationOf({ file, line, column, object, field }: Finding | NotEvaluated): Json {
  const physicalLocation = file === undefined || file === '<stdin>' ? undefined : {
    artifactLocation: { uri: fileUri(file) },
    ...(line === undefined ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }),
  };
  const name = object === undefined ? undefined : [objectName(object), field ?? ''].filter((part) => part !== '').join(' ');
  return {
    ...(physicalLocation === undefined ? {} : { physicalLocation }),
    ...(name === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: name, kind: 'resource' }] }),
  };
}

const objectName = ({ apiVersion, kind, namespace, name }: ObjectReference): string => `${apiVersion} ${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;

/** Relative paths stay relative, so that the report means the same on another machine. */
function fileUri(file: string): string {
  if (file.startsWith('/') || /^[A-Za-z]:[\\/]/.test(file)) return pathToFileURL(file).href;
  return file.replace(/^(?:\.\/)+/, '').split('/').map(encodeURIComponent).join('/');
}
