import type { Fields } from '../../cel/predicate';
import type { KubernetesObject } from '../../manifest/object';
import { type Misfit, misfitsOf, type Shape } from '../shape';
import { isPolicy } from './policy';

const text: Shape = { type: 'text' };
const filledText: Shape = { type: 'text', pattern: /\S/, like: 'a text that is not empty' };
const texts: Shape = { type: 'list', of: text };
const filledTexts: Shape = { type: 'list', of: text, filled: true };
const choice = (...of: readonly string[]): Shape => ({ type: 'choice', of });
const fields = (required: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}): Shape =>
  ({ type: 'fields', fields: { ...required, ...optional }, required: Object.keys(required) });
const listOf = (of: Shape): Shape => ({ type: 'list', of });

const selector = fields({}, {
  matchLabels: { type: 'map', of: text },
  matchExpressions: listOf(fields({ key: filledText, operator: choice('In', 'NotIn', 'Exists', 'DoesNotExist') }, { values: texts })),
});

const rule = fields({ apiGroups: filledTexts, apiVersions: filledTexts, operations: filledTexts, resources: filledTexts }, {
  resourceNames: texts, scope: choice('Cluster', 'Namespaced', '*'),
});

const match = { namespaceSelector: selector, objectSelector: selector, matchPolicy: choice('Exact', 'Equivalent'), excludeResourceRules: listOf(rule) };

const named = listOf(fields({ name: filledText, expression: filledText }));

const policySpec = fields({ matchConstraints: fields({ resourceRules: { type: 'list', of: rule, filled: true } }, match) }, {
  failurePolicy: choice('Fail', 'Ignore'),
  paramKind: fields({ apiVersion: filledText, kind: filledText }),
  matchConditions: named,
  variables: named,
  validations: listOf(fields({ expression: filledText }, { message: text, messageExpression: text, reason: text })),
  auditAnnotations: listOf(fields({ key: filledText, valueExpression: filledText })),
});

const bindingSpec = fields({ policyName: filledText, validationActions: { type: 'list', of: choice('Deny', 'Warn', 'Audit'), filled: true } }, {
  paramRef: fields({ parameterNotFoundAction: choice('Allow', 'Deny') }, { name: filledText, namespace: text, selector }),
  matchResources: fields({}, { resourceRules: listOf(rule), ...match }),
});

/** What keeps the API server from taking a policy or a binding as it stands, besides its expressions: a policy that is never used passes everything. */
export function shapeMisfitsOf(object: KubernetesObject): readonly Misfit[] {
  const name = object.metadata?.name ?? '';
  const spec = withoutNulls(object['spec']);
  return [
    ...(name === '' ? [{ path: ['metadata', 'name'], message: 'the name is missing', repair: 'Write metadata.name.' }] : []),
    ...(isPolicy(object) ? policyMisfits(spec) : bindingMisfits(spec)),
  ];
}

function policyMisfits(spec: unknown): readonly Misfit[] {
  const misfits = misfitsOf(policySpec, spec, ['spec']);
  if (misfits.length > 0) return misfits;
  const { validations = [], auditAnnotations = [] } = spec as { readonly validations?: readonly unknown[]; readonly auditAnnotations?: readonly unknown[] };
  if (validations.length + auditAnnotations.length > 0) return [];
  return [{ path: ['spec', 'validations'], message: 'there is nothing that has to hold', repair: 'Write at least one validation.' }];
}

function bindingMisfits(spec: unknown): readonly Misfit[] {
  const misfits = misfitsOf(bindingSpec, spec, ['spec']);
  if (misfits.length > 0) return misfits;
  const { validationActions, paramRef } = spec as { readonly validationActions: readonly string[]; readonly paramRef?: Fields };
  const both = validationActions.includes('Deny') && validationActions.includes('Warn');
  const names = paramRef === undefined ? 1 : ['name', 'selector'].filter((key) => paramRef[key] !== undefined).length;
  return [
    ...(both ? [{ path: ['spec', 'validationActions'], message: 'Deny and Warn exclude each other', repair: 'Keep one of the two: what is denied is also said.' }] : []),
    ...(names === 1 ? [] : [{ path: ['spec', 'paramRef'], message: 'the parameters are not named in one way', repair: 'Write either name or selector.' }]),
  ];
}

/** For the API server, null is the same as not there. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null).map(([key, item]) => [key, withoutNulls(item)]));
}
