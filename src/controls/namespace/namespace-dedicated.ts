import { control, needs } from '../control';
import { cis, cisIn, kubescape, nsa, owaspK10 } from '../references';
import { decide } from '../proposal';

export const namespaceDedicated = control({
  id: 'namespace-dedicated',
  title: 'Workloads have a namespace of their own',
  layer: 'cluster',
  component: 'namespace',
  severity: 'low',
  rationale: 'What shares a namespace shares its Secrets, accounts and policies; those of kube-system reach all of the cluster.',
  remediation: 'Set metadata.namespace to a namespace that belongs to the program, neither default nor one of Kubernetes.',
  references: [...cisIn(['1.12', '1.11'], '5.6.4'), cis('1.10', '5.7.4'), nsa('N1'), owaspK10('2025', 'K01'), kubescape('C-0061'), kubescape('C-0212')],
  peers: { kubeLinter: 'use-namespace', checkov: 'CKV_K8S_21', trivy: ['AVD-KSV-0037', 'AVD-KSV-0110'], kubescape: ['C-0061', 'C-0212'], kics: 'Using Unrecommended Namespace' },
  each: 'object',
  field: 'metadata.namespace',
  expected: 'a namespace other than default and kube-*',
  revisions: {
    // Unset is default, unless whoever applies the object says otherwise.
    '1.0': `object.?metadata.?namespace.orValue('default') != 'default' && !object.?metadata.?namespace.orValue('').startsWith('kube-')`,
  },
  fix: needs('the namespace that the program belongs to', decide('the namespace that the program belongs to', 'shop')),
});
