import { type Profile, selectProfile } from '../check/profiles';
import { isObjectControl } from '../controls/any-control';
import { catalogue } from '../controls/index';
import { revisionAt } from '../controls/select';
import type { Minor } from '../manifest/object';
import { formatControlsJson, formatControlsMarkdown, formatControlsText } from '../report/catalogue';
import { type ExitCode, exitCodes } from './exit-code';
import { coloursFor, type Streams } from './streams';
import type { PageFormat } from './usage';

/** What `casemate controls` was told. */
export interface ControlsFlags {
  readonly format: PageFormat;
  readonly profile: Profile;
  readonly kubernetes: Minor;
}

/** Lists the controls of a profile that apply at a minor. */
export function runControls({ format, profile, kubernetes }: ControlsFlags, { stdout, env }: Streams): ExitCode {
  const controls = selectProfile(profile, catalogue).filter((control) => !isObjectControl(control) || revisionAt(control, kubernetes) !== undefined);
  if (format === 'json') stdout.write(formatControlsJson(controls));
  else if (format === 'markdown') stdout.write(formatControlsMarkdown(controls));
  else stdout.write(formatControlsText(controls, coloursFor(stdout, env)));
  return exitCodes.clean;
}
