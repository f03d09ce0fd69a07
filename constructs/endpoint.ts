import type * as kplus from 'cdk8s-plus-28';
import type { ExistingWorkload } from './existing-workload';
import { Peer } from './peer';
import { namespaceOf } from './placement';
import { labelsOfPods } from './pod-labels';

/** A workload of this app: of the kit, of cdk8s-plus-28, or one that was there already. */
export type OwnWorkload = kplus.AbstractPod | ExistingWorkload;

/** A workload, or something that is not in this app. */
export type Endpoint = OwnWorkload | Peer;

/** A port that a container declares. */
export interface DeclaredPort {
  readonly number: number;
  readonly name?: string | undefined;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
}

/** Told by its shape: importing the class itself would go in a circle. */
const isExisting = (workload: OwnWorkload): workload is ExistingWorkload => 'podLabels' in workload;

/** The labels that the pods of a workload have, and no others. */
export const podLabelsOf = (workload: OwnWorkload): Readonly<Record<string, string>> => (isExisting(workload) ? workload.podLabels : labelsOfPods(workload));

/** The namespace that a workload lands in. */
export const namespaceOfWorkload = (workload: OwnWorkload): string | undefined => (isExisting(workload) ? workload.namespace : namespaceOf(workload));

/** The ports that its containers declare. */
export function portsOf(workload: OwnWorkload): readonly DeclaredPort[] {
  if (isExisting(workload)) return workload.containerPorts.map(({ containerPort, name, protocol = 'TCP' }) => ({ number: containerPort, name, protocol }));
  return [...workload.containers, ...workload.initContainers].flatMap(({ ports }) => ports).map(({ number, name, protocol }) => ({ number, name, protocol: protocol ?? 'TCP' }));
}

/** Whether a side of a connection is a workload of this app. */
export const isOwn = (endpoint: Endpoint): endpoint is OwnWorkload => !(endpoint instanceof Peer);
