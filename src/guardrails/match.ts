import { variables } from '../cel/variables';
import type { Control, Kind } from '../controls/control';
import { fieldsAt, rangesOf, workloadKinds } from '../controls/select';
import type { JsonValue } from '../manifest/object';
import { resourceOf } from '../manifest/resource';

/** The group whose objects the API server shows to no policy, so that a broken one can be repaired. */
const EXEMPT = 'admissionregistration.k8s.io';

/** The kinds that a guardrail for a control can look at. Where there are none, it would never be asked. */
export const guardableKinds = (control: Control): readonly Kind[] =>
  (control.kinds ?? workloadKinds).filter(({ apiGroup }) => apiGroup !== EXEMPT);

/**
 * Custom resources whose pods stand where those of a Deployment do, at `spec.template`, by the names of their definitions. One that a cluster does
 * not have is never asked for.
 */
export const customWorkloads: readonly string[] = [
  'rollouts.argoproj.io', 'services.serving.knative.dev', 'configurations.serving.knative.dev',
  'clonesets.apps.kruise.io', 'statefulsets.apps.kruise.io', 'daemonsets.apps.kruise.io', 'broadcastjobs.apps.kruise.io',
];

/**
 * What the requests are that a guardrail looks at: creation and update of the control's kinds, and of custom resources where it is about pods. Of the subresources of pods those count that
 * change what the control is about: debug containers always, a resize where it reads the resources.
 */
export function matchConstraints(control: Control, customResources: readonly string[]): JsonValue {
  const kinds = guardableKinds(control);
  const custom = control.kinds === undefined ? rulesFor(customResources) : [];
  const groups = [...new Set(kinds.map(({ apiGroup }) => apiGroup))];
  return {
    matchPolicy: 'Equivalent',
    resourceRules: [
      ...groups.map((group) => ruleOf(group, 'v1', kinds.filter(({ apiGroup }) => apiGroup === group).flatMap((kind) => resourcesOf(kind, control)))),
      ...custom,
    ],
  };
}

const ruleOf = (group: string, version: string, resources: readonly string[]): JsonValue =>
  ({ apiGroups: [group], apiVersions: [version], operations: ['CREATE', 'UPDATE'], resources });

/** Of custom resources every version counts: the pod template is Kubernetes' own. */
function rulesFor(names: readonly string[]): readonly JsonValue[] {
  const resources = names.map((name) => ({ group: name.slice(name.indexOf('.') + 1), resource: name.slice(0, name.indexOf('.')) }));
  const groups = [...new Set(resources.map(({ group }) => group))];
  return groups.map((own) => ruleOf(own, '*', resources.filter(({ group }) => group === own).map(({ resource }) => resource)));
}

function resourcesOf({ apiGroup, kind }: Kind, control: Control): readonly string[] {
  const resource = resourceOf(kind);
  if (apiGroup !== '' || kind !== 'Pod') return [resource];
  return [resource, `${resource}/ephemeralcontainers`, ...(isAboutResources(control) ? [`${resource}/resize`] : [])];
}

const isAboutResources = (control: Control): boolean =>
  rangesOf(control).some((range) => fieldsAt(control, range).some((field) => field.split('.')[0] === 'resources'));

/**
 * Lets updates pass that change nothing the control is about. Whatever was there before the guardrail must stay manageable: controllers
 * remove finalizers from it, and a rollout that repairs it scales its old ReplicaSet down.
 *
 * @param texts - The CEL of the guardrail: a pod's annotations are compared only where it reads them.
 */
export function matchConditions(control: Control, texts: readonly string[]): JsonValue {
  const isAboutPods = control.kinds === undefined;
  const changed = isAboutPods ? podsChanged(texts) : objectChanged;
  return [
    { name: 'is-a-change', expression: `request.operation != 'UPDATE' || ${changed}` },
    ...(isAboutPods ? [{ name: 'has-pods', expression: hasPods }] : []),
  ];
}

/** A custom resource may leave its pods to another object: a Rollout with a workloadRef. Those are judged there. */
const hasPods = `request.resource.group in ['${[...new Set(workloadKinds.map(({ apiGroup }) => apiGroup))].join("', '")}'] || object.?spec.?template.?spec.?containers.hasValue()`;

// Match conditions know no variables, so the text of the template stands here twice.
const templateOf = (object: 'object' | 'oldObject'): string => {
  const template = variables.find(({ name }) => name === 'podTemplate')?.expression ?? 'object';
  return `(${template.replace(/\bobject\b/g, object)})`;
};

function podsChanged(texts: readonly string[]): string {
  const readsMetadata = texts.some((text) => /\bvariables\.(annotations|podTemplate)\b|(?<![\w.?])object\b/.test(text));
  const parts = readsMetadata ? ['spec', 'metadata.?annotations', 'metadata.?labels'] : ['spec'];
  return parts.map((part) => `${templateOf('object')}.?${part} != ${templateOf('oldObject')}.?${part}`).join(' || ');
}

const objectChanged = [
  'object.?metadata.?labels != oldObject.?metadata.?labels',
  'object.?metadata.?annotations != oldObject.?metadata.?annotations',
  "object.exists(field, !(field in ['metadata', 'status']) && (!(field in oldObject) || object[field] != oldObject[field]))",
  "oldObject.exists(field, !(field in ['metadata', 'status']) && !(field in object))",
].join(' || ');
