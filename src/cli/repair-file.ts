import type { Hardener } from '../harden/harden';
import { type DocumentEdit, editYaml } from '../manifest/edit';
import type { KubernetesObject } from '../manifest/object';
import type { Manifest } from '../manifest/parse';
import type { ReadFile } from '../manifest/read';
import type { RepairedObject } from '../report/repairs';

/** An object of a file, and what became of it. */
export interface ObjectRepair extends RepairedObject {
  readonly manifest: Manifest;
  /** The object as it is in the repaired text. */
  readonly after: KubernetesObject;
}

/** A file after the repairs. */
export interface FileRepair {
  /** The repaired text, or the old one where there is nothing to do; absent where the file could not be read as text. */
  readonly text?: string;
  readonly objects: readonly ObjectRepair[];
}

/** Repairs the objects of a file in its text. A document that cannot be edited without losing something stays as it is. */
export function repairFile(file: ReadFile, hardener: Hardener): FileRepair {
  if (file.text === undefined) return { objects: [] };
  return writeRepairs(file.text, file.manifests.map((manifest) => repairObject(manifest, hardener)));
}

function repairObject(manifest: Manifest, hardener: Hardener): ObjectRepair {
  const { object } = manifest;
  const { object: after, changes } = hardener.harden(object);
  return { manifest, object, after, changes };
}

/** Every refusal takes at least one document out, so this ends. */
function writeRepairs(text: string, objects: readonly ObjectRepair[]): FileRepair {
  const result = editYaml(text, objects.flatMap(editsOf));
  if ('text' in result) return { text: result.text, objects };
  const { refused, document } = result;
  return writeRepairs(text, objects.map((repair) => {
    const isMeant = document === undefined || repair.manifest.document === document;
    return isMeant && repair.changes.length > 0 && repair.refused === undefined ? { ...repair, after: repair.object, refused } : repair;
  }));
}

function editsOf({ manifest: { document, within }, changes, refused }: ObjectRepair): readonly DocumentEdit[] {
  if (refused !== undefined) return [];
  return changes.map(({ path, value }) => ({ document, path: [...within, ...path], value }));
}
