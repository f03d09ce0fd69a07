import { control, needs } from '../control';
import { cisEditions, cisIn, kubescape, nsa, owaspK10 } from '../references';
import { grants, grantsNone, isNamed, roleKinds, type Grant } from '../rbac-rule';
import { withoutGrants } from '../rbac-proposal';

const apiGroups = ['certificates.k8s.io'];
const approval: Grant = { verbs: ['update', 'patch'], apiGroups, resources: ['certificatesigningrequests/approval'] };
const signing: Grant = { verbs: ['approve', 'sign', 'attest'], apiGroups, resources: ['signers'] };
// The serving certificate of a kubelet is nobody's way in, and somebody has to approve it.
const namesOtherSigners = `${isNamed} && rule.?resourceNames.orValue([]).all(signer, !signer.startsWith('kubernetes.io/') || signer == 'kubernetes.io/kubelet-serving')`;

export const rbacNoCsrApproval = control({
  id: 'rbac-no-csr-approval',
  title: 'Roles do not approve certificates',
  layer: 'cluster',
  component: 'rbac',
  severity: 'high',
  rationale: 'A client certificate for the group system:masters passes every authorizer, and no binding takes it back before it expires.',
  remediation: 'Remove certificatesigningrequests/approval from the rule, and name the signers in resourceNames that are not those of client certificates.',
  references: [...cisIn(cisEditions, '5.1.11'), nsa('A1'), owaspK10('2025', 'K02'), owaspK10('2025', 'K09'), kubescape('C-0280')],
  peers: { checkov: 'CKV_K8S_156', kubescape: 'C-0280' },
  kinds: roleKinds,
  each: 'rule',
  field: 'resources',
  expected: 'without approval, and for named signers only',
  revisions: {
    '1.0': grantsNone(grants(approval), `!(${namesOtherSigners}) && ${grants(signing)}`),
  },
  fix: needs('which certificates the holder approves or signs', withoutGrants(approval, signing)),
});
