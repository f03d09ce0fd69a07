import { control, needs } from '../control';
import { cisEditions, cisIn, kubescape, owaspK10, threatMatrix } from '../references';
import { grants, grantsNone, roleKinds, type Grant } from '../rbac-rule';
import { withoutGrants } from '../rbac-proposal';

const writing: Grant = {
  verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
  apiGroups: ['admissionregistration.k8s.io'],
  resources: [
    'mutatingwebhookconfigurations', 'validatingwebhookconfigurations', 'mutatingadmissionpolicies', 'mutatingadmissionpolicybindings',
    'validatingadmissionpolicies', 'validatingadmissionpolicybindings',
  ],
};

export const rbacNoAdmissionWrite = control({
  id: 'rbac-no-admission-write',
  title: 'Roles do not change admission',
  layer: 'cluster',
  component: 'rbac',
  severity: 'critical',
  rationale: 'A mutating webhook or policy sees and rewrites every object, Secrets among them; who deletes a validating one switches its protection off.',
  remediation: 'Remove the write verbs on webhook configurations, admission policies and their bindings from the rule.',
  references: [...cisIn(cisEditions, '5.1.12'), owaspK10('2025', 'K02'), owaspK10('2025', 'K04'), threatMatrix('MS-TA9015'), kubescape('C-0036'), kubescape('C-0039'), kubescape('C-0281')],
  peers: { checkov: 'CKV_K8S_155', trivy: 'AVD-KSV-0114', kubescape: ['C-0036', 'C-0039', 'C-0281'] },
  kinds: roleKinds,
  each: 'rule',
  field: 'resources',
  expected: 'without write verbs on admission configuration',
  revisions: {
    // With resourceNames too: one configuration, rewritten, matches everything.
    '1.0': grantsNone(grants(writing)),
  },
  fix: needs('whether the holder manages admission on purpose', withoutGrants(writing)),
});
