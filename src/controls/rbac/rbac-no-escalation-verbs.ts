import { control, needs } from '../control';
import { attack, cisEditions, cisIn, kubescape, nsa, owaspK10 } from '../references';
import { grants, grantsNone, isNamed, roleKinds, type Grant } from '../rbac-rule';
import { withoutGrants } from '../rbac-proposal';

const apiGroups = ['rbac.authorization.k8s.io'];
const escalate: Grant = { verbs: ['escalate'], apiGroups, resources: ['roles', 'clusterroles'] };

// What is allowed for these names only is a decision; what is allowed for all is not.
const namesOthersThan = (name: string): string => `${isNamed} && !('${name}' in rule.?resourceNames.orValue([]))`;

const bind: Grant = { verbs: ['bind'], apiGroups, resources: ['roles', 'clusterroles'] };
const bindAny = `!(${namesOthersThan('cluster-admin')}) && ${grants(bind)}`;

const impersonate: Grant = { verbs: ['impersonate'], apiGroups: [''], resources: ['users', 'groups', 'serviceaccounts'] };
const impersonateAny = impersonating(grants(impersonate));
const impersonateAttributes = impersonating([
  "rule.?verbs.orValue([]).exists(verb, verb in ['impersonate', '*'])",
  "rule.?apiGroups.orValue([]).exists(group, group in ['authentication.k8s.io', '*'])",
  "rule.?resources.orValue([]).exists(resource, resource in ['uids', '*'] || resource.startsWith('userextras/'))",
].join(' && '));
// Each mode has a verb of its own: KEP-5284.
const constrainedImpersonation: Grant = {
  verbs: ['impersonate:user-info', 'impersonate:serviceaccount', 'impersonate:arbitrary-node', 'impersonate:associated-node'],
  apiGroups: ['authentication.k8s.io'],
  resources: ['users', 'groups', 'serviceaccounts', 'nodes'],
};
const attributes: Grant = { verbs: ['impersonate'], apiGroups: ['authentication.k8s.io'], resources: ['uids', 'userextras/'] };

function impersonating(grant: string): string {
  return `!(${namesOthersThan('system:masters')}) && ${grant}`;
}

export const rbacNoEscalationVerbs = control({
  id: 'rbac-no-escalation-verbs',
  title: 'Roles do not grant more than their holder has',
  layer: 'cluster',
  component: 'rbac',
  severity: 'critical',
  rationale: 'With escalate or bind a holder gives itself any permission; with impersonate it acts as whoever has them.',
  remediation: 'Remove the verbs escalate, bind and impersonate from the rule, or name harmless roles, users, groups and accounts in resourceNames.',
  references: [...cisIn(cisEditions, '5.1.8'), nsa('A2'), owaspK10('2025', 'K02'), attack('T1098.006'), kubescape('C-0065'), kubescape('C-0191')],
  peers: {
    checkov: ['CKV_K8S_157', 'CKV_K8S_158'], trivy: ['AVD-KSV-0043', 'AVD-KSV-0050', 'AVD-KSV-0051', 'AVD-KSV-0052', 'AVD-KSV-0055'], kubescape: ['C-0065', 'C-0191'],
    kics: ['RBAC Roles with Impersonate Permission', 'RBAC Roles Allow Privilege Escalation'],
  },
  kinds: roleKinds,
  each: 'rule',
  field: 'verbs',
  expected: 'without escalate, bind and impersonate',
  revisions: {
    '1.0': grantsNone(grants(escalate), bindAny, impersonateAny, impersonateAttributes),
    '1.36': grantsNone(grants(escalate), bindAny, impersonateAny, impersonateAttributes, impersonating(grants(constrainedImpersonation))),
  },
  fix: needs('whom the holder acts for, and which roles it hands out', withoutGrants(escalate, bind, impersonate, attributes, constrainedImpersonation)),
});
