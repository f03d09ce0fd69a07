import { rbacNoCsrApproval } from '../../../src/controls/rbac/rbac-no-csr-approval';
import { clusterRole, joined, ruleCases } from '../../support/roles';
import { testControl } from '../../support/test-control';

const apiGroups = ['certificates.k8s.io'];
const field = 'rules[0].resources';
const needs = 'which certificates the holder approves or signs';
const signers = (...resourceNames: string[]): Parameters<typeof clusterRole>[0] => ({ verbs: ['approve'], apiGroups, resources: ['signers'], resourceNames });

testControl(rbacNoCsrApproval, joined(
  ruleCases({ verbs: ['update', 'patch'], apiGroups, resources: ['certificatesigningrequests/approval'] }, field, needs),
  ruleCases({ verbs: ['approve', 'sign', 'attest'], apiGroups, resources: ['signers'] }, field, needs),
  {
    allows: [
      { name: 'asking for certificates', object: clusterRole({ verbs: ['create', 'get'], apiGroups, resources: ['certificatesigningrequests'] }) },
      { name: 'a signer of its own', object: clusterRole(signers('example.com/internal')) },
      { name: 'the signer of serving certificates of kubelets', object: clusterRole(signers('kubernetes.io/kubelet-serving', 'example.com/internal')) },
    ],
    denies: [
      { name: 'the signer of client certificates', object: clusterRole(signers('kubernetes.io/kube-apiserver-client')), field, needs },
      { name: 'it among others', object: clusterRole(signers('example.com/internal', 'kubernetes.io/kube-apiserver-client')), field, needs },
      { name: 'every signer of Kubernetes', object: clusterRole(signers('kubernetes.io/*')), field, needs },
    ],
  },
));
