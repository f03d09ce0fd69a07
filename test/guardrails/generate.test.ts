import { check } from '../../src/check/check';
import { control, needs } from '../../src/controls/control';
import { objectControls } from '../../src/controls/index';
import { podNoPrivileged } from '../../src/controls/pod/pod-no-privileged';
import { podNoProbeHost } from '../../src/controls/pod/pod-no-probe-host';
import { podRunAsNonRoot } from '../../src/controls/pod/pod-run-as-non-root';
import { revisionAt } from '../../src/controls/select';
import { CasemateError } from '../../src/error';
import { generateGuardrails, type GuardrailAction, guardrailName, type GuardrailOptions } from '../../src/guardrails/generate';
import { guardableKinds } from '../../src/guardrails/match';
import type { KubernetesObject } from '../../src/manifest/object';

interface Spec {
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly { readonly expression: string; readonly message: string; readonly messageExpression?: string; readonly reason: string }[];
  readonly failurePolicy: string;
  readonly validationActions: readonly string[];
  readonly policyName: string;
  readonly matchResources: { readonly namespaceSelector: unknown };
}

const specOf = (object: KubernetesObject | undefined): Spec => object?.['spec'] as Spec;

test('a guardrail is a policy and its binding', () => {
  const [policy, binding, ...rest] = generateGuardrails([podNoPrivileged]);
  expect(rest).toEqual([]);
  expect([policy?.kind, policy?.metadata?.name, binding?.kind, binding?.metadata?.name]).toEqual([
    'ValidatingAdmissionPolicy', 'casemate-pod-no-privileged', 'ValidatingAdmissionPolicyBinding', 'casemate-pod-no-privileged',
  ]);
  expect(specOf(policy)).toMatchObject({
    failurePolicy: 'Fail',
    validations: [{
      expression: `variables.allContainers.all(container, ${podNoPrivileged.revisions['1.0']})`,
      message: '[pod-no-privileged] securityContext.privileged must be unset or false',
      reason: 'Forbidden',
    }],
  });
  expect(specOf(policy).variables.map(({ name }) => name)).toEqual(['podTemplate', 'podSpec', 'allContainers']);
  expect(specOf(binding)).toEqual({
    policyName: 'casemate-pod-no-privileged',
    validationActions: ['Deny'],
    matchResources: {
      namespaceSelector: {
        matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', 'kube-public', 'kube-node-lease'] }],
      },
    },
  });
});

test('a control with several ranges is one policy with a validation for each', () => {
  const [policy] = generateGuardrails([podRunAsNonRoot]);
  expect(specOf(policy).validations.map(({ expression, messageExpression }) => [expression.split('(')[0], messageExpression !== undefined])).toEqual([
    ['[variables.podSpec].all', false], ['variables.allContainers.all', true],
  ]);
});

test('the minor picks the meaning, and leaves out what has none yet', () => {
  const expressionAt = (kubernetes: GuardrailOptions['kubernetes']): string | undefined =>
    specOf(generateGuardrails([podRunAsNonRoot], { kubernetes })[0]).validations[0]?.expression;
  expect(expressionAt('1.34')).not.toContain('variables.inUserNamespace');
  expect(expressionAt('1.35')).toContain('variables.inUserNamespace');
  expect(generateGuardrails([podNoProbeHost], { kubernetes: '1.33' })).toEqual([]);
});

test('every control that applies has a guardrail, with its id in every message', () => {
  const policies = generateGuardrails(objectControls, { kubernetes: '1.37' }).filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
  const applying = objectControls.filter((one) => revisionAt(one, '1.37') !== undefined && guardableKinds(one).length > 0);
  expect(objectControls.filter((one) => !applying.includes(one)).map(({ id }) => id)).toEqual(['admission-fail-closed']);
  expect(policies.map(({ metadata }) => metadata?.name)).toEqual(applying.map(({ id }) => guardrailName(id)));
  for (const [index, policy] of policies.entries()) {
    for (const { message, messageExpression = `'${message}` } of specOf(policy).validations) {
      const prefix = `[${applying[index]?.id}] `;
      expect([message.slice(0, prefix.length), messageExpression.slice(0, prefix.length + 1)]).toEqual([prefix, `'${prefix}`]);
      // The API server refuses messages of more than one line, and variables that nobody reads cost time.
      expect(message).not.toContain('\n');
      expect(Buffer.byteLength(message)).toBeLessThan(4096 - 1100);
    }
  }
});

test('options decide actions, names and namespaces', () => {
  const [policy, binding] = generateGuardrails([podNoPrivileged], {
    actions: ['Audit', 'Warn'], namePrefix: 'acme-', exemptNamespaces: ['kube-system', 'monitoring'], namespaceLabels: { 'example.com/guarded': 'yes' },
  });
  expect([policy?.metadata?.name, specOf(binding).policyName]).toEqual(['acme-pod-no-privileged', 'acme-pod-no-privileged']);
  expect(specOf(binding).validationActions).toEqual(['Warn', 'Audit']);
  expect(specOf(binding).matchResources.namespaceSelector).toEqual({
    matchLabels: { 'example.com/guarded': 'yes' },
    matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', 'monitoring'] }],
  });
});

test('no namespace needs to be exempt', () => {
  const [, binding] = generateGuardrails([podNoPrivileged], { exemptNamespaces: [] });
  expect(specOf(binding).matchResources.namespaceSelector).toEqual({});
});

test.each<[string, GuardrailOptions, string, string]>([
  ['an API server without guardrails', { kubernetes: '1.29' }, 'CM6001', '1.30'],
  ['no action', { actions: [] }, 'CM6002', 'Audit'],
  ['an action twice', { actions: ['Deny', 'Deny'] }, 'CM6003', 'Audit'],
  ['Warn with Deny, which the API server refuses', { actions: ['Warn', 'Deny'] }, 'CM6004', 'Deny and Audit'],
])('%s is refused with a repair', (_, options, code, repair) => {
  const error = catchError(() => generateGuardrails([podNoPrivileged], options));
  expect(error).toBeInstanceOf(CasemateError);
  expect([error.code, error.repair.includes(repair)]).toEqual([code, true]);
});

function catchError(action: () => unknown): CasemateError {
  try {
    action();
  } catch (error) {
    return error as CasemateError;
  }
  throw new Error('it did not fail');
}

test.each<readonly GuardrailAction[]>([['Warn'], ['Audit'], ['Deny'], ['Warn', 'Audit'], ['Audit', 'Deny']])('%s %s can be', (...actions) => {
  expect(specOf(generateGuardrails([podNoPrivileged], { actions: actions.filter(Boolean) })[1]).validationActions).toEqual(actions.filter(Boolean));
});

test('quotes in the words of a control do not end the message', () => {
  const quoted = control({ ...podNoPrivileged, expected: "what 'nobody' \\ expects", fix: needs('nothing') });
  const [validation] = specOf(generateGuardrails([quoted])[0]).validations;
  expect(validation?.messageExpression).toContain("must be what \\'nobody\\' \\\\ expects: '");
});

test('the same controls give the same text, and stay as they are', () => {
  const before = JSON.stringify(objectControls);
  expect(JSON.stringify(generateGuardrails(objectControls))).toBe(JSON.stringify(generateGuardrails(objectControls)));
  expect(JSON.stringify(objectControls)).toBe(before);
});

test('what it writes is of a kind and a shape that Kubernetes knows', () => {
  expect(check(generateGuardrails(objectControls), { kubernetes: '1.37' }).notEvaluated).toEqual([]);
});

test('custom resources are looked at by the controls of pods, those that somebody names too', () => {
  const groupsOf = (policy: KubernetesObject | undefined): readonly string[] =>
    (policy?.['spec'] as { matchConstraints: { resourceRules: { apiGroups: string[]; resources: string[] }[] } }).matchConstraints.resourceRules
      .flatMap(({ apiGroups, resources }) => resources.map((resource) => `${resource}.${apiGroups.join()}`));
  expect(groupsOf(generateGuardrails([podNoPrivileged])[0])).toEqual(expect.arrayContaining(['rollouts.argoproj.io', 'services.serving.knative.dev']));
  expect(groupsOf(generateGuardrails([podNoPrivileged], { customResources: ['gadgets.example.com'] })[0])).toContain('gadgets.example.com');
  const about = control({ ...podNoPrivileged, kinds: [{ apiGroup: '', kind: 'Pod' }] });
  expect(groupsOf(generateGuardrails([about], { customResources: ['gadgets.example.com'] })[0])).not.toContain('gadgets.example.com');
});

test.each(['gadgets', 'Gadget.example.com', 'gadgets.example.com/v1', ''])('"%s" is no custom resource', (name) => {
  expect(() => generateGuardrails([podNoPrivileged], { customResources: [name] })).toThrow(expect.objectContaining({ code: 'CM6005' }));
});
