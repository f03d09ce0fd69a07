import type { Control } from '../controls/control';
import { rangesOf } from '../controls/select';
import { type Colours, noColours } from './colours';
import { type ControlPage, controlPage } from './page';
import { severityRank } from './severity';

/** A list of controls as a table for a terminal, by area and then the worst first. */
export function formatControlsText(controls: readonly Control[], colours: Colours = noColours): string {
  const idWidth = Math.max(0, ...controls.map(({ id }) => id.length));
  const lines = inOrder(controls).map(({ severity, id, title }) => `${severity.padEnd(8)}  ${colours.bold(id.padEnd(idWidth))}  ${title}`);
  return `${[...lines, '', `${controls.length} controls · casemate explain <control> has the page of each`].join('\n')}\n`;
}

/** A list of controls as a Markdown table. */
export function formatControlsMarkdown(controls: readonly Control[]): string {
  const rows = inOrder(controls).map(({ id, severity, title, component }) => `| \`${id}\` | ${severity} | ${component} | ${title} |`);
  return `${['| Control | Severity | Component | What holds |', '|---|---|---|---|', ...rows].join('\n')}\n`;
}

/** A list of controls as JSON, each with its whole page. */
export function formatControlsJson(controls: readonly Control[]): string {
  return `${JSON.stringify(inOrder(controls).map(describeControl), undefined, 2)}\n`;
}

/** What {@link formatControlsJson} says of a control. */
export interface ControlDescription extends Omit<ControlPage, 'facts'> {
  readonly severity: string;
  readonly layer: string;
  readonly component: string;
  readonly each: readonly string[];
  readonly expected: string;
  readonly overrides?: string;
}

/** A control as plain data. */
export function describeControl(control: Control): ControlDescription {
  const { id, title, rationale, remediation, revisions, references, peers } = controlPage(control);
  const { severity, layer, component, expected, overrides } = control;
  return { id, title, severity, layer, component, each: rangesOf(control), expected, rationale, remediation, revisions, references, peers, overrides };
}

function inOrder(controls: readonly Control[]): readonly Control[] {
  const area = ({ id }: Control): string => id.slice(0, id.indexOf('-'));
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...controls].sort((a, b) => compare(area(a), area(b)) || severityRank(a.severity) - severityRank(b.severity) || compare(a.id, b.id));
}
