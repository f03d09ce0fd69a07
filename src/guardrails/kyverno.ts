import { hash } from 'node:crypto';
import { compareExceptions, type Exception, endOf } from '../check/exceptions/exception';
import type { KubernetesObject } from '../manifest/object';
import { isMeant } from './exceptions';

const GROUP = 'policies.kyverno.io/v1';
const MAX_NAME = 63;

type Fields = Readonly<Record<string, unknown>>;

/** A guardrail and its binding as the ValidatingPolicy of Kyverno, which has both in one: the same name, the same CEL, the same actions. */
export function validatingPolicyOf(policy: KubernetesObject, binding: KubernetesObject): KubernetesObject {
  const { matchConstraints, ...spec } = policy['spec'] as Fields;
  const { validationActions, matchResources } = binding['spec'] as Fields;
  return {
    apiVersion: GROUP,
    kind: 'ValidatingPolicy',
    metadata: policy.metadata ?? {},
    spec: { validationActions, ...spec, matchConstraints: { ...(matchConstraints as Fields), ...(matchResources as Fields) } },
  };
}

/**
 * The exceptions for Kyverno, for ValidatingPolicies that were generated without them. Each is for one object by kind, namespace and name and for
 * what the controllers of Kubernetes make of it, and ends with the exception. Kyverno excuses objects as a whole: containers, and what makes up
 * for it, are in the annotations.
 */
export function kyvernoExceptions(exceptions: readonly Exception[], namePrefix = 'casemate-'): readonly KubernetesObject[] {
  return [...exceptions].sort(compareExceptions).map((exception) => {
    const { control, object, containers, reason, owner, ticket, expires, compensating } = exception;
    const namespace = object.kind === 'Namespace' || object.namespace === '' ? undefined : object.namespace;
    return {
      apiVersion: GROUP,
      kind: 'PolicyException',
      metadata: {
        name: nameOf(exception, namePrefix),
        ...(namespace === undefined ? {} : { namespace }),
        annotations: {
          'casemate.dev/reason': reason,
          'casemate.dev/owner': owner,
          ...(ticket === undefined ? {} : { 'casemate.dev/ticket': ticket }),
          ...(containers === undefined ? {} : { 'casemate.dev/containers': containers.join(',') }),
          ...(compensating === undefined ? {} : { 'casemate.dev/compensating': compensating.join(',') }),
        },
      },
      spec: {
        policyRefs: [{ kind: 'ValidatingPolicy', name: `${namePrefix}${control}` }],
        matchConditions: [{ name: 'this-object', expression: isMeant(object) }],
        expiresAt: new Date(endOf(expires)).toISOString().replace('.000Z', 'Z'),
      },
    };
  });
}

/** A name of its own for each exception, the same from run to run. */
function nameOf({ control, object: { apiVersion, kind, namespace, name }, containers = [] }: Exception, namePrefix: string): string {
  const suffix = hash('sha256', [control, apiVersion, kind, namespace, name, ...containers].join('\0')).slice(0, 8);
  return `${`${namePrefix}${control}`.slice(0, MAX_NAME - suffix.length - 1)}-${suffix}`;
}
