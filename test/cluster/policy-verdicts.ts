import type { KubernetesObject } from '../../src/manifest/object';
import type { Client } from './client';
import { install } from './install';

/** What the API server makes of a validation expression. */
export type ServerVerdict =
  | { readonly outcome: 'true' | 'false' }
  | { readonly outcome: 'error'; readonly message: string }
  /** It does not take the policy. */
  | { readonly outcome: 'refused'; readonly message: string };

const API_VERSION = 'admissionregistration.k8s.io/v1';
/** All warnings of one request have to fit. */
const BATCH = 8;

/** A policy about ConfigMaps and Pods with some validations. It looks at one object only, by name. */
function policyFor(name: string, expressions: readonly string[]): KubernetesObject {
  const resourceRules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps', 'pods'] }];
  return {
    apiVersion: API_VERSION, kind: 'ValidatingAdmissionPolicy', metadata: { name },
    spec: {
      matchConstraints: { resourceRules },
      matchConditions: [{ name: 'name', expression: `object.metadata.name == '${name}'` }],
      validations: expressions.map((expression, index) => ({ expression, message: `[${index}] false` })),
    },
  };
}

/** Binds a policy so that it warns. */
const warningBinding = (policyName: string): KubernetesObject => ({
  apiVersion: API_VERSION, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: policyName }, spec: { policyName, validationActions: ['Warn'] },
});

/** Asks the API server for its verdict on each of some expressions about an object. */
export async function serverVerdicts(client: Client, prefix: string, object: KubernetesObject, expressions: readonly string[]): Promise<readonly ServerVerdict[]> {
  const refusals = await Promise.all(expressions.map((expression) => refusalOf(client, expression)));
  const accepted = expressions.flatMap((expression, index) => (refusals[index] === undefined ? [{ expression, index }] : []));
  const batches = Array.from({ length: Math.ceil(accepted.length / BATCH) }, (_, number) => ({
    name: `${prefix}-${number}`, items: accepted.slice(number * BATCH, (number + 1) * BATCH),
  }));
  await install(client, batches.flatMap(({ name, items }) => [policyFor(name, items.map(({ expression }) => expression)), warningBinding(name)]));
  const verdicts: ServerVerdict[] = refusals.map((message) => (message === undefined ? { outcome: 'true' } : { outcome: 'refused', message }));
  for (const { name, items } of batches) {
    const { status, body, warnings } = await client.create({ ...object, metadata: { ...object.metadata, name } }, { dryRun: true });
    if (status !== 201) throw new Error(`${name}: ${JSON.stringify(body)}`);
    readWarnings(warnings, items.map(({ expression }) => expression)).forEach((verdict, index) => {
      verdicts[items[index]?.index as number] = verdict;
    });
  }
  return verdicts;
}

async function refusalOf(client: Client, expression: string): Promise<string | undefined> {
  const { status, body } = await client.create(policyFor('compile', [expression]), { dryRun: true });
  if (status === 201) return undefined;
  return (body as { message?: string }).message ?? '';
}

function readWarnings(warnings: readonly string[], expressions: readonly string[]): readonly ServerVerdict[] {
  const texts = warnings.map((warning) => warning.replace(/^.*? with binding '[^']*': /s, ''));
  if (texts.join('').length > 3900) throw new Error('The warnings are too long to be complete.');
  return expressions.map((expression, index) => {
    if (texts.some((text) => text.startsWith(`[${index}] `))) return { outcome: 'false' };
    const start = `expression '${expression}' resulted in error: `;
    const error = texts.find((text) => text.startsWith(start));
    return error === undefined ? { outcome: 'true' } : { outcome: 'error', message: error.slice(start.length) };
  });
}
