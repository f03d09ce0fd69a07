import { itemsAt } from '../manifest/fields';
import type { FixContext } from './control';
import { decide, type Decision, type Proposed, type ProposedValue } from './proposal';
import type { Grant } from './rbac-rule';

/** Parts of what a rule grants may be open. */
type Items = readonly (string | Decision)[];

interface Rule {
  readonly verbs: Items;
  readonly apiGroups: Items;
  readonly resources: Items;
  readonly [field: string]: ProposedValue;
}

const OTHER_RESOURCE = decide('another resource that the holder uses', 'services');

/**
 * Proposes a rule that grants everything but that: the resources that are meant go into a rule of their own with the verbs that are left, or
 * nowhere where none is left. What stands behind a wildcard has to be named.
 */
export const withoutGrants = (...refused: readonly Grant[]) => (context: FixContext): readonly Proposed[] =>
  replaced(context, refused.reduce<readonly Rule[]>((rules, grant) => rules.flatMap((rule) => without(rule, grant)), [ruleOf(context)]));

/** Proposes the same grant for named objects only. */
export const onNamed = (grant: Grant, name: Decision) => (context: FixContext): readonly Proposed[] => {
  const rule = ruleOf(context);
  const verbs = rule.verbs.filter((verb) => grant.verbs.includes(String(verb)));
  const named: Rule = { apiGroups: grant.apiGroups, resources: grant.resources, verbs: verbs.length > 0 ? verbs : grant.verbs, resourceNames: [name] };
  return replaced(context, [...without(rule, grant), named]);
};

function ruleOf({ element }: FixContext): Rule {
  return { apiGroups: [], resources: [], verbs: [], ...(element.value as { readonly [field: string]: ProposedValue }) };
}

function replaced({ object, element: { path } }: FixContext, [first, ...more]: readonly Rule[]): readonly Proposed[] {
  const rules = path.slice(0, -1);
  const count = itemsAt(object, 'rules').length;
  return [{ path, value: first }, ...more.map((rule, index) => ({ path: [...rules, count + index], value: rule }))];
}

function without(rule: Rule, grant: Grant): readonly Rule[] {
  const isMeant = (item: string | Decision): boolean => isAmong(item, grant.resources);
  const meets = rule.resources.some(isMeant) && rule.apiGroups.some((group) => isAmong(group, grant.apiGroups)) && rule.verbs.some((verb) => isAmong(verb, grant.verbs));
  if (!meets) return [rule];
  const hasWildcard = rule.resources.some((resource) => isMeant(resource) && String(resource).includes('*'));
  const resources = [...rule.resources.filter((resource) => !isMeant(resource)), ...(hasWildcard ? [OTHER_RESOURCE] : [])];
  const verbs = rule.verbs.filter((verb) => !isAmong(verb, grant.verbs));
  return [
    ...(resources.length === 0 ? [] : [{ ...rule, resources }]),
    ...(verbs.length === 0 || hasWildcard ? [] : [{ ...rule, resources: rule.resources.filter(isMeant), verbs }]),
  ];
}

/** Whether an item of a rule is, or stands for, one of some values; one that ends in a slash is a beginning. */
const isAmong = (item: string | Decision, values: readonly string[]): boolean => typeof item === 'string' && (item === '*'
  || values.some((value) => item === value || (value.endsWith('/') && item.startsWith(value)) || (item.startsWith('*/') && value.endsWith(item.slice(1)))));
