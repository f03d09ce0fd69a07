import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dump } from 'js-yaml';
import { controlsOf } from '../check/dated';
import type { ExceptionProblem } from '../check/report';
import { selectProfile } from '../check/profiles';
import { isObjectControl } from '../controls/any-control';
import { oneLine } from '../error';
import { generateGuardrails, type GuardrailAction, type GuardrailEngine, unguardedExceptions } from '../guardrails/generate';
import type { KubernetesObject } from '../manifest/object';
import { type ExitCode, exitCodes } from './exit-code';
import { writeOutputFile } from './output-file';
import { readPolicies } from './policies';
import { readLedger, type SettingFlags, settle } from './settings';
import type { Streams } from './streams';

/** What `casemate generate guardrails` was told. */
export interface GuardrailsFlags extends SettingFlags {
  readonly actions: readonly GuardrailAction[];
  readonly engine?: GuardrailEngine;
  /** Definitions of custom resources. */
  readonly customResource?: readonly string[];
  /** A directory for one file an object. */
  readonly output?: string;
}

/** Writes the controls of a profile as guardrails that let through what the ledger accepts, and says of which exceptions they cannot tell. */
export function runGuardrails({ actions, engine = 'kubernetes', customResource: customResources = [], output, ...flags }: GuardrailsFlags, streams: Streams): ExitCode {
  const { stdout, stderr, directory = '.' } = streams;
  const { base, catalogue, controls, exceptionsFile, now, policies, platform: { kubernetes } } = settle({ ...flags, ratchet: false }, [], streams);
  const selected = selectProfile(base, controlsOf(catalogue, controls)).filter(isObjectControl);
  const options = { kubernetes, actions, engine, customResources, exceptions: readLedger(exceptionsFile, directory, readPolicies(policies, streams)), now };
  const objects = generateGuardrails(selected, options);
  const left = unguardedExceptions(selected, options);
  if (output === undefined) stdout.write(objects.map((object) => `---\n${yamlOf(object)}`).join(''));
  else {
    mkdirSync(resolve(directory, output), { recursive: true });
    for (const object of objects) writeOutputFile(join(output, fileNameOf(object)), yamlOf(object), directory);
    stderr.write(`${objects.length} files in ${output}\n`);
  }
  for (const problem of left) stderr.write(lineOf(problem));
  return left.length === 0 ? exitCodes.clean : exitCodes.exceptions;
}

function lineOf({ code, control, object: { kind, namespace, name }, message, repair }: ExceptionProblem): string {
  const where = `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
  return `! ${code} the guardrail of ${control} refuses ${oneLine(where)}: ${oneLine(message)}. ${oneLine(repair)}\n`;
}

/** Folding would put line breaks into CEL, and anchors would tie objects together. */
const yamlOf = (object: KubernetesObject): string => dump(object, { lineWidth: -1, noRefs: true });

const fileNameOf = ({ kind, metadata }: KubernetesObject): string => `${metadata?.name ?? ''}.${kind.toLowerCase()}.yaml`;
