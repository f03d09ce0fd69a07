import { control, needs } from '../control';
import { bindingKinds } from '../rbac-rule';
import { cisEditions, cisIn, kubescape, nsa, owaspK10 } from '../references';
import { decide } from '../proposal';

export const rbacNoSystemMasters = control({
  id: 'rbac-no-system-masters',
  title: 'Nothing is granted to system:masters',
  layer: 'cluster',
  component: 'rbac',
  severity: 'critical',
  rationale: 'Members of system:masters pass every check, also after their bindings are deleted: a binding to it hides who they are, and invites more of them.',
  remediation: 'Bind a group of the identity provider instead of system:masters.',
  references: [...cisIn(cisEditions, '5.1.7'), nsa('A2'), owaspK10('2025', 'K02'), kubescape('C-0246'), nsa('A1')],
  peers: { trivy: 'AVD-KSV-0123', kubescape: 'C-0246' },
  kinds: bindingKinds,
  each: 'subject',
  field: 'name',
  expected: 'another group than system:masters',
  revisions: {
    '1.0': "variables.isDefaultRbac || subject.?kind.orValue('') != 'Group' || subject.?name.orValue('') != 'system:masters'",
  },
  fix: needs('which people the binding is for', decide('their group', 'team-platform')),
});
