import { type Fields, fieldsAt, itemsAt } from '../manifest/fields';
import type { Element, FixContext } from './control';

/** Regular, init and ephemeral containers. */
export const containersOf = (podSpec: unknown): readonly Fields[] =>
  ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => itemsAt(podSpec, list));

export const securityContextOf = (podSpecOrContainer: unknown): Fields => fieldsAt(podSpecOrContainer, 'securityContext');

/** The user that a container runs as, where the manifest decides it: the container's own word counts before the pod's. */
export function runAsUserOf(podSpec: unknown, container: unknown): number | undefined {
  const user = securityContextOf(container)['runAsUser'] ?? securityContextOf(podSpec)['runAsUser'];
  return typeof user === 'number' ? user : undefined;
}

/** Whether the manifest alone proves that a container does not run as root. */
export function isKnownNonRoot(podSpec: unknown, container: unknown): boolean {
  const user = runAsUserOf(podSpec, container);
  if (user !== undefined) return user > 0;
  return (securityContextOf(container)['runAsNonRoot'] ?? securityContextOf(podSpec)['runAsNonRoot']) === true;
}

/** Whether the pods are bound for Windows nodes, where most of a Linux security context is refused. */
export const isForWindows = (podSpec: unknown): boolean =>
  fieldsAt(podSpec, 'os')['name'] === 'windows' || fieldsAt(podSpec, 'nodeSelector')['kubernetes.io/os'] === 'windows';

/** A volume of the pod on NFS, whose files the kernel cannot show under other users: a user namespace keeps the pod from starting. */
export const nfsVolumeOf = (podSpec: unknown): Fields | undefined => itemsAt(podSpec, 'volumes')
  .find((volume) => volume['nfs'] !== undefined || /(^|\.)nfs\./.test(String(fieldsAt(volume, 'csi')['driver'] ?? '')));

/** The pod spec around the element of a repair. */
export function podSpecOf(context: FixContext): Element {
  if (context.podSpec === undefined) throw new Error(`The repair of ${context.path.join('.')} needs a range inside a pod spec.`);
  return context.podSpec;
}

/** Regular, init and ephemeral containers, each with its place. */
export const listedContainersOf = ({ value, path }: Element): readonly Element[] => ['containers', 'initContainers', 'ephemeralContainers']
  .flatMap((list) => itemsAt(value, list).map((container, index) => ({ value: container, path: [...path, list, index] })));
