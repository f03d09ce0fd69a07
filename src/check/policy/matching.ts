import type { Minor } from '../../manifest/object';
import { kindsOf } from '../../manifest/schema/index';
import { type Certainty, every, type Labels, not, some, unknown } from './certainty';
import type { MatchResources, ResourceRule } from './policy';
import { type Resource, splitVersion } from './resource';
import { selects } from './selector';

/** What decides whether a policy looks at an object. */
export interface Candidate {
  readonly resource: Resource;
  readonly minor: Minor;
  /** `undefined` where the API server generates it. */
  readonly name: string | undefined;
  readonly labels: Labels;
  /** Those of its namespace, or of the object itself if it is one; `undefined` for objects in no namespace. */
  readonly namespaceLabels: Labels | undefined;
}

const EXEMPT = [
  'ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding',
];

/** No policy applies to the configuration of admission itself: one that refuses everything could not be removed. */
export const isExempt = ({ group, kind }: Resource): boolean => group === 'admissionregistration.k8s.io' && EXEMPT.includes(kind);

/** Whether the creation of an object is what the resources of a policy or a binding match. */
export function matchesResources(match: MatchResources, candidate: Candidate): Certainty {
  const { namespaceSelector = {}, objectSelector = {}, resourceRules = [], excludeResourceRules = [], matchPolicy = 'Equivalent' } = match;
  const isEquivalent = matchPolicy === 'Equivalent';
  return every([
    candidate.namespaceLabels === undefined ? true : selects(namespaceSelector, candidate.namespaceLabels),
    selects(objectSelector, candidate.labels),
    not(matchesRules(excludeResourceRules, isEquivalent, candidate)),
    resourceRules.length === 0 ? true : matchesRules(resourceRules, isEquivalent, candidate),
  ]);
}

function matchesRules(rules: readonly ResourceRule[], isEquivalent: boolean, candidate: Candidate): Certainty {
  const exact = some(rules.map((rule) => matchesRule(rule, candidate)));
  return exact === false && isEquivalent ? matchesOtherVersion(rules, candidate) : exact;
}

function matchesRule(rule: ResourceRule, { resource, name }: Candidate): Certainty {
  const { apiGroups = [], apiVersions = [], operations = [], resources = [], resourceNames = [] } = rule;
  return every([
    has(apiGroups, resource.group),
    has(apiVersions, resource.version),
    has(operations, 'CREATE'),
    resources.some((text) => matchesPlural(text, resource.plural)),
    matchesScope(rule.scope ?? '*', resource),
    resourceNames.length === 0 ? true : matchesName(resourceNames, name),
  ]);
}

const has = (items: readonly string[], wanted: string): boolean => items.includes('*') || items.includes(wanted);

/** `pods`, `*`, `pods/*`, `*\/*`: but not `pods/exec`, which no manifest creates. */
function matchesPlural(text: string, plural: string): boolean {
  const [resource, subresource = ''] = text.split('/');
  return (resource === '*' || resource === plural) && (subresource === '' || subresource === '*');
}

function matchesScope(scope: string, { isNamespaced, kind }: Resource): Certainty {
  if (scope === '*') return true;
  if (isNamespaced === undefined) return unknown(`whether ${kind} is namespaced is not known without its CustomResourceDefinition`);
  return scope === (isNamespaced ? 'Namespaced' : 'Cluster');
}

function matchesName(names: readonly string[], name: string | undefined): Certainty {
  return name === undefined ? unknown('a rule goes by the name, which the API server generates') : names.includes(name);
}

/** The API server would convert the object to the version that a rule names. */
function matchesOtherVersion(rules: readonly ResourceRule[], candidate: Candidate): Certainty {
  const { resource, minor } = candidate;
  const versions = kindsOf(minor).filter(({ kind }) => kind === resource.kind)
    .map(({ apiVersion }) => splitVersion(apiVersion)).filter(([group, version]) => group === resource.group && version !== resource.version);
  const match = versions.find(([group, version]) => rules.some((rule) => matchesRule(rule, { ...candidate, resource: { ...resource, group, version } }) !== false));
  if (match !== undefined) return unknown(`a rule is about version ${match[1]} of ${resource.kind}, to which only the API server converts`);
  const isCustom = kindsOf(minor).every(({ apiVersion }) => splitVersion(apiVersion)[0] !== resource.group);
  const isOther = isCustom && rules.some((rule) => matchesRule({ ...rule, apiVersions: ['*'] }, candidate) !== false);
  return isOther ? unknown(`a rule is about another version of ${resource.kind}, to which only the API server converts`) : false;
}
