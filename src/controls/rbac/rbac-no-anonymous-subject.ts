import { control, needs, type FixContext } from '../control';
import { bindingKinds } from '../rbac-rule';
import { cisGke, kubescape, nsa, owaspK10 } from '../references';
import { decide, type ProposedEdit } from '../proposal';

export const rbacNoAnonymousSubject = control({
  id: 'rbac-no-anonymous-subject',
  title: 'Nothing is granted to everybody',
  layer: 'cluster',
  component: 'rbac',
  severity: 'critical',
  rationale: 'What is granted to system:anonymous or system:unauthenticated belongs to whoever reaches the API server; on some clouds every account of the provider is in system:authenticated.',
  remediation: 'Bind the users, groups or service accounts that need the role, instead of everybody.',
  references: [nsa('A1'), owaspK10('2025', 'K09'), kubescape('C-0262'), kubescape('C-0265'), cisGke('4.1.8'), cisGke('4.1.9'), cisGke('4.1.10')],
  peers: { trivy: ['AVD-KSV-0122', 'AVD-KSV-01011'], kubescape: ['C-0262', 'C-0265'] },
  kinds: bindingKinds,
  each: 'subject',
  field: 'name',
  expected: 'somebody, not everybody',
  revisions: {
    '1.0': [
      'variables.isDefaultRbac',
      "!(subject.?kind.orValue('') == 'User' && subject.?name.orValue('') == 'system:anonymous'"
        + " || subject.?kind.orValue('') == 'Group' && subject.?name.orValue('') in ['system:unauthenticated', 'system:authenticated'])",
    ].join(' || '),
  },
  fix: needs('who needs the role', somebody),
});

function somebody({ element: { path } }: FixContext): readonly ProposedEdit[] {
  return [{ path, value: { kind: 'Group', name: decide('the group that needs the role', 'team-shop'), apiGroup: 'rbac.authorization.k8s.io' } }];
}
