import { check } from '../../src/check/check';
import { objectControls } from '../../src/controls/index';
import type { Profile } from '../../src/check/profiles';
import type { KubernetesObject, Minor } from '../../src/manifest/object';
import type { Answer } from './client';

/** What the API server made of an object. */
export type Verdict =
  | { readonly outcome: 'allowed'; readonly object: KubernetesObject }
  /** By one of our guardrails. The server names the first that refuses. */
  | { readonly outcome: 'denied'; readonly control: string; readonly message: string }
  /** By the built-in Pod Security admission. */
  | { readonly outcome: 'violates'; readonly message: string }
  /** By the validation of Kubernetes itself, which comes before every policy. */
  | { readonly outcome: 'invalid'; readonly message: string };

/** Reads the answer to a creation. Anything that is none of the four is an error, a guardrail that could not be evaluated included. */
export function verdictOf({ status, body }: Answer): Verdict {
  if (status === 201) return { outcome: 'allowed', object: body as KubernetesObject };
  const { message = '' } = body as { message?: string };
  if (status === 422 || status === 400) return { outcome: 'invalid', message };
  if (status === 403 && message.includes('violates PodSecurity')) return { outcome: 'violates', message };
  const control = status === 403 ? controlIn(message) : undefined;
  if (control === undefined) throw new Error(`An answer that proves nothing: ${status} ${JSON.stringify(body)}`);
  return { outcome: 'denied', control, message };
}

/** The controls that guardrails warn of, sorted. */
export function warnedOf(warnings: readonly string[]): readonly string[] {
  const length = warnings.reduce((sum, warning) => sum + warning.length, 0);
  // The server drops warnings beyond this, and a set with holes proves nothing.
  if (length >= 4000) throw new Error(`${warnings.length} warnings of ${length} characters are too many to be complete.`);
  return unique(warnings.filter((warning) => warning.includes('ValidatingAdmissionPolicy')).map((warning) => {
    const control = controlIn(warning);
    if (control === undefined) throw new Error(`A warning that names no control: ${warning}`);
    return control;
  }));
}

/** Only where policy and message name the same control: the message of a failed evaluation names none. */
function controlIn(message: string): string | undefined {
  const [, policy, control] = /ValidatingAdmissionPolicy '([^']+)'.*?: \[([a-z0-9-]+)\] /.exec(message) ?? [];
  return policy?.endsWith(`-${control}`) ? control : undefined;
}

/** The controls with a guardrail that TypeScript finds an object to fail, sorted, and the fields that it blames. */
export function judge(object: KubernetesObject, profile: Profile, kubernetes: Minor): { controls: readonly string[]; fields: readonly string[] } {
  const { findings, notEvaluated } = check([object], { profile, kubernetes, controls: objectControls });
  if (notEvaluated.length > 0) throw new Error(`TypeScript does not judge ${JSON.stringify(object)}: ${JSON.stringify(notEvaluated)}`);
  return { controls: unique(findings.map(({ control }) => control)), fields: unique(findings.map(({ field }) => field)) };
}

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
