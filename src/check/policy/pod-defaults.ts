import { Unknown } from '../../cel/library/value';
import type { Fields } from '../../cel/predicate';
import { isMap, mapIn } from './fill';

/** The tolerations that every pod gets by an admission plug-in that is on by default. */
const TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers'];

/** From here on there are fields for AppArmor, which take over the annotations; and for some minors the annotations took over the fields. */
const APP_ARMOR_FIELDS = 30;
const LAST_WITH_ANNOTATIONS = 33;

/**
 * What the API server fills in for pods, but not for the templates that pods are made from: by defaulting, and by the admission plug-ins
 * that are on in every cluster and do the same in each. The volume with the token of the service account is not among it.
 */
export function defaultPod(pod: Fields, minor: number): Fields {
  const synchronised = minor >= APP_ARMOR_FIELDS && mapIn(mapIn(pod, 'spec'), 'os')['name'] !== 'windows' ? withAppArmor(pod, minor) : pod;
  const spec = mapIn(synchronised, 'spec');
  const grace = spec['terminationGracePeriodSeconds'];
  const hasPodLimits = Object.keys(mapIn(mapIn(spec, 'resources'), 'limits')).length > 0;
  return {
    ...synchronised,
    spec: {
      ...spec,
      ...(hasPodLimits && { resources: new Unknown('it reads the resources of a pod as a whole, which the API server adds up') }),
      ...(typeof grace === 'number' && grace < 0 && { terminationGracePeriodSeconds: 1 }),
      serviceAccountName: spec['serviceAccountName'] || spec['serviceAccount'] || 'default',
      enableServiceLinks: spec['enableServiceLinks'] ?? true,
      tolerations: tolerationsOf(spec['tolerations']),
    },
  };
}

function tolerationsOf(given: unknown): readonly unknown[] {
  const tolerations: readonly unknown[] = Array.isArray(given) ? given : [];
  const added = TAINTS.filter((taint) => !tolerations.some((toleration) => isMap(toleration) && tolerates(toleration, taint)));
  return [...tolerations, ...added.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))];
}

function tolerates({ key, effect }: Fields, taint: string): boolean {
  return (key === taint || key === undefined || key === '') && (effect === 'NoExecute' || effect === undefined || effect === '');
}

function withAppArmor(pod: Fields, minor: number): Fields {
  const spec = mapIn(pod, 'spec');
  const metadata = mapIn(pod, 'metadata');
  const given = mapIn(metadata, 'annotations');
  const podProfile = mapIn(mapIn(spec, 'securityContext'), 'appArmorProfile');
  const lists = CONTAINERS.flatMap((field): readonly (readonly [string, readonly Fields[]])[] => (Array.isArray(spec[field]) ? [[field, spec[field].filter(isMap)]] : []));
  const changed = Object.fromEntries(lists.map(([field, containers]) => [field, containers.map((container) => withProfile(container, given, podProfile))]));
  const annotations = minor > LAST_WITH_ANNOTATIONS ? {} : annotationsFor(lists.flatMap(([, containers]) => containers), given, podProfile);
  return {
    ...pod,
    spec: { ...spec, ...changed },
    ...(Object.keys(annotations).length > 0 && { metadata: { ...metadata, annotations: { ...given, ...annotations } } }),
  };
}

/** The annotation of a container goes to its field, unless that is there or the same as that of the pod. */
function withProfile(container: Fields, annotations: Fields, podProfile: Fields): Fields {
  const context = mapIn(container, 'securityContext');
  const annotation = annotations[keyOf(container)];
  const profile = typeof annotation === 'string' ? profileOf(annotation) : undefined;
  const isTaken = profile !== undefined && !isMap(context['appArmorProfile']) && JSON.stringify(profile) !== JSON.stringify(podProfile);
  return isTaken ? { ...container, securityContext: { ...context, appArmorProfile: profile } } : container;
}

/** The field of a container, or else of the pod, goes to its annotation. */
function annotationsFor(containers: readonly Fields[], given: Fields, podProfile: Fields): Fields {
  return Object.fromEntries(containers.flatMap((container) => {
    const own = mapIn(mapIn(container, 'securityContext'), 'appArmorProfile');
    const annotation = annotationOf(Object.keys(own).length > 0 ? own : podProfile);
    return annotation === undefined || given[keyOf(container)] !== undefined ? [] : [[keyOf(container), annotation]];
  }));
}

const keyOf = (container: Fields): string => `${APP_ARMOR}${String(container['name'])}`;

function annotationOf({ type, localhostProfile }: Fields): string | undefined {
  if (type === 'Unconfined') return 'unconfined';
  if (type === 'RuntimeDefault') return 'runtime/default';
  return type === 'Localhost' && typeof localhostProfile === 'string' ? `localhost/${localhostProfile}` : undefined;
}

function profileOf(annotation: string): Fields | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  const localhostProfile = /^localhost\/(.+)$/.exec(annotation)?.[1];
  return localhostProfile === undefined ? undefined : { type: 'Localhost', localhostProfile };
}
