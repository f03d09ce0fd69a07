import { control, needs } from '../control';
import { attack, nsa, owaspK10 } from '../references';
import { grants, grantsNone, roleKinds, type Grant } from '../rbac-rule';
import { withoutGrants } from '../rbac-proposal';

const patching: Grant = { verbs: ['update', 'patch'], apiGroups: [''], resources: ['namespaces'] };

export const rbacNoNamespacePatch = control({
  id: 'rbac-no-namespace-patch',
  title: 'Roles do not change namespaces',
  layer: 'cluster',
  component: 'rbac',
  severity: 'high',
  rationale: 'The labels of a namespace decide how strict Pod Security is in it and which network policies let it in: who changes them switches both off.',
  remediation: 'Remove update and patch on namespaces from the rule.',
  references: [nsa('A2'), owaspK10('2025', 'K02'), owaspK10('2025', 'K04'), attack('T1562')],
  kinds: roleKinds,
  each: 'rule',
  field: 'verbs',
  expected: 'without update and patch on namespaces',
  revisions: {
    '1.0': grantsNone(grants(patching)),
  },
  fix: needs('whether the holder manages namespaces', withoutGrants(patching)),
});
