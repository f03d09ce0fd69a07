import type { Edit } from '../src/manifest/apply';
import type { JsonValue, KubernetesObject } from '../src/manifest/object';
import type { ContainerModel } from './container';
import { secretMountsOf } from './secret-mounts';

type Fields = Readonly<Record<string, JsonValue>>;

/** A mount of a container, in the words of Kubernetes. */
export type Mount = { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean };

/** Storage that outlives the pod: a claim of its own for each replica. */
export interface PersistentPath {
  /** How much: `10Gi`. */
  readonly storage: string;
  /** The class of it, which should encrypt. @default the cluster's own */
  readonly storageClassName?: string;
  /** Who may mount it. `ReadWriteOncePod` (a CSI driver) keeps every other pod out, even on the same node. @default 'ReadWriteOnce' */
  readonly accessMode?: 'ReadWriteOnce' | 'ReadWriteOncePod' | 'ReadWriteMany';
}

const knownNames = new WeakMap<ContainerModel, ReadonlyMap<string, string>>();

/** Volumes belong to one container each: sharing one would let containers see files that were private to each of them. */
function volumeNames(model: ContainerModel): ReadonlyMap<string, string> {
  const known = knownNames.get(model);
  if (known !== undefined) return known;
  const names = new Map<string, string>();
  const { name, writablePaths, persistentPaths, secrets } = model;
  const paths = [...Object.keys(writablePaths), ...Object.keys(persistentPaths), ...secretMountsOf(secrets).keys()];
  for (const path of paths) {
    const readable = `${name}-${path.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')}`.slice(0, 60).replace(/-+$/, '');
    const taken = new Set(names.values());
    let free = readable;
    for (let number = 2; taken.has(free); number++) free = `${readable}-${number}`;
    names.set(path, free);
  }
  knownNames.set(model, names);
  return names;
}

/** The volumes that a container needs beside those of cdk8s-plus-28. Claims are no volumes: see {@link claimsOf}. */
export const volumesOf = (model: ContainerModel): Fields[] => [...scratchVolumes(model), ...secretVolumes(model)];

function scratchVolumes(model: ContainerModel): Fields[] {
  const names = volumeNames(model);
  return Object.entries(model.writablePaths).map(([path, sizeLimit]) => ({ name: names.get(path) ?? '', emptyDir: { sizeLimit } }));
}

const secretVolumes = (model: ContainerModel): Fields[] =>
  [...secretMountsOf(model.secrets)].map(([path, source]) => ({ name: volumeNames(model).get(path) ?? '', ...source }));

/** The mounts of what {@link volumesOf} and {@link claimsOf} write. */
export function mountsOf(model: ContainerModel): Mount[] {
  const secrets = secretMountsOf(model.secrets);
  return [...volumeNames(model)].map(([mountPath, name]) => ({ name, mountPath, ...(secrets.has(mountPath) ? { readOnly: true } : {}) }));
}

/** cdk8s-plus-28 has no claim templates. */
export function claimsOf(object: KubernetesObject, containers: readonly ContainerModel[]): Edit[] {
  const claims = containers.flatMap((model) => Object.entries(model.persistentPaths).map(([path, claim]) => ({
    metadata: { name: volumeNames(model).get(path) ?? '' },
    spec: {
      accessModes: [claim.accessMode ?? 'ReadWriteOnce'],
      ...(claim.storageClassName === undefined ? {} : { storageClassName: claim.storageClassName }),
      resources: { requests: { storage: claim.storage } },
    },
  })));
  return claims.length === 0 || object.kind !== 'StatefulSet' ? [] : [{ path: ['spec', 'volumeClaimTemplates'], value: claims }];
}
