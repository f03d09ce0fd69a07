import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesObject } from '../../src/manifest/object';
import type { Client } from './client';

const ACTIVE_WITHIN_MS = 30_000;
let sentinels = 0;

/** Creates objects one by one; anything but success is an error. */
export async function createAll(client: Client, objects: readonly KubernetesObject[]): Promise<void> {
  for (const object of objects) {
    const { status, body } = await client.create(object);
    if (status !== 201) throw new Error(`${object.kind} ${object.metadata?.name ?? ''} was not created: ${JSON.stringify(body)}`);
  }
}

/**
 * Creates guardrails and waits until all of them are in force. The API server takes new policies up about once a second, in the order in which
 * they were created: once the last one refuses what only it refuses, the others are in force as well.
 */
export async function install(client: Client, guardrails: readonly KubernetesObject[]): Promise<void> {
  // A fresh name each time: the sentinel of an earlier set must not answer for this one.
  sentinels += 1;
  const name = `sentinel-${sentinels}`;
  await createAll(client, [...guardrails, ...sentinel(name)]);
  const probe = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } };
  const deadline = Date.now() + ACTIVE_WITHIN_MS;
  while (Date.now() < deadline) {
    const { body } = await client.create(probe, { dryRun: true });
    if (JSON.stringify(body).includes(`ValidatingAdmissionPolicy '${name}'`)) return;
    await sleep(100);
  }
  throw new Error('The API server did not take the guardrails up.');
}

function sentinel(name: string): readonly KubernetesObject[] {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const resourceRules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }];
  return [
    {
      apiVersion, kind: 'ValidatingAdmissionPolicy', metadata: { name },
      spec: { matchConstraints: { resourceRules }, validations: [{ expression: `object.metadata.name != '${name}'` }] },
    },
    { apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name }, spec: { policyName: name, validationActions: ['Deny'] } },
  ];
}

/** A Namespace with labels. */
export const namespace = (name: string, labels: Readonly<Record<string, string>> = {}): KubernetesObject => ({
  apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels },
});
