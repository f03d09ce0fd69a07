import * as kplus from 'cdk8s-plus-28';

/** The label that the pods of one workload have, and no others. */
export function labelsOfPods(workload: kplus.AbstractPod): Readonly<Record<string, string>> {
  const address = workload.podMetadata.getLabel(kplus.Pod.ADDRESS_LABEL);
  return address === undefined ? {} : { [kplus.Pod.ADDRESS_LABEL]: address };
}
