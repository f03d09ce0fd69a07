import type { KubernetesObject, ObjectReference, Position } from '../manifest/object';
import type { Path } from '../manifest/path';

/** An object to judge, or to judge by, and where it came from. */
export interface Subject {
  readonly object: KubernetesObject;
  /** The file that holds it. @default none: findings name no place */
  readonly file?: string;
  /** The construct that made it. @default none */
  readonly constructPath?: string;
  /** Where a field of the object stands in the file. @default findings name the file alone */
  readonly locate?: (path: Path) => Position;
}

/** What identifies an object in a report. */
export function referenceOf({ apiVersion, kind, metadata }: KubernetesObject): ObjectReference {
  return { apiVersion, kind, namespace: metadata?.namespace ?? '', name: metadata?.name ?? metadata?.generateName ?? '' };
}

/** The file and the position of a field, as far as they are known. */
export function placeOf({ file, locate }: Subject, path: Path): { readonly file?: string; readonly line?: number; readonly column?: number } {
  const position = locate?.(path);
  return {
    ...(file === undefined ? {} : { file }),
    ...(position === undefined ? {} : { line: position.line, column: position.column }),
  };
}
