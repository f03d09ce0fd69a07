import { dyn, listOf, mapOf, parametersOf, primitive, type Type } from '../../cel/library/type';
import type { Policy } from './policy';

const string = primitive('string');
const strings = listOf(string);

const struct = (name: string, fields: Readonly<Record<string, Type>>): Type => ({ kind: 'struct', name, fields });

const texts = (...names: readonly string[]): Readonly<Record<string, Type>> => Object.fromEntries(names.map((name) => [name, string]));

const groupVersionKind = struct('kubernetes.GroupVersionKind', texts('group', 'version', 'kind'));
const groupVersionResource = struct('kubernetes.GroupVersionResource', texts('group', 'version', 'resource'));

/** The types of `request` and `namespaceObject`, as the API server declares them: not every field that they have can be used. */
const request = struct('kubernetes.AdmissionRequest', {
  kind: groupVersionKind, resource: groupVersionResource, requestKind: groupVersionKind, requestResource: groupVersionResource,
  ...texts('subResource', 'requestSubResource', 'name', 'namespace', 'operation'),
  userInfo: struct('kubernetes.UserInfo', { ...texts('username', 'uid'), groups: strings, extra: mapOf(string, strings) }),
  dryRun: primitive('bool'), options: dyn,
});

const timestamp = primitive('google.protobuf.Timestamp');

const namespaceObject = struct('kubernetes.Namespace', {
  metadata: struct('kubernetes.NamespaceMetadata', {
    ...texts('name', 'generateName', 'namespace', 'UID', 'resourceVersion'), labels: mapOf(string, string), annotations: mapOf(string, string),
    creationTimestamp: timestamp, deletionTimestamp: timestamp, deletionGracePeriodSeconds: primitive('int'), generation: primitive('int'), finalizers: strings,
  }),
  spec: struct('kubernetes.NamespaceSpec', { finalizers: strings }),
  status: struct('kubernetes.NamespaceStatus', {
    phase: string,
    conditions: listOf(struct('kubernetes.NamespaceCondition', { ...texts('status', 'type', 'message', 'reason'), lastTransitionTime: timestamp })),
  }),
});

/** The variables of the expressions of a policy, but for its own `variables`. */
export function variableTypes({ paramKind }: Policy): ReadonlyMap<string, Type> {
  return new Map<string, Type>([
    ['object', dyn], ['oldObject', dyn], ['request', request], ['namespaceObject', namespaceObject], ...(paramKind === undefined ? [] : [['params', dyn] as const]),
  ]);
}

/** The type of `variables`. Like the API server, it keeps only types that it can declare. */
export function variablesType(types: Readonly<Record<string, Type>>): Type {
  return struct('kubernetes.variables', Object.fromEntries(Object.entries(types).map(([name, type]) => [name, declared(type)])));
}

function declared(type: Type): Type {
  if (type.kind === 'list') return listOf(declared(type.parameters[0]));
  if (type.kind === 'map') return mapOf(declared(type.parameters[0]), declared(type.parameters[1]));
  return type.kind === 'primitive' && parametersOf(type).length === 0 ? type : dyn;
}
