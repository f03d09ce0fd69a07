import type { Exception } from '../../src/check/exceptions/exception';
import { objectControls } from '../../src/controls/index';
import { generateGuardrails, type GuardrailOptions, unguardedExceptions } from '../../src/guardrails/generate';
import type { KubernetesObject } from '../../src/manifest/object';
import { exception, now, object } from '../check/exceptions/samples';

interface Policy {
  readonly annotations: Readonly<Record<string, string>>;
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly { readonly expression: string; readonly messageExpression?: string }[];
}

const whole: Exception = { ...exception, containers: undefined };
const options = (...exceptions: readonly Exception[]): GuardrailOptions => ({ exceptions, now });
const problems = (...exceptions: readonly Exception[]) => unguardedExceptions(objectControls, options(...exceptions));

function policyOf(control: string, settings: GuardrailOptions): Policy {
  const found = generateGuardrails(objectControls, settings).find(({ metadata }) => metadata?.name === `casemate-${control}`);
  const { metadata, spec } = found as KubernetesObject & { readonly spec: Omit<Policy, 'annotations'> };
  return { ...spec, annotations: metadata?.annotations ?? {} };
}

test('an exception changes the guardrail of its control, and no other', () => {
  const [plain, excepting] = [generateGuardrails(objectControls, { now }), generateGuardrails(objectControls, options(exception))];
  const changed = plain.filter((one, index) => JSON.stringify(one) !== JSON.stringify(excepting[index]));
  expect(changed.map(({ metadata }) => metadata?.name)).toEqual([`casemate-${exception.control}`]);
});

test('for the whole object, it comes before the condition', () => {
  const { variables, validations, annotations } = policyOf(whole.control, options(whole));
  expect(variables.at(-1)?.name).toBe('isExcepted');
  for (const { expression } of validations) expect(expression).toMatch(/^variables\.isExcepted \|\| \(/);
  expect(annotations['casemate.dev/exceptions']).toBe('Deployment shop/web until 2027-02-28, team-payments, SEC-123: the vendor agent chowns its hostPath at start');
});

test('for a container, the container is passed over, in the condition and in the message', () => {
  const { variables, validations } = policyOf(exception.control, options(exception));
  expect(variables.at(-1)).toMatchObject({ name: 'exceptedContainers', expression: expect.stringMatching(/^\(.* \? \['agent'\] : \[\]\)$/) });
  const [pod, containers] = validations;
  expect(pod?.expression).not.toContain('exceptedContainers');
  const filter = "variables.allContainers.filter(container, !(container.?name.orValue('') in variables.exceptedContainers))";
  expect(containers?.expression.startsWith(`${filter}.all(container, `)).toBe(true);
  expect(containers?.messageExpression).toContain(`${filter}.filter(container, !(`);
});

test('it names the object exactly, and its end', () => {
  const text = policyOf(whole.control, options(whole)).variables.at(-1)?.expression ?? '';
  expect(text).toContain("object.metadata.?namespace.orValue('') == 'shop'");
  expect(text).toContain("object.kind == 'Deployment' && object.metadata.?name.orValue('') == 'web'");
  expect(text).toContain("time < timestamp('2027-03-01T00:00:00Z')");
  expect(text).not.toMatch(/labels|annotations/);
});

test('a dot in a name stands for itself, and a quote ends no text', () => {
  const dotted = { ...whole, object: { ...object, name: "a.b'" } };
  const text = policyOf(whole.control, options(dotted)).variables.at(-1)?.expression ?? '';
  expect(text).toContain("orValue('') == 'a.b\\''");
  expect(text).toContain("'^ReplicaSet/a[.]b\\'-[a-z0-9]+$'");
});

test('what makes up for it is judged by the text of its control', () => {
  const compensated = { ...whole, compensating: ['pod-no-host-path'] };
  const { variables } = policyOf(whole.control, options(compensated));
  expect(variables.at(-1)?.expression).toContain(' && (variables.volumes.all(volume, ');
  expect(variables.map(({ name }) => name)).toContain('volumes');
});

test.each<[string, Partial<Exception>, string, RegExp]>([
  ['is over', { expires: '2026-11-23' }, 'CM4010', /expired on/],
  ['runs for too long', { expires: '2028-01-01' }, 'CM4012', /too long/],
  ['is for a kind that no guardrail looks at', { object: { ...object, apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' } }, 'CM6006', /not for a Rollout/],
  ['names no namespace', { object: { ...object, namespace: '' } }, 'CM6006', /no namespace/],
  ['is made up for by the other objects', { compensating: ['network-default-deny-egress'] }, 'CM6006', /cannot judge network-default-deny-egress/],
  ['is made up for by a control of another kind', { compensating: ['namespace-psa-enforced'] }, 'CM6006', /cannot judge namespace-psa-enforced/],
])('one that %s is left out, with the reason', (_, change, code, message) => {
  const changed = { ...exception, ...change };
  expect(problems(changed)).toEqual([expect.objectContaining({ code, control: exception.control, message: expect.stringMatching(message) })]);
  expect(generateGuardrails(objectControls, options(changed))).toEqual(generateGuardrails(objectControls, { now }));
});

test('one for a control without a guardrail changes nothing, and is no problem', () => {
  const other = { ...exception, control: 'network-default-deny-egress', containers: undefined };
  expect(problems(other)).toEqual([]);
  expect(generateGuardrails(objectControls, options(other))).toEqual(generateGuardrails(objectControls, { now }));
});

test('the order of the ledger does not matter', () => {
  const other = { ...whole, object: { ...object, name: 'other' } };
  expect(generateGuardrails(objectControls, options(other, whole))).toEqual(generateGuardrails(objectControls, options(whole, other)));
});
