import { describeControl } from '../report/catalogue';
import { explainMarkdown, explainText } from '../report/explain';
import { type ExitCode, exitCodes } from './exit-code';
import { findControl } from '../check/find-control';
import { coloursFor, type Streams, widthOf } from './streams';
import type { PageFormat } from './usage';

/** What `casemate explain` was told. */
export interface ExplainFlags {
  readonly format: PageFormat;
}

/** Prints the page of a control. */
export function runExplain(id: string, { format }: ExplainFlags, { stdout, env }: Streams): ExitCode {
  const control = findControl(id);
  if (format === 'json') stdout.write(`${JSON.stringify(describeControl(control), undefined, 2)}\n`);
  else if (format === 'markdown') stdout.write(explainMarkdown(control));
  else stdout.write(explainText(control, { colours: coloursFor(stdout, env), width: widthOf(stdout) }));
  return exitCodes.clean;
}
