import { type Fields, fieldsAt, itemsAt, stringsAt } from '../manifest/fields';
import { minorNumber } from '../platform';
import type { Element, FixContext } from './control';
import { podSpecOf } from './effective';
import { decide, type Proposed, type ProposedEdit, type ProposedValue } from './proposal';

/* Proposals that several controls over pods make. */

/** The first minor whose Pod Security Standards look at the name of the system. */
const FIRST_WITH_OS = 25;

/** Proposes to say that the pods are for Windows. */
export function namesWindows(context: FixContext): readonly ProposedEdit[] {
  const { kubernetes } = context.platform;
  if (kubernetes !== undefined && minorNumber(kubernetes) < FIRST_WITH_OS) return [];
  return [{ path: [...podSpecAround(context).path, 'os', 'name'], value: 'windows' }];
}

/** The pod spec of the element, or the element itself. */
const podSpecAround = (context: FixContext): Element => context.podSpec ?? context.element;

/** Proposes the capabilities that a container adds, but for some. */
export const capabilities = (isKept: (name: string) => boolean) => ({ element, path }: FixContext): readonly ProposedEdit[] => {
  const kept = stringsAt(fieldsAt(fieldsAt(element.value, 'securityContext'), 'capabilities'), 'add').filter(isKept);
  return [{ path, value: kept.length === 0 ? undefined : kept }];
};

/** Proposes to remove an item of a list. */
export const removedItem = ({ element }: FixContext): readonly ProposedEdit[] => [{ path: element.path, value: undefined }];

/** Proposes another volume in place of one, under its name. */
const anotherVolume = (volume: { readonly [type: string]: ProposedValue }) => ({ element }: FixContext): readonly ProposedEdit[] =>
  [{ path: element.path, value: { name: String((element.value as Fields)['name']), ...volume } }];

/** Proposes a claim in place of a volume. */
export const claim = anotherVolume({ persistentVolumeClaim: { claimName: decide('the claim that holds the files', 'data') } });

/** Proposes to remove a volume, and its mounts. From the last to the first: what is removed moves what comes behind it. */
export function withoutVolume(context: FixContext): readonly ProposedEdit[] {
  const { value: podSpec, path } = podSpecOf(context);
  const { name } = context.element.value as Fields;
  const mounts = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => itemsAt(podSpec, list).flatMap((container, index) => (
    ['volumeMounts', 'volumeDevices'].flatMap((field) => itemsAt(container, field)
      .flatMap((mount, position) => (mount['name'] === name ? [[...path, list, index, field, position]] : []))
      .reverse())
  )));
  return [...mounts, context.element.path].map((removed) => ({ path: removed, value: undefined }));
}

/** Proposes a file in place of a variable. */
export const secretAsFile = (secretName: (element: Fields) => unknown, key: (element: Fields) => unknown) => (context: FixContext): readonly Proposed[] => {
  const { container, element } = context;
  const { value: podSpec, path } = podSpecOf(context);
  const name = secretName(element.value as Fields);
  if (container === undefined || typeof name !== 'string') return [];
  const volumes = itemsAt(podSpec, 'volumes');
  const file = key(element.value as Fields);
  const volume = {
    name: freeName(volumes, name.replaceAll('.', '-')),
    // 0440: for the user and the group of the container.
    secret: { secretName: name, defaultMode: 0o440, ...(typeof file === 'string' && { items: [{ key: file, path: file }] }) },
  };
  const mount = { name: volume.name, mountPath: decide('where the program reads the secret', `/run/secrets/${volume.name}`), readOnly: true };
  return [
    { path: element.path, value: undefined },
    appended([...path, 'volumes'], volumes.length, volume),
    appended([...container.path, 'volumeMounts'], itemsAt(container.value, 'volumeMounts').length, mount),
  ];
};

/** An item at the end of a list, or the list where there is none. */
export const appended = (list: ProposedEdit['path'], length: number, item: ProposedValue): ProposedEdit =>
  length === 0 ? { path: list, value: [item] } : { path: [...list, length], value: item };

const MAX_NAME = 60;

function freeName(volumes: readonly Fields[], wanted: string): string {
  const taken = new Set(volumes.map(({ name }) => name));
  const base = wanted.slice(0, MAX_NAME).replace(/-+$/, '');
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}-${number}`)) number++;
  return `${base}-${number}`;
}

/** An account that a program has for itself, without a token unless it asks for one. */
export function ownAccount({ object }: FixContext, current: string, podSpecPath: ProposedEdit['path']): readonly Proposed[] {
  const { name, namespace } = object.metadata ?? {};
  const account = decide('the name of its own account', name !== undefined && /^[a-z0-9-]+$/.test(name) && name !== current ? name : 'program');
  return [
    { path: [...podSpecPath, 'serviceAccountName'], value: account },
    // The old name of the field.
    { path: [...podSpecPath, 'serviceAccount'], value: undefined },
    {
      object: {
        apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account, ...(namespace !== undefined && { namespace }) }, automountServiceAccountToken: false,
      },
    },
  ];
}

/** The image of a container, or of a volume. */
export const imageOf = ({ element: { value }, path }: FixContext): string =>
  String((path.at(-1) === 'reference' ? fieldsAt(value, 'image')['reference'] : (value as Fields)['image']) ?? '');
