import { control, needs } from '../control';
import { fieldOf, labelOf, readLabel } from '../pod-security-labels';
import { cisEditions, cisGke, cisIn, kubescape, nsa, owaspK10 } from '../references';

export const namespacePsaEnforced = control({
  id: 'namespace-psa-enforced',
  title: 'Namespaces enforce the restricted Pod Security Standard',
  layer: 'cluster',
  component: 'namespace',
  severity: 'high',
  rationale: 'In a namespace without it, whoever may create a pod may create a privileged one, and with it take over the node.',
  remediation: 'Set the label pod-security.kubernetes.io/enforce of the Namespace to restricted.',
  references: [...cisIn(cisEditions, '5.2.1'), nsa('P4'), owaspK10('2025', 'K04'), kubescape('C-0192'), cisGke('4.2.1')],
  peers: { kubescape: 'C-0192' },
  kinds: [{ apiGroup: '', kind: 'Namespace' }],
  each: 'object',
  field: fieldOf(labelOf('enforce')),
  expected: 'restricted',
  revisions: {
    '1.23': `${readLabel(labelOf('enforce'))} == 'restricted'`,
  },
  // The label would refuse the next pod that falls short; the labels that only report are written, and tell which ones would.
  fix: needs('whether all pods of the namespace meet the restricted standard', 'restricted'),
});
