import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dump } from 'js-yaml';
import { type Profile, selectProfile } from '../check/profiles';
import { allControls } from '../controls/index';
import { generateGuardrails, type GuardrailAction } from '../guardrails/generate';
import type { KubernetesObject, Minor } from '../manifest/object';
import { type ExitCode, exitCodes } from './exit-code';
import { writeOutputFile } from './output-file';
import type { Streams } from './streams';

/** What `casemate generate guardrails` was told. */
export interface GuardrailsFlags {
  readonly profile: Profile;
  readonly kubernetes: Minor;
  readonly actions: readonly GuardrailAction[];
  /** A directory for one file an object. */
  readonly output?: string;
}

/** Writes the controls of a profile as guardrails. */
export function runGuardrails({ profile, kubernetes, actions, output }: GuardrailsFlags, { stdout, stderr, directory = '.' }: Streams): ExitCode {
  const objects = generateGuardrails(selectProfile(profile, allControls), { kubernetes, actions });
  if (output === undefined) {
    stdout.write(objects.map((object) => `---\n${yamlOf(object)}`).join(''));
    return exitCodes.clean;
  }
  mkdirSync(resolve(directory, output), { recursive: true });
  for (const object of objects) writeOutputFile(join(output, fileNameOf(object)), yamlOf(object), directory);
  stderr.write(`${objects.length} files in ${output}\n`);
  return exitCodes.clean;
}

/** Folding would put line breaks into CEL, and anchors would tie objects together. */
const yamlOf = (object: KubernetesObject): string => dump(object, { lineWidth: -1, noRefs: true });

const fileNameOf = ({ kind, metadata }: KubernetesObject): string => `${metadata?.name ?? ''}.${kind.toLowerCase()}.yaml`;
