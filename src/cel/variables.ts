import type { Variables } from './predicate';

/** A named CEL expression that others may read as `variables.<name>`. */
export interface Variable {
  readonly name: keyof Variables;
  readonly expression: string;
}

/**
 * The variables of every control, in the order in which they build on each other. The same text is compiled for TypeScript and
 * written to `spec.variables` of the guardrails.
 */
export const variables: readonly Variable[] = [
  {
    name: 'podTemplate',
    expression: [
      "object.kind == 'Pod' ? object",
      "object.kind == 'CronJob' ? object.?spec.?jobTemplate.?spec.?template.orValue({})",
      "object.kind == 'PodTemplate' ? object.?template.orValue({})",
      'object.?spec.?template.orValue({})',
    ].join(' : '),
  },
  { name: 'podSpec', expression: 'variables.podTemplate.?spec.orValue({})' },
  { name: 'podSecurityContext', expression: 'variables.podSpec.?securityContext.orValue({})' },
  { name: 'annotations', expression: 'variables.podTemplate.?metadata.?annotations.orValue({})' },
  {
    name: 'allContainers',
    expression: ['containers', 'initContainers', 'ephemeralContainers'].map((list) => `variables.podSpec.?${list}.orValue([])`).join(' + '),
  },
  { name: 'volumes', expression: 'variables.podSpec.?volumes.orValue([])' },
  {
    name: 'hostPathVolumes',
    expression: "variables.volumes.filter(volume, volume.?hostPath.hasValue()).map(volume, volume.?name.orValue(''))",
  },
  { name: 'inUserNamespace', expression: 'variables.podSpec.?hostUsers.orValue(true) == false' },
  { name: 'isWindows', expression: "variables.podSpec.?os.?name.orValue('') == 'windows'" },
  {
    name: 'isDefaultRbac',
    // The name as well: the label alone is everybody's to set.
    expression: [
      "object.?metadata.?labels[?'kubernetes.io/bootstrapping'].orValue('') == 'rbac-defaults'",
      "(object.?metadata.?name.orValue('').startsWith('system:') || object.?metadata.?name.orValue('') in ['cluster-admin', 'admin', 'edit', 'view'])",
    ].join(' && '),
  },
  { name: 'isAggregated', expression: 'object.?aggregationRule.hasValue()' },
];
