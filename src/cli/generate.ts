import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dump } from 'js-yaml';
import { controlsOf } from '../check/dated';
import { selectProfile } from '../check/profiles';
import { isObjectControl } from '../controls/any-control';
import { generateGuardrails, type GuardrailAction } from '../guardrails/generate';
import type { KubernetesObject } from '../manifest/object';
import { type ExitCode, exitCodes } from './exit-code';
import { writeOutputFile } from './output-file';
import { type SettingFlags, settle } from './settings';
import type { Streams } from './streams';

/** What `casemate generate guardrails` was told. */
export interface GuardrailsFlags extends SettingFlags {
  readonly actions: readonly GuardrailAction[];
  /** Definitions of custom resources. */
  readonly customResource?: readonly string[];
  /** A directory for one file an object. */
  readonly output?: string;
}

/** Writes the controls of a profile as guardrails. */
export function runGuardrails({ actions, customResource: customResources = [], output, ...flags }: GuardrailsFlags, streams: Streams): ExitCode {
  const { stdout, stderr, directory = '.' } = streams;
  const { base, catalogue, controls, platform: { kubernetes } } = settle(flags, [], streams);
  const objects = generateGuardrails(selectProfile(base, controlsOf(catalogue, controls)).filter(isObjectControl), { kubernetes, actions, customResources });
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
