import type { PolicyControl } from '../../controls/policy-control';
import type { KubernetesObject, Minor } from '../../manifest/object';
import { minorNumber } from '../../platform';
import { blockersOf, schemaProblemsOf } from '../blockers';
import type { Finding, NotEvaluated } from '../report';
import type { Subject } from '../subject';
import { type CompiledPolicy, compilePolicy } from './compiled-policy';
import { controlOf } from './described';
import { KnownObjects } from './objects';
import { bindingWithoutPolicy, malformed, policyNameTaken, policyUnbound, policyUnusable } from './outcome';
import { Judgement } from './judgement';
import { type Binding, isBinding, isPolicy, readBinding, readPolicy } from './policy';
import { shapeMisfitsOf } from './shape';

/** A policy and what binds it. */
export interface BoundPolicy {
  readonly compiled: CompiledPolicy;
  readonly bindings: readonly Binding[];
}

/** What policies say of the objects that were added. */
export interface PolicyReport {
  readonly findings: readonly Finding[];
  readonly notEvaluated: readonly NotEvaluated[];
  /** Which policies looked at an object, and which of them reached no verdict, by name. */
  readonly judged: readonly { readonly object: KubernetesObject; readonly looked: readonly string[]; readonly undecided: readonly string[] }[];
}

/**
 * Judges objects by ValidatingAdmissionPolicies, as the API server would when they are created. It needs to have seen all objects first:
 * namespaces and parameters may come after the objects that they decide on.
 */
export class PolicyChecker {
  /** The policies, as reports show them. */
  readonly controls: readonly PolicyControl[];
  readonly #known: KnownObjects;
  readonly #policies: readonly BoundPolicy[];
  readonly #notEvaluated: NotEvaluated[] = [];
  readonly #pending: Subject[] = [];
  #isBroken = false;

  /**
   * @param subjects - What is in the policy files: policies, bindings, parameters, namespaces and definitions of custom resources.
   * @param taken - Ids that no policy may have for a name: nobody could tell whose findings are whose.
   */
  constructor(subjects: readonly Subject[], minor: Minor, taken: ReadonlySet<string> = new Set()) {
    const sound = subjects.filter((subject) => this.#isSound(subject, minor));
    const policies = sound.filter(({ object }) => isPolicy(object)).map(readPolicy).filter((policy) => {
      if (taken.has(policy.name)) this.#refuse(policyNameTaken(policy));
      return !taken.has(policy.name);
    });
    const bindings = sound.filter(({ object }) => isBinding(object)).map(readBinding);
    this.#known = new KnownObjects(new Set(policies.flatMap(({ paramKind }) => (paramKind ? [`${paramKind.apiVersion} ${paramKind.kind}`] : []))), minor);
    for (const { object } of sound) this.#known.add(object);
    this.#notEvaluated.push(...bindings.filter(({ policyName }) => !policies.some(({ name }) => name === policyName)).map(bindingWithoutPolicy));
    this.#policies = policies.flatMap((policy) => this.#usable(compilePolicy(policy, minorNumber(minor)), bindings));
    this.controls = this.#policies.map(controlOf);
  }

  /** Whether the policy files are at fault: something in them is not as the API server takes it. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  #isSound(subject: Subject, minor: Minor): boolean {
    const { object } = subject;
    const blockers = blockersOf(subject, minor, schemaProblemsOf(object, minor));
    const faults = blockers.length === 0 && (isPolicy(object) || isBinding(object)) ? shapeMisfitsOf(object).map((misfit) => malformed(misfit, subject)) : blockers;
    this.#refuse(...faults);
    return faults.length === 0;
  }

  #refuse(...faults: readonly NotEvaluated[]): void {
    this.#notEvaluated.push(...faults);
    this.#isBroken ||= faults.length > 0;
  }

  #usable(compiled: CompiledPolicy, bindings: readonly Binding[]): readonly BoundPolicy[] {
    const { policy, problems } = compiled;
    const refusals = problems.filter(({ by }) => by === 'api-server');
    this.#refuse(...refusals.map((problem) => policyUnusable(policy, problem)));
    if (refusals.length > 0) return [];
    const own = bindings.filter(({ policyName }) => policyName === policy.name);
    if (own.length === 0) this.#notEvaluated.push(policyUnbound(policy));
    return own.length === 0 ? [] : [{ compiled, bindings: own }];
  }

  /** Adds an object whose types are right. */
  add(subject: Subject): void {
    this.#known.add(subject.object);
    if (this.#policies.length > 0) this.#pending.push(subject);
  }

  /** What the policies say of everything that was added. */
  report(): PolicyReport {
    const findings: Finding[] = [];
    const notEvaluated = [...this.#notEvaluated];
    const unusable = new Set<CompiledPolicy>();
    const judged: PolicyReport['judged'][number][] = [];
    for (const subject of this.#pending) {
      const judgement = new Judgement(subject, this.#known);
      for (const bound of this.#policies) judgement.judge(bound);
      findings.push(...judgement.findings);
      notEvaluated.push(...judgement.notEvaluated);
      for (const compiled of judgement.unusable) unusable.add(compiled);
      judged.push({ object: subject.object, looked: [...judgement.looked], undecided: [...judgement.undecided] });
    }
    for (const { policy, problems } of unusable) notEvaluated.push(...problems.map((problem) => policyUnusable(policy, problem)));
    return { findings, notEvaluated, judged };
  }
}
