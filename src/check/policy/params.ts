import type { KubernetesObject } from '../../manifest/object';
import type { KnownObjects } from './objects';
import type { Binding, ParamKind, ParamRef, Policy } from './policy';
import { selects } from './selector';

/** The parameters to evaluate a policy with, one by one. `null` is none. */
export type Params =
  | { readonly params: readonly (KubernetesObject | null)[] }
  /** The API server refuses the object, unless errors are to be ignored. */
  | { readonly error: string }
  | { readonly unknown: string };

/** Finds the parameters that a binding names, for an object in a namespace; `undefined` where the namespace is not known yet. */
export function collectParams({ paramKind }: Policy, { paramRef }: Binding, namespace: string | undefined, known: KnownObjects): Params {
  if (paramKind === undefined || paramRef === undefined) return { params: [null] };
  const candidates = known.paramsOf(paramKind.apiVersion, paramKind.kind);
  const isNamespaced = known.resourceOf(paramKind).isNamespaced ?? candidates.some(({ metadata }) => metadata?.namespace !== undefined);
  if (!isNamespaced) {
    if (paramRef.namespace) return { error: 'failed to configure binding: paramRef.namespace must not be provided for a cluster-scoped `paramKind`' };
    return found(candidates, paramKind, paramRef, '');
  }
  const wanted = paramRef.namespace || namespace;
  if (wanted === undefined) return { unknown: 'its parameters are in the namespace of the object, which is chosen when that is applied' };
  if (wanted === '') return { error: 'failed to configure binding: cannot use namespaced paramRef in policy binding that matches cluster-scoped resources' };
  return found(candidates.filter(({ metadata }) => (metadata?.namespace ?? wanted) === wanted), paramKind, paramRef, ` in namespace ${wanted}`);
}

function found(candidates: readonly KubernetesObject[], { kind }: ParamKind, { name, selector = {}, parameterNotFoundAction }: ParamRef, where: string): Params {
  const params = name === undefined
    ? candidates.filter(({ metadata }) => selects(selector, { known: metadata?.labels ?? {} }) === true)
    : candidates.filter(({ metadata }) => metadata?.name === name);
  if (params.length > 0) return { params };
  // The cluster may have what the input does not. Only a policy that refuses without its parameters has a sure answer.
  if (parameterNotFoundAction === 'Deny') return { error: 'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction' };
  return { unknown: `its parameter, ${kind} ${name ?? 'by labels'}${where}, is not in the input` };
}
