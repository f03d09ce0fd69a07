import { type MetadataService, metadataServices } from '../../graph/metadata';
import { type EgressRule, namespaceIn, policiesIn, type Policy, policyKinds } from '../../graph/policy';
import { needs, type FixContext } from '../control';
import { type GraphContext, graphControl, type GraphFailure, type ObjectSet } from '../graph-control';
import { attack, kubescape, nist800190, nsa, owaspK10, threatMatrix } from '../references';
import { type ProposedEdit, type ProposedValue } from '../proposal';
import { type Fields, fieldsAt, itemsAt, stringsAt } from '../../manifest/fields';
import { contains, parseCidr } from '../../graph/cidr';

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
        fix: needs('whether the pods ask the cloud for credentials that they should get by workload identity', (context) => without(reached, context)),
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

/** Every address but those, in the words of Kubernetes' own policies. */
function without(services: readonly MetadataService[], { object, path }: FixContext): readonly ProposedEdit[] {
  if (object.kind !== 'NetworkPolicy' || object.apiVersion !== 'networking.k8s.io/v1') return [];
  const rule = itemsAt(fieldsAt(object, 'spec'), 'egress')[Number(path[2])];
  const peers = itemsAt(rule, 'to');
  if (peers.length === 0) return [{ path, value: [...ALL_ADDRESSES.flatMap((cidr) => blockWithout(services, { cidr })), { namespaceSelector: {} }] }];
  const kept = peers.flatMap((peer) => (peer['ipBlock'] === undefined ? [peer as ProposedPeer] : blockWithout(services, fieldsAt(peer, 'ipBlock'))));
  return kept.length === 0 ? [{ path: path.slice(0, -1), value: undefined }] : [{ path, value: kept }];
}

type ProposedPeer = { readonly [field: string]: ProposedValue };

const ALL_ADDRESSES = ['0.0.0.0/0', '::/0'];

/** A block that is nothing but one of the addresses goes. */
function blockWithout(services: readonly MetadataService[], block: Fields): readonly ProposedPeer[] {
  const cidr = parseCidr(String(block['cidr']));
  if (cidr === undefined) return [{ ipBlock: block as ProposedPeer }];
  const inside = services.filter((service) => contains(cidr, service.block));
  if (inside.some((service) => contains(service.block, cidr))) return [];
  const except = [...new Set([...stringsAt(block, 'except'), ...inside.map(({ address }) => `${address}/${address.includes(':') ? 128 : 32}`)])];
  return [{ ipBlock: except.length === 0 ? (block as ProposedPeer) : { cidr: String(block['cidr']), except } }];
}
