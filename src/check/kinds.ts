import type { KubernetesObject, Minor } from '../manifest/object';
import { type KindReference, kindStatus, schemaOf } from '../manifest/schema/index';

interface UnknownKind {
  readonly code: string;
  readonly message: string;
  readonly repair: string;
}

/** By why the kind cannot be judged. */
export const unknownKindCodes = { unknown: 'CM3001', removed: 'CM3005', 'not-yet': 'CM3006' } as const;

/**
 * Why an object of a kind cannot be judged at a minor; `undefined` where it can. Custom resources can: the controls that look at
 * them bring their own knowledge.
 */
export function unknownKind({ apiVersion, kind }: KubernetesObject, minor: Minor): UnknownKind | undefined {
  if (schemaOf(apiVersion, kind, minor) !== undefined) return undefined;
  const found = kindStatus(apiVersion, kind, minor);
  if (found.status === 'served' || found.status === 'custom') return undefined;
  const what = `${apiVersion} ${kind}`;
  const repair = instead(found.replacement, { apiVersion, kind });
  switch (found.status) {
    case 'removed':
      return { code: unknownKindCodes.removed, message: `Kubernetes ${minor} no longer serves ${what}: it was removed in ${found.since}`, repair };
    case 'not-yet':
      return { code: unknownKindCodes['not-yet'], message: `Kubernetes ${minor} does not serve ${what} yet: it comes with ${found.since}`, repair };
    case 'unknown':
      return { code: unknownKindCodes.unknown, message: `Kubernetes ${minor} knows no kind ${what}`, repair };
  }
}

function instead(replacement: KindReference | undefined, own: KindReference): string {
  if (replacement === undefined) return 'Correct apiVersion and kind, or name the Kubernetes minor that the object is for.';
  const parts = [
    ...(replacement.apiVersion === own.apiVersion ? [] : [`apiVersion: ${replacement.apiVersion}`]),
    ...(replacement.kind === own.kind ? [] : [`kind: ${replacement.kind}`]),
  ];
  return `Write ${parts.join(' and ')}.`;
}
