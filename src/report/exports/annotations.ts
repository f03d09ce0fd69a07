import { compareExceptions, type Exception, objectKey } from '../../check/exceptions/exception';
import type { KubernetesObject } from '../../manifest/object';
import { type ControlsById, peerIds } from './peer-ids';

/**
 * Patches that annotate objects for a scanner, for Kustomize (`patches: [{ path: … }]`) or to be copied. Both scanners read the metadata of
 * the object itself, and not those of its pod template. Neither knows containers or an end: what an exception says of these is in the text.
 */
export function annotationPatches(tool: 'checkov' | 'kube-linter', exceptions: readonly Exception[], controls: ControlsById): readonly KubernetesObject[] {
  const groups = new Map<string, Exception[]>();
  for (const exception of [...exceptions].sort(compareExceptions)) {
    const key = objectKey(exception.object);
    groups.set(key, [...(groups.get(key) ?? []), exception]);
  }
  return [...groups.values()].flatMap((group) => {
    const annotations = tool === 'checkov' ? forCheckov(group, controls) : forKubeLinter(group, controls);
    const [first] = group;
    if (first === undefined || Object.keys(annotations).length === 0) return [];
    const { apiVersion, kind, namespace, name } = first.object;
    return [{ apiVersion, kind, metadata: { name, ...(namespace === '' ? {} : { namespace }), annotations } }];
  });
}

type Annotations = Readonly<Record<string, string>>;

function forKubeLinter(exceptions: readonly Exception[], controls: ControlsById): Annotations {
  return Object.fromEntries(exceptions.flatMap((exception) =>
    peerIds(exception.control, 'kubeLinter', controls).map((id) => [`ignore-check.kube-linter.io/${id}`, textOf(exception)])));
}

/** The number only keeps the keys apart. */
function forCheckov(exceptions: readonly Exception[], controls: ControlsById): Annotations {
  const skips = exceptions.flatMap((exception) => peerIds(exception.control, 'checkov', controls).map((id) => `${id}=${textOf(exception)}`));
  return Object.fromEntries(skips.map((skip, index) => [`checkov.io/skip${index + 1}`, skip]));
}

function textOf({ containers, reason, owner, ticket, expires }: Exception): string {
  const where = containers === undefined ? '' : `container ${containers.join(', ')}: `;
  return `${where}${reason} (${[owner, ticket, `until ${expires}`].filter((part) => part !== undefined).join(', ')})`;
}
