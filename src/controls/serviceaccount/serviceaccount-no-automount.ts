import type { Edit } from '../../manifest/apply';
import { control, type FixContext, type Needs, needs } from '../control';
import type { Fields } from '../../manifest/fields';
import { attack, cisEditions, cisIn, kubescape, nsa, owaspK10, threatMatrix } from '../references';

export const serviceaccountNoAutomount = control({
  id: 'serviceaccount-no-automount',
  title: 'Pods mount no token of the Kubernetes API',
  layer: 'cluster',
  component: 'identity',
  severity: 'high',
  rationale: 'The mounted token is a login to the Kubernetes API for whoever takes over the container.',
  remediation: 'Set automountServiceAccountToken to false in the pod spec.',
  references: [
    ...cisIn(cisEditions, '5.1.6'), nsa('P5'), owaspK10('2025', 'K02'), owaspK10('2025', 'K09'), attack('T1528'), threatMatrix('MS-TA9016'),
    kubescape('C-0034'), kubescape('C-0190'), kubescape('C-0261'),
  ],
  peers: {
    checkov: 'CKV_K8S_38', trivy: 'AVD-KSV-0036', polaris: 'automountServiceAccountToken', kubescape: ['C-0034', 'C-0190', 'C-0261'], kics: 'Service Account Token Automount Not Disabled',
    kubesec: 'AutomountServiceAccountToken', kubeaudit: 'AutomountServiceAccountTokenTrueAndDefaultSA',
  },
  each: 'podSpec',
  field: 'automountServiceAccountToken',
  expected: 'false',
  revisions: {
    '1.6': 'podSpec.?automountServiceAccountToken.orValue(true) == false',
  },
  fix: withholdToken,
});

function withholdToken({ element, path }: FixContext): readonly Edit[] | Needs {
  const podSpec = element.value as Fields;
  const account = podSpec['serviceAccountName'] ?? podSpec['serviceAccount'] ?? 'default';
  // Who gives a pod an account of its own, or asks for the token, does so for a program that calls the API.
  const asks = podSpec['automountServiceAccountToken'] === true || (account !== 'default' && account !== '');
  return asks ? needs('whether the program calls the Kubernetes API', false) : [{ path, value: false }];
}
