import { control, needs } from '../control';
import { attack, cisEditions, cisIn, kubescape, nsa, owaspK10 } from '../references';
import { grants, grantsNone, isNamed, roleKinds, type Grant } from '../rbac-rule';
import { onNamed } from '../rbac-proposal';
import { decide } from '../proposal';

const asking: Grant = { verbs: ['create'], apiGroups: [''], resources: ['serviceaccounts/token'] };

export const rbacNoTokenCreate = control({
  id: 'rbac-no-token-create',
  title: 'Roles do not issue tokens for service accounts',
  layer: 'cluster',
  component: 'rbac',
  severity: 'high',
  rationale: 'Who may create serviceaccounts/token becomes any service account of the namespace, or of the cluster, with a token that outlives the theft.',
  remediation: 'Remove serviceaccounts/token from the rule, or name the accounts in resourceNames.',
  references: [...cisIn(cisEditions, '5.1.13'), nsa('A1'), owaspK10('2025', 'K02'), owaspK10('2025', 'K09'), attack('T1528'), kubescape('C-0282')],
  peers: { kubescape: 'C-0282' },
  kinds: roleKinds,
  each: 'rule',
  field: 'resources',
  expected: 'without serviceaccounts/token, or with resourceNames',
  revisions: {
    '1.0': grantsNone(`!(${isNamed}) && ${grants(asking)}`),
  },
  fix: needs('for which accounts the holder asks for tokens', onNamed(asking, decide('an account that the holder asks for', 'program'))),
});
