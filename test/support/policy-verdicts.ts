import { PolicyChecker } from '../../src/check/policy/policy-checker';
import type { KubernetesObject, Minor } from '../../src/manifest/object';

/** What we make of a validation expression about an object. `refused`: the API server would not take the policy. */
export type Verdict = 'true' | 'false' | 'error' | 'refused' | 'not-evaluated';

const apiVersion = 'admissionregistration.k8s.io/v1';

/** A policy about ConfigMaps and Pods. */
function policyWith(name: string, spec: object): KubernetesObject {
  const resourceRules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps', 'pods'] }];
  return { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata: { name }, spec: { matchConstraints: { resourceRules }, ...spec } };
}

/** Binds a policy. */
function bindingOf(policyName: string, spec: object = { validationActions: ['Warn'] }): KubernetesObject {
  return { apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: policyName }, spec: { policyName, ...spec } };
}

const defaultNamespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };

/** Judges an object by a policy with one validation. */
export function verdictOn(expression: string, object: KubernetesObject, minor: Minor): { readonly verdict: Verdict; readonly reason: string } {
  const policy = policyWith('policy', { validations: [{ expression, message: '[0] false' }] });
  const checker = new PolicyChecker([policy, bindingOf('policy'), defaultNamespace].map((each) => ({ object: each })), minor);
  checker.add({ object });
  const { findings: [finding], notEvaluated: [item] } = checker.report();
  if (item !== undefined) return { verdict: item.code === 'CM4401' ? 'refused' : 'not-evaluated', reason: item.message };
  if (finding === undefined) return { verdict: 'true', reason: '' };
  return { verdict: finding.message === '[0] false' ? 'false' : 'error', reason: finding.message };
}
