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
 * What the requests are that a guardrail looks at: creation and update of the control's kinds. Of the subresources of pods those count that
 * change what the control is about: debug containers always, a resize where it reads the resources.
 */
export function matchConstraints(control: Control): JsonValue {
  const kinds = guardableKinds(control);
  const groups = [...new Set(kinds.map(({ apiGroup }) => apiGroup))];
  return {
    matchPolicy: 'Equivalent',
    resourceRules: groups.map((group) => ({
      apiGroups: [group],
      apiVersions: ['v1'],
      operations: ['CREATE', 'UPDATE'],
      resources: kinds.filter(({ apiGroup }) => apiGroup === group).flatMap((kind) => resourcesOf(kind, control)),
    })),
  };
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
  const changed = control.kinds === undefined ? podsChanged(texts) : objectChanged;
  return [{ name: 'is-a-change', expression: `request.operation != 'UPDATE' || ${changed}` }];
}

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
