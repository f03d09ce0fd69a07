import type { KubernetesObject } from '../../src/manifest/object';
import { valueAt } from '../../src/manifest/path';
import { podTemplatePath } from '../../src/manifest/workload';
import type { Client } from './client';

/** What controllers do that no server of these tests runs. */

/** The quota controller's work: without it, no quota lets a pod in. */
export async function computeQuota(client: Client, quota: KubernetesObject): Promise<void> {
  const { hard } = quota['spec'] as { hard: Readonly<Record<string, string>> };
  const used = Object.fromEntries(Object.keys(hard).map((name) => [name, '0']));
  const path = `${await client.pathOf(quota, quota.metadata?.namespace ?? '')}/${quota.metadata?.name ?? ''}/status`;
  const { status, body } = await client.patch(path, { status: { hard, used } });
  if (status !== 200) throw new Error(`The quota was not computed: ${JSON.stringify(body)}`);
}

/** What each stored workload has its controller make. */
export function podsOf(workload: KubernetesObject): readonly KubernetesObject[] {
  const path = podTemplatePath(workload);
  if (path === undefined) return [];
  const { metadata, spec } = valueAt(workload, path) as { metadata?: object; spec: { volumes?: readonly object[] } };
  const claims = (valueAt(workload, ['spec', 'volumeClaimTemplates']) ?? []) as readonly KubernetesObject[];
  const claimed = claims.map((claim) => ({ name: claim.metadata?.name, persistentVolumeClaim: { claimName: `${claim.metadata?.name ?? ''}-0` } }));
  const volumes = [...(spec.volumes ?? []), ...claimed];
  const { name, namespace } = workload.metadata ?? {};
  return [{ apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: `${name}-0`, namespace }, spec: { ...spec, ...(volumes.length > 0 && { volumes }) } }];
}
