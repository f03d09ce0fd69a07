import type { KubernetesObject } from '../../src/manifest/object';
import { valueAt } from '../../src/manifest/path';
import { podTemplatePath } from '../../src/manifest/workload';
import type { ScannerFinding } from './scanners';

/** What has to be so for the reason of a conflict to be true, looked up in what the scanner has read. */
export type Premise = (finding: ScannerFinding, objects: readonly KubernetesObject[]) => boolean;

interface PodSpec {
  readonly serviceAccountName?: string;
  readonly volumes?: readonly { readonly name: string; readonly emptyDir?: object; readonly ephemeral?: object }[];
}

/** The mount is of storage that is the pod's own, and of nothing that its node has. */
export const isStorageOfThePod: Premise = ({ object, message }, objects) => {
  const name = /volumeMounts\.name=\{\{([^}]+)\}\}/.exec(message)?.[1];
  const named = objects.filter(({ kind, metadata }) => `${kind}/${metadata?.name ?? ''}` === object);
  return name !== undefined && named.length > 0 && named.every((workload) => ownStorageOf(workload).includes(name));
};

function ownStorageOf(workload: KubernetesObject): readonly string[] {
  const claims = valueAt(workload, ['spec', 'volumeClaimTemplates']) as readonly { readonly metadata: { readonly name: string } }[] | undefined;
  const volumes = podSpecOf(workload)?.volumes ?? [];
  return [
    ...(claims ?? []).map(({ metadata }) => metadata.name),
    ...volumes.filter(({ emptyDir, ephemeral }) => emptyDir !== undefined || ephemeral !== undefined).map(({ name }) => name),
  ];
}

/** No two workloads of one namespace have one account. */
export const everyAccountIsOfOneWorkload: Premise = (_, objects) => {
  const accounts = objects.flatMap((object) => {
    const account = podSpecOf(object)?.serviceAccountName;
    return account === undefined ? [] : [`${object.metadata?.namespace ?? ''}/${account}`];
  });
  return new Set(accounts).size === accounts.length;
};

function podSpecOf(object: KubernetesObject): PodSpec | undefined {
  const path = podTemplatePath(object);
  return path === undefined ? undefined : valueAt(object, [...path, 'spec']) as PodSpec | undefined;
}
