import { connectionOf } from '../../src/graph/connection';
import { podOf } from '../../src/graph/endpoint';
import { Objects } from '../../src/graph/object-set';
import type { KubernetesObject } from '../../src/manifest/object';

/** Which workload reaches which, on whatever port: `blue-reports/nightly → blue-shop/api`. No pod is counted that reaches itself. */
export function reaches(objects: readonly KubernetesObject[]): readonly string[] {
  const set = new Objects(objects);
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  const pods = set.workloads.map((workload) => ({ name: `${workload.namespace}/${workload.object.metadata?.name ?? ''}`, pod: podOf(workload, set) }));
  return pods.flatMap((source) => pods
    .filter((destination) => destination !== source && connectionOf(policies, source, destination).possibly.length > 0)
    .map((destination) => `${source.name} → ${destination.name}`));
}
