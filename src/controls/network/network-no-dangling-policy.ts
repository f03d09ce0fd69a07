import { type Pod, podOf } from '../../graph/endpoint';
import { selectsPod } from '../../graph/network-policy';
import { selects } from '../../graph/selector';
import { namespaceOf } from '../../graph/object-set';
import type { KubernetesObject } from '../../manifest/object';
import type { Path } from '../../manifest/path';
import { needs } from '../control';
import { fieldsAt, itemsAt } from '../../manifest/fields';
import { type GraphContext, graphControl, type GraphFailure, type ObjectSet } from '../graph-control';
import { kubescape, owaspK10 } from '../references';
import { workloadNames } from '../select';
import { decide } from '../proposal';

export const networkNoDanglingPolicy = graphControl({
  id: 'network-no-dangling-policy',
  title: 'Network policies select pods that exist',
  layer: 'cluster',
  component: 'network',
  severity: 'low',
  rationale: 'A policy whose selector has a typing error protects nobody, and looks as if it did; a peer that nobody is waits for whoever takes the labels.',
  remediation: 'Correct the podSelector so that it selects the pods that are meant, or remove it.',
  references: [owaspK10('2025', 'K05'), kubescape('C-0299')],
  peers: { kubeLinter: 'dangling-networkpolicy', kubeScore: 'networkpolicy-targets-pod', kubescape: 'C-0299', kics: 'Network Policy Is Not Targeting Any Pod' },
  reads: ['workloads', { apiGroup: 'networking.k8s.io', kind: 'NetworkPolicy' }],
  findAll: dangling,
});

const MEANT = 'which pods are meant';
const PEERS = [['ingress', 'from'], ['egress', 'to']] as const;

/** Only where workloads of the namespace are in the set: pods of elsewhere may be in files of elsewhere. */
function* dangling({ set }: GraphContext): Iterable<GraphFailure> {
  const podsByNamespace = podsIn(set);
  for (const policy of set.ofKind('networking.k8s.io', 'NetworkPolicy')) {
    const pods = podsByNamespace.get(namespaceOf(policy));
    if (pods === undefined) continue;
    if (!isEmpty(fieldsAt(policy, 'spec')['podSelector']) && !pods.some((pod) => selectsPod(policy, pod))) {
      yield failure(policy, ['spec', 'podSelector'], pods);
    }
    for (const { path, selector } of ownPeers(policy)) {
      if (!pods.some(({ labels }) => selects(selector, labels))) yield failure(policy, path, pods);
    }
  }
}

/** Those in the network of their node count as well: the policy was meant for them. */
function podsIn(set: ObjectSet): ReadonlyMap<string, readonly Pod[]> {
  const pods = new Map<string, Pod[]>();
  for (const workload of set.workloads) {
    const pod = { ...podOf(workload, set), hostNetwork: false };
    const known = pods.get(workload.namespace);
    if (known === undefined) pods.set(workload.namespace, [pod]);
    else known.push(pod);
  }
  return pods;
}

/** An empty selector is for the pods of tomorrow as well. */
const isEmpty = (selector: unknown): boolean =>
  itemsAt(selector, 'matchExpressions').length === 0 && Object.keys(fieldsAt(selector, 'matchLabels')).length === 0;

/** The peers in the namespace of the policy. */
function ownPeers(policy: KubernetesObject): readonly { readonly path: Path; readonly selector: unknown }[] {
  return PEERS.flatMap(([rules, peers]) => itemsAt(fieldsAt(policy, 'spec'), rules).flatMap((rule, index) =>
    itemsAt(rule, peers).flatMap(({ podSelector, namespaceSelector }, position) => (
      podSelector === undefined || namespaceSelector !== undefined || isEmpty(podSelector)
        ? [] : [{ path: ['spec', rules, index, peers, position, 'podSelector'], selector: podSelector }]
    ))));
}

function failure(object: KubernetesObject, path: Path, pods: readonly Pod[]): GraphFailure {
  const expected = `a selector of pods that exist, which none of the ${pods.length} workloads of the namespace has`;
  const labels = pods.map((pod) => pod.labels).find((some) => Object.keys(some).length > 0);
  const fix = labels === undefined ? needs(MEANT) : needs(MEANT, { matchLabels: decide('the labels of the pods that are meant', labels) });
  return { object, path, expected, fix, missing: { kinds: workloadNames, namespace: namespaceOf(object) } };
}
