import { selectProfile } from '../../src/check/profiles';
import { objectControls } from '../../src/controls/index';
import { generateGuardrails } from '../../src/guardrails/generate';
import type { KubernetesObject, Minor } from '../../src/manifest/object';
import type { Answer } from './client';
import { computeQuota } from './controllers';
import { install } from './install';
import type { TestServer } from './server';

/** How objects are created. */
export interface Creation {
  /** The minor that the guardrails are for. @default that of the server */
  readonly kubernetes?: Minor;
  /** What becomes of fields that the server does not know. @default 'Strict' */
  readonly fieldValidation?: 'Strict' | 'Warn';
}

/** Denies what the guardrails find, creates objects one after the other, and gives what the server said of each. */
export async function createBehindGuardrails(
  { client, minor }: TestServer, objects: readonly KubernetesObject[], { kubernetes = minor, fieldValidation = 'Strict' }: Creation = {},
): Promise<ReadonlyMap<KubernetesObject, Answer>> {
  await install(client, generateGuardrails(selectProfile('hardened', objectControls), { kubernetes, actions: ['Deny'] }));
  const answers = new Map<KubernetesObject, Answer>();
  for (const object of objects) {
    answers.set(object, await client.create(object, { fieldValidation }));
    if (object.kind === 'ResourceQuota') await computeQuota(client, object);
  }
  return answers;
}

/** How an object is called in a test. */
export const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;

/** What tells one answer from another. */
export const said = ({ status, warnings, body }: Answer): { readonly status: number; readonly warnings: readonly string[]; readonly message: string | undefined } =>
  ({ status, warnings, message: (body as { message?: string }).message });

/** Created, without a word. */
export const WELL = { status: 201, warnings: [], message: undefined };
