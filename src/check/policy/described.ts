import { type ControlMetadata, type Severity, severities } from '../../controls/control';
import type { PolicyControl } from '../../controls/policy-control';
import type { Subject } from '../subject';
import { severityOf } from './outcome';
import { type Action, type Binding, isBinding, isPolicy, readBinding, type ResourceRule } from './policy';
import type { BoundPolicy } from './policy-checker';

/** What an API server does with an object that it does not admit, by the most that a binding asks for. */
const CONSEQUENCES: Readonly<Record<Action, string>> = {
  Deny: 'The API server refuses an object that this policy does not admit.',
  Warn: 'The API server warns of an object that this policy does not admit.',
  Audit: 'The API server records an object that this policy does not admit.',
};

/** A policy as reports show it. */
export function controlOf({ compiled: { policy }, bindings }: BoundPolicy): PolicyControl {
  const { name, subject, match, validations } = policy;
  const description = subject.object.metadata?.annotations?.['kubernetes.io/description'] ?? '';
  const actions = new Set(bindings.flatMap((binding) => binding.actions));
  const worst = (['Deny', 'Warn', 'Audit'] as const).find((action) => actions.has(action)) ?? 'Audit';
  return {
    id: name,
    title: oneLineOf(description) || `Admitted by the policy ${name}`,
    severity: worstOf(bindings),
    layer: 'cluster',
    component: 'admission',
    rationale: CONSEQUENCES[worst],
    remediation: 'Change the object so that the policy admits it.',
    references: [],
    matches: (match.resourceRules ?? []).flatMap(resourcesOf),
    validations: validations.map(({ expression }) => oneLineOf(expression)),
    ...(subject.file === undefined ? {} : { file: subject.file }),
  };
}

const worstOf = (bindings: readonly Binding[]): Severity => severities.find((severity) => bindings.some((binding) => severityOf(binding) === severity)) ?? 'low';

/** The names that findings and exceptions go by, of all policies, those included that cannot be used. */
export function policyNamesIn(subjects: readonly Subject[]): readonly Pick<ControlMetadata, 'id' | 'severity'>[] {
  const bindings = subjects.filter(({ object }) => isBinding(object)).map(readBinding);
  const names = subjects.filter(({ object }) => isPolicy(object)).map(({ object }) => object.metadata?.name ?? '');
  return names.map((id) => ({ id, severity: worstOf(bindings.filter(({ policyName }) => policyName === id)) }));
}

const resourcesOf = ({ apiGroups = [], apiVersions = [], resources = [] }: ResourceRule): string[] =>
  apiGroups.flatMap((group) => apiVersions.map((version) => `${group === '' ? version : `${group}/${version}`} ${resources.join(', ')}`));

const oneLineOf = (text: string): string => text.trim().replace(/\s+/g, ' ');
