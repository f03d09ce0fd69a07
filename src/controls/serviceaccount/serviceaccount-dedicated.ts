import { control, needs } from '../control';
import { cisEditions, cisIn, kubescape, nsa, owaspK10 } from '../references';
import { ownAccount } from '../pod-proposal';

export const serviceaccountDedicated = control({
  id: 'serviceaccount-dedicated',
  title: 'Pods have a service account of their own',
  layer: 'cluster',
  component: 'identity',
  severity: 'medium',
  rationale: 'All pods without an account are the same default account: what is granted to one of them is granted to all, and the audit log cannot tell them apart.',
  remediation: 'Set serviceAccountName to a ServiceAccount that was made for the program.',
  references: [...cisIn(cisEditions, '5.1.5'), nsa('P5'), owaspK10('2025', 'K02'), kubescape('C-0189')],
  peers: {
    kubeLinter: 'default-service-account', checkov: ['CKV_K8S_41', 'CKV_K8S_42'], kubescape: 'C-0189', kics: 'Service Account Name Undefined Or Empty',
    kubesec: 'ServiceAccountName',
  },
  each: 'podSpec',
  field: ['serviceAccountName', 'serviceAccount'],
  expected: 'an account other than default',
  revisions: {
    // serviceAccount is the name of the field of long ago, which still counts where the other is unset.
    '1.0': `podSpec.?serviceAccountName.orValue('') == ''
  ? !(podSpec.?serviceAccount.orValue('') in ['', 'default'])
  : podSpec.?serviceAccountName.orValue('') != 'default'`,
  },
  fix: needs('the ServiceAccount that belongs to the program', (context) => ownAccount(context, 'default', context.element.path)),
});
