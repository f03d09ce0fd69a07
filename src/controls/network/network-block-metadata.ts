import { type MetadataService, metadataServices } from '../../graph/metadata';
import { type EgressRule, namespaceIn, policiesIn, type Policy, policyKinds } from '../../graph/policy';
import { needs } from '../control';
import { type GraphContext, graphControl, type GraphFailure, type ObjectSet } from '../graph-control';
import { attack, kubescape, nist800190, nsa, owaspK10, threatMatrix } from '../references';

export const networkBlockMetadata = graphControl({
  id: 'network-block-metadata',
  title: 'No policy lets pods reach the metadata service of the cloud',
  layer: 'cloud',
  component: 'network',
  severity: 'critical',
  rationale: 'The metadata service gives the credentials of the node to whoever asks: a pod that reaches it leaves the cluster, with the rights of the node in the cloud.',
  remediation: 'Except 169.254.169.254, fd00:ec2::254, 169.254.170.2, fd20:ce::254, 168.63.129.16, 100.100.100.200, 192.0.0.192, 169.254.0.23, 169.254.42.42 and fd00:42::42 from the ipBlock, or name the peers.',
  references: [
    nsa('N8'), nist800190('4.4.2'), owaspK10('2025', 'K08'), attack('T1552.005'), threatMatrix('MS-TA9033'), kubescape('C-0052'),
  ],
  peers: { kubescape: 'C-0052' },
  reads: ['workloads', { apiGroup: '', kind: 'Namespace' }, ...policyKinds],
  findAll: openings,
});

function* openings({ set, platform }: GraphContext): Iterable<GraphFailure> {
  const policies = policiesIn(set);
  const services = metadataServices(platform.provider);
  for (const policy of policies) {
    for (const rule of policy.egress) {
      const reached = rule.action === 'allow' ? services.filter((service) => isReached(service, rule, policy, policies, set)) : [];
      if (reached.length === 0) continue;
      const addresses = reached.map(({ address }) => address).join(', ');
      yield {
        object: policy.object,
        path: rule.path,
        expected: 'peers without the metadata service of the cloud',
        actual: `open to ${addresses}`,
        fix: needs('whether the pods ask the cloud for credentials that they should get by workload identity'),
      };
    }
  }
}

/** Whether a rule lets a connection to some port through that no rule before it denies, in some namespace that it may be about. */
function isReached({ block, ports }: MetadataService, rule: EgressRule, policy: Policy, policies: readonly Policy[], set: ObjectSet): boolean {
  return ports.some((port) => rule.isAbout(block, port) && namespacesOf(policy, set).some((name) => {
    const namespace = namespaceIn(set, name);
    return !policies.some((other) => other.coversAll(namespace)
      && other.egress.some((denial) => denial.action === 'deny' && denial.order < rule.order && denial.isAbout(block, port)));
  }));
}

const namespacesOf = ({ namespace }: Policy, set: ObjectSet): readonly string[] => {
  if (namespace !== undefined) return [namespace];
  return set.namespaces.length > 0 ? set.namespaces : [''];
};
