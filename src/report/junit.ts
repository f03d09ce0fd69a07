import type { AcceptedFinding, Finding, NotEvaluated, Report } from '../check/report';
import type { ControlMetadata } from '../controls/control';
import { formatPlace, oneLine } from '../error';
import { byObject, type ObjectEntry, objectTitle } from './by-object';

interface Case {
  readonly name: string;
  readonly className: string;
  readonly result?: { readonly element: 'failure' | 'error' | 'skipped'; readonly attributes?: Attributes; readonly text: string };
}

type Attributes = Readonly<Record<string, string | number>>;

/**
 * Writes a report as JUnit XML. A suite is an object with a test case for each control that failed there, all of its failures in one; accepted
 * findings are skipped, what could not be evaluated is an error, and a control that found nothing anywhere is a case that passed.
 *
 * @param controls - The controls that were checked.
 */
export function formatJunit(report: Report, controls: readonly ControlMetadata[]): string {
  const suites = [
    ...byObject(report).map((entry) => suite(objectTitle(entry.object), casesOf(entry), entry.file ?? entry.constructPath)),
    ...(report.notEvaluated.length === 0 ? [] : [suite('not evaluated', report.notEvaluated.map(errorCase))]),
    ...quietSuite(report, controls),
  ];
  const all = suites.flatMap(({ cases }) => cases);
  const root = element('testsuites', { name: 'casemate', ...count(all, ['tests', 'failures', 'errors']) }, suites.map(({ text }) => text));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function casesOf({ object, findings, accepted }: ObjectEntry): Case[] {
  const className = objectTitle(object);
  const controls = [...new Set([...findings, ...accepted.map(({ finding }) => finding)].map(({ control }) => control))];
  return controls.map((control) => {
    const failed = findings.filter((finding) => finding.control === control);
    const excused = accepted.filter(({ finding }) => finding.control === control);
    return { name: control, className, result: failed.length === 0 ? skip(excused) : failure(failed) };
  });
}

function failure(findings: readonly Finding[]): Case['result'] {
  const [{ severity, message } = { severity: '', message: '' }] = findings;
  const more = findings.length === 1 ? '' : `, and ${findings.length - 1} more`;
  return { element: 'failure', attributes: { type: severity, message: `${oneLine(message)}${more}` }, text: findings.map(findingLine).join('\n') };
}

const findingLine = (finding: Finding): string => [formatPlace(finding), oneLine(finding.message)].filter((part) => part !== '').join('  ');

function skip(accepted: readonly AcceptedFinding[]): Case['result'] {
  const lines = accepted.map(({ finding, reason, owner, expires }) => `${findingLine(finding)}  accepted by ${oneLine(owner)} until ${expires}: ${oneLine(reason)}`);
  return { element: 'skipped', text: lines.join('\n') };
}

function errorCase(item: NotEvaluated): Case {
  const { code, message, repair, object, field } = item;
  const place = [formatPlace(item), oneLine(field ?? '')].filter((part) => part !== '').join('  ');
  return {
    name: place === '' ? code : `${code} ${place}`,
    className: object === undefined ? 'input' : objectTitle(object),
    result: { element: 'error', attributes: { type: code, message: oneLine(message) }, text: oneLine(repair) },
  };
}

/** Readers of JUnit take a file without cases for a run that went wrong. */
function quietSuite({ findings, exceptions }: Report, controls: readonly ControlMetadata[]): Suite[] {
  const loud = new Set([...findings, ...exceptions.map(({ finding }) => finding)].map(({ control }) => control));
  const quiet = controls.filter(({ id }) => !loud.has(id));
  return quiet.length === 0 ? [] : [suite('controls without findings', quiet.map(({ id }) => ({ name: id, className: 'every object that was evaluated' })))];
}

interface Suite {
  readonly cases: readonly Case[];
  readonly text: string;
}

function suite(name: string, cases: readonly Case[], origin?: string): Suite {
  const attributes = { name, ...count(cases, ['tests', 'failures', 'errors', 'skipped']), ...(origin === undefined ? {} : { package: origin }) };
  return { cases, text: element('testsuite', attributes, cases.map(caseText)) };
}

type Counter = 'tests' | 'failures' | 'errors' | 'skipped';

const ELEMENTS: Readonly<Record<Exclude<Counter, 'tests'>, string>> = { failures: 'failure', errors: 'error', skipped: 'skipped' };

const count = (cases: readonly Case[], counters: readonly Counter[]): Attributes => Object.fromEntries(counters.map((counter) => [
  counter, counter === 'tests' ? cases.length : cases.filter(({ result }) => result?.element === ELEMENTS[counter]).length,
]));

function caseText({ name, className, result }: Case): string {
  const attributes = { name, classname: className };
  if (result === undefined) return element('testcase', attributes, []);
  return element('testcase', attributes, [`<${result.element}${attributeText(result.attributes ?? {})}>${escapeXml(result.text)}</${result.element}>`]);
}

function element(name: string, attributes: Attributes, children: readonly string[]): string {
  const start = `<${name}${attributeText(attributes)}`;
  if (children.length === 0) return `${start}/>`;
  return [`${start}>`, ...children.map((child) => child.replace(/^(?= *<)/gm, '  ')), `</${name}>`].join('\n');
}

const attributeText = (attributes: Attributes): string =>
  Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeXml(oneLine(String(value)))}"`).join('');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** XML has no way at all to write half of a surrogate pair and two more characters; control characters are gone by now. */
function escapeXml(text: string): string {
  return text
    .replace(/[\u{d800}-\u{dfff}\u{fffe}\u{ffff}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
