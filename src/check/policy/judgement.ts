import { type CelMap, type CelValue, Unknown } from '../../cel/library/value';
import type { KubernetesObject } from '../../manifest/object';
import type { Finding, NotEvaluated } from '../report';
import type { Subject } from '../subject';
import { requestOf } from './activation';
import type { Certainty } from './certainty';
import type { CompiledPolicy } from './compiled-policy';
import { decide, type Decision } from './decide';
import { type Candidate, isExempt, matchesResources } from './matching';
import type { KnownObjects } from './objects';
import { policyFinding, policyUndecided, severityOf } from './outcome';
import { collectParams } from './params';
import type { Binding, Policy } from './policy';
import type { BoundPolicy } from './policy-checker';
import type { Resource } from './resource';
import { namespaceView, serverView, unknownNamespace } from './server-view';
import { UNUSABLE } from './unusable';

/** What policies say of one object. */
export class Judgement {
  readonly findings: Finding[] = [];
  readonly notEvaluated: NotEvaluated[] = [];
  /** Policies that the object needs, and that have expressions which cannot be evaluated. */
  readonly unusable = new Set<CompiledPolicy>();
  /** The policies that look at the object, or may do so, by name. */
  readonly looked = new Set<string>();
  /** Those of them that reached no verdict. */
  readonly undecided = new Set<string>();
  readonly #subject: Subject;
  readonly #known: KnownObjects;
  readonly #candidate: Candidate;
  readonly #resource: Resource;
  #view: CelMap | undefined;

  constructor(subject: Subject, known: KnownObjects) {
    this.#subject = subject;
    this.#known = known;
    this.#resource = known.resourceOf(subject.object);
    this.#candidate = { resource: this.#resource, minor: known.minor, name: subject.object.metadata?.name, labels: this.#labels(), namespaceLabels: this.#namespaceLabels() };
  }

  /** Judges the object by one policy, through each of its bindings. */
  judge({ compiled, bindings }: BoundPolicy): void {
    if (isExempt(this.#resource)) return;
    const isMatch = matchesResources(compiled.policy.match, this.#candidate);
    if (isMatch === false) return;
    for (const binding of bindings) this.#judgeBinding(compiled, binding, isMatch);
  }

  #judgeBinding(compiled: CompiledPolicy, binding: Binding, isMatch: Certainty): void {
    const { policy } = compiled;
    const severity = severityOf(binding);
    const isBound = matchesResources(binding.match ?? {}, this.#candidate);
    if (isBound === false || severity === undefined) return;
    this.looked.add(policy.name);
    const open = [isMatch, isBound].find((certainty) => typeof certainty !== 'boolean');
    if (open !== undefined && typeof open !== 'boolean') this.#undecided('CM4406', policy, open.unknown);
    else for (const decision of this.#decisions(compiled, binding)) this.#record(compiled, severity, decision);
  }

  #decisions(compiled: CompiledPolicy, binding: Binding): readonly Decision[] {
    const { policy } = compiled;
    const collected = collectParams(policy, binding, this.#namespaceName(), this.#known);
    if ('params' in collected) return collected.params.flatMap((params) => decide(compiled, this.#inputs(policy.paramKind !== undefined, params)));
    if ('unknown' in collected) {
      this.#undecided('CM4407', policy, collected.unknown);
      return [];
    }
    return policy.failurePolicy === 'Ignore' ? [] : [{ outcome: 'denied', message: collected.error, path: [], expression: '', isForced: true }];
  }

  #inputs(hasParams: boolean, params: KubernetesObject | null): Parameters<typeof decide>[1] {
    const { metadata } = this.#subject.object;
    this.#view ??= serverView(this.#subject.object, this.#known.minor);
    const name = metadata?.name ?? new Unknown('it reads request.name, which the API server generates', true);
    return {
      object: this.#view,
      request: requestOf(this.#resource, name, this.#requestNamespace()),
      namespaceObject: this.#namespaceObject(),
      ...(hasParams && { params: params === null ? null : serverView(params, this.#known.minor) }),
    };
  }

  #record(compiled: CompiledPolicy, severity: NonNullable<ReturnType<typeof severityOf>>, decision: Decision): void {
    const { policy } = compiled;
    if (decision.outcome === 'denied') this.#found(policyFinding(policy, decision.isForced === true ? 'high' : severity, decision, this.#subject));
    else if (decision.reason === UNUSABLE) this.#unusable(compiled);
    else this.#undecided('CM4403', policy, decision.reason);
  }

  /** The same thing, found through several bindings or with several parameters, counts once, with the highest severity. */
  #found(finding: Finding): void {
    const index = this.findings.findIndex(({ fingerprint, message }) => fingerprint === finding.fingerprint && message === finding.message);
    if (index === -1) this.findings.push(finding);
    else if (RANKS.indexOf(finding.severity) < RANKS.indexOf((this.findings[index] as Finding).severity)) this.findings[index] = finding;
  }

  #unusable(compiled: CompiledPolicy): void {
    this.unusable.add(compiled);
    this.undecided.add(compiled.policy.name);
  }

  #undecided(why: 'CM4403' | 'CM4406' | 'CM4407', policy: Policy, reason: string): void {
    const item = policyUndecided(why, policy, reason, this.#subject);
    this.undecided.add(policy.name);
    if (!this.notEvaluated.some(({ code, message }) => code === item.code && message === item.message)) this.notEvaluated.push(item);
  }

  #labels(): Candidate['labels'] {
    const { object } = this.#subject;
    const own = object.metadata?.labels ?? {};
    return { known: isNamespace(object) && object.metadata?.name ? { ...own, 'kubernetes.io/metadata.name': object.metadata.name } : own };
  }

  #namespaceLabels(): Candidate['namespaceLabels'] {
    const { object } = this.#subject;
    if (isNamespace(object)) return this.#labels();
    const name = this.#namespaceName();
    if (name === undefined) return { known: {}, others: 'its namespace is chosen when it is applied' };
    return name === '' ? undefined : this.#known.namespaceLabels(name);
  }

  /** Empty for an object in no namespace, `undefined` where that is not known. For policies, a Namespace is in itself. */
  #namespaceName(): string | undefined {
    const { object } = this.#subject;
    if (isNamespace(object)) return object.metadata?.name;
    if (this.#resource.isNamespaced === false) return '';
    return object.metadata?.namespace;
  }

  #requestNamespace(): CelValue | Unknown | undefined {
    const name = this.#namespaceName();
    if (name === '') return undefined;
    return name ?? unknownNamespace(this.#resource.isNamespaced === undefined);
  }

  #namespaceObject(): CelValue | Unknown {
    const name = isNamespace(this.#subject.object) ? '' : this.#namespaceName();
    if (name === undefined) return new Unknown('it reads namespaceObject, which is chosen when the object is applied');
    return name === '' ? null : namespaceView(name, this.#known.namespace(name), this.#known.minor);
  }
}

const RANKS = ['critical', 'high', 'medium', 'low', 'info'];

const isNamespace = ({ apiVersion, kind }: KubernetesObject): boolean => apiVersion === 'v1' && kind === 'Namespace';
