import { type Change, Hardener, type HardenOptions } from '../src/harden/harden';
import { excuse } from '../src/check/exceptions/excuse';
import type { ExceptionProblem, Finding, NotEvaluated } from '../src/check/report';
import { applyEdits } from '../src/manifest/apply';
import { objectsOf, type ResourceArgs } from './held-objects';

/** What became of a resource. */
export interface HardenedResource {
  /** The properties to register; the very same value where nothing had to change. */
  readonly props: ResourceArgs['props'];
  readonly changes: readonly Change[];
  /** What is left and nobody accepts, each with the reason in `needs`. */
  readonly findings: readonly Finding[];
  /** What could not be judged: it hangs on a value that is secret or not known yet, or no control can look into it. It never counts as passed. */
  readonly notEvaluated: readonly NotEvaluated[];
  /** What is left and somebody accepts. */
  readonly accepted: readonly Finding[];
  /** Exceptions for the object that accept nothing: they are over, void or not used. */
  readonly exceptionProblems: readonly ExceptionProblem[];
}

/**
 * Hardens the Kubernetes objects that a Pulumi resource holds. Pure and idempotent; resources of other providers pass through untouched.
 * Outputs stay where they are: what is unknown at preview stays unknown, and what is secret stays secret, and around them all is hardened.
 *
 * @example
 * ```ts
 * import { hardenResource } from 'casemate/stacks';
 *
 * const props = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'web', image: 'web:1' }] } };
 * const { changes, findings } = hardenResource({ type: 'kubernetes:core/v1:Pod', name: 'web', props });
 * console.log(changes.length, findings.length);
 * ```
 */
export function hardenResource(resource: ResourceArgs, options: HardenOptions = {}): HardenedResource {
  return hardenWith(new Hardener(options), resource, options);
}

/** {@link hardenResource} for many resources. */
export function hardenWith(hardener: Hardener, resource: ResourceArgs, options: HardenOptions): HardenedResource {
  const { objects, notEvaluated } = objectsOf(resource);
  const outcomes = objects.map(({ object, within }) => ({ within, ...hardener.harden(object) }));
  const changes = outcomes.flatMap((outcome) => outcome.changes.map((change) => ({ ...change, path: [...outcome.within, ...change.path] })));
  const excused = outcomes.map(({ object }) => excuse(object, options.exceptions ?? [], options));
  const isAccepted = ({ fingerprint }: Finding): boolean => excused.some(({ accepted }) => accepted.has(fingerprint));
  const findings = outcomes.flatMap((outcome) => outcome.findings);
  return {
    props: changes.length === 0 ? resource.props : applyEdits(resource.props, changes),
    changes,
    findings: findings.filter((finding) => !isAccepted(finding)),
    notEvaluated: [...notEvaluated, ...outcomes.flatMap((outcome) => outcome.notEvaluated)],
    accepted: findings.filter(isAccepted),
    exceptionProblems: excused.flatMap(({ problems }) => problems),
  };
}
