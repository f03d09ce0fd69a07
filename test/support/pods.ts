import type { JsonValue } from '../../src/manifest/object';

/** The fields of a part of a pod. */
export type Fields = { readonly [field: string]: JsonValue };

/** A container with these fields. */
export const container = (fields: Fields = {}): Fields => ({ name: 'app', image: 'registry.example.com/app:1.0', ...fields });

/** A container with this security context. */
export const secured = (securityContext: Fields, fields: Fields = {}): Fields => container({ securityContext, ...fields });

/** A pod spec with this one container. */
export const podOf = (only: Fields, fields: Fields = {}): Fields => ({ containers: [only], ...fields });

/** A pod spec with this container as each of the three sorts, and a harmless regular one. */
export const init = (only: Fields, harmless: Fields, fields: Fields = {}): Fields => ({
  containers: [harmless], initContainers: [{ ...only, name: 'init' }], ...fields,
});

export const ephemeral = (only: Fields, harmless: Fields, fields: Fields = {}): Fields => ({
  containers: [harmless], ephemeralContainers: [{ ...only, name: 'debug' }], ...fields,
});

export const windows: Fields = { os: { name: 'windows' } };

/** The path of the security context of the first regular container. */
export const inContainer = (field: string): string => `spec.containers[0].securityContext.${field}`;
