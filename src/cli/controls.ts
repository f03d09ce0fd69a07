import { controlsOf } from '../check/dated';
import { selectProfile } from '../check/profiles';
import { isObjectControl } from '../controls/any-control';
import { revisionAt } from '../controls/select';
import { formatControlsJson, formatControlsMarkdown, formatControlsText } from '../report/catalogue';
import { type ExitCode, exitCodes } from './exit-code';
import { type SettingFlags, settle } from './settings';
import { coloursFor, type Streams } from './streams';
import type { PageFormat } from './usage';

/** What `casemate controls` was told. */
export interface ControlsFlags extends Omit<SettingFlags, 'format'> {
  readonly format: PageFormat;
}

/** Lists the controls of a profile that apply at a minor. */
export function runControls({ format, ...flags }: ControlsFlags, streams: Streams): ExitCode {
  const { stdout, env } = streams;
  const { base, catalogue, controls: all, platform: { kubernetes } } = settle(flags, [], streams);
  const controls = selectProfile(base, controlsOf(catalogue, all)).filter((control) => !isObjectControl(control) || revisionAt(control, kubernetes) !== undefined);
  if (format === 'json') stdout.write(formatControlsJson(controls));
  else if (format === 'markdown') stdout.write(formatControlsMarkdown(controls));
  else stdout.write(formatControlsText(controls, coloursFor(stdout, env)));
  return exitCodes.clean;
}
