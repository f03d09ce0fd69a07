/** A value that JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A Kubernetes object as it stands in a manifest: untyped below the fields that every object has. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: {
    readonly name?: string;
    readonly generateName?: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** A Kubernetes minor version, `1.28` to `1.37`. */
export type Minor = `1.${number}`;

/** What identifies an object in a report. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for objects without one, such as a Namespace or an object that leaves the choice to `kubectl -n`. */
  readonly namespace: string;
  readonly name: string;
}

/** A point in a source file, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}
