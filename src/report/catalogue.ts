import type { AnyControl } from '../controls/any-control';
import { type Colours, noColours } from './colours';
import { type ControlPage, controlPage } from './page';
import { severityRank } from './severity';

/** A list of controls as a table for a terminal, by area and then the worst first. */
export function formatControlsText(controls: readonly AnyControl[], colours: Colours = noColours): string {
  const idWidth = Math.max(0, ...controls.map(({ id }) => id.length));
  const lines = inOrder(controls).map(({ severity, id, title }) => `${severity.padEnd(8)}  ${colours.bold(id.padEnd(idWidth))}  ${title}`);
  return `${[...lines, '', `${controls.length} controls · casemate explain <control> has the page of each`].join('\n')}\n`;
}

/** A list of controls as a Markdown table. */
export function formatControlsMarkdown(controls: readonly AnyControl[]): string {
  const rows = inOrder(controls).map(({ id, severity, title, component }) => `| \`${id}\` | ${severity} | ${component} | ${title} |`);
  return `${['| Control | Severity | Component | What holds |', '|---|---|---|---|', ...rows].join('\n')}\n`;
}

/** A list of controls as JSON, each with its whole page. */
export function formatControlsJson(controls: readonly AnyControl[]): string {
  return `${JSON.stringify(inOrder(controls).map(describeControl), undefined, 2)}\n`;
}

/** What {@link formatControlsJson} says of a control. */
export interface ControlDescription extends ControlPage {
  readonly severity: string;
  readonly layer: string;
  readonly component: string;
}

/** A control as plain data. */
export function describeControl(control: AnyControl): ControlDescription {
  const { id, title, ...page } = controlPage(control);
  const { severity, layer, component } = control;
  return { id, title, severity, layer, component, ...page };
}

function inOrder(controls: readonly AnyControl[]): readonly AnyControl[] {
  const area = ({ id }: AnyControl): string => id.slice(0, id.indexOf('-'));
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...controls].sort((a, b) => compare(area(a), area(b)) || severityRank(a.severity) - severityRank(b.severity) || compare(a.id, b.id));
}
