import { control, needs } from '../control';
import { cisEditions, cisIn, kubescape, nsa, owaspK10 } from '../references';
import { isKubernetesOwn, roleKinds } from '../rbac-rule';
import { decide } from '../proposal';

/** The names of metrics are the resources of these groups: a rule cannot know them. */
const metricGroups = "[['custom.metrics.k8s.io'], ['external.metrics.k8s.io']]";

const USED = 'what the holder of the role really uses, which an audit log tells';

export const rbacNoWildcards = control({
  id: 'rbac-no-wildcards',
  title: 'Roles name what they grant',
  layer: 'cluster',
  component: 'rbac',
  severity: 'high',
  rationale: 'A wildcard grants what nobody thought of: Secrets, exec, the verbs escalate, bind and impersonate, and every resource that is added later.',
  remediation: 'Name the verbs, apiGroups, resources and nonResourceURLs that the holder uses, instead of *.',
  references: [...cisIn(cisEditions, '5.1.3'), nsa('A2'), owaspK10('2025', 'K02'), kubescape('C-0187')],
  peers: {
    kubeLinter: 'wildcard-in-rules', checkov: 'CKV_K8S_49',
    trivy: ['AVD-KSV-0044', 'AVD-KSV-0045', 'AVD-KSV-0046', 'AVD-KSV-0112'], kubescape: 'C-0187', kics: 'RBAC Wildcard In Rule',
  },
  kinds: roleKinds,
  each: ['ruleVerb', 'ruleApiGroup', 'ruleResource', 'ruleUrl'],
  field: '',
  expected: 'named, not *',
  revisions: {
    '1.0': {
      ruleVerb: `${isKubernetesOwn} || ruleVerb != '*'`,
      ruleApiGroup: `${isKubernetesOwn} || ruleApiGroup != '*'`,
      // A subresource of all resources, as in */scale, has an end: which of them are dangerous is said by the controls about them.
      ruleResource: `${isKubernetesOwn} || ruleResource != '*' || rule.?apiGroups.orValue([]) in ${metricGroups}`,
      ruleUrl: `${isKubernetesOwn} || !(ruleUrl in ['*', '/*'])`,
    },
  },
  fix: {
    ruleVerb: needs(USED, decide('a verb that the holder uses', 'get')),
    ruleApiGroup: needs(USED, decide('an API group that the holder uses', 'apps')),
    ruleResource: needs(USED, decide('a resource that the holder uses', 'configmaps')),
    ruleUrl: needs(USED, decide('a path that the holder uses', '/healthz')),
  },
});
