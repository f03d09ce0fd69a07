import type { Path } from '../../manifest/path';
import { minorNumber } from '../../platform';
import { needs } from '../control';
import { isForWindows, securityContextOf } from '../effective';
import { type Fields, fieldsAt, itemsAt } from '../../manifest/fields';
import { type ManifestContext, type ManifestFailure, manifestControl } from '../manifest-control';
import { kubescape, nsa, owaspK10 } from '../references';

const annotationOf = (container: Fields): string => `container.apparmor.security.beta.kubernetes.io/${String(container['name'])}`;
/** Before, there were only the annotations. */
const FIRST_WITH_FIELDS = 30;

export const podApparmorDefault = manifestControl({
  id: 'pod-apparmor-default',
  title: 'Pods insist on AppArmor where the nodes have it',
  layer: 'container',
  component: 'pod',
  severity: 'low',
  rationale: 'A pod that does not ask for a profile runs without one wherever AppArmor is off, be it by mistake, and nobody is told.',
  remediation: 'Set securityContext.appArmorProfile.type to RuntimeDefault in the pod spec, and declare in the platform that the nodes have AppArmor.',
  references: [nsa('P6'), owaspK10('2025', 'K01'), kubescape('C-0055')],
  peers: { trivy: 'AVD-KSV-0002', polaris: 'linuxHardening', kubescape: 'C-0055', kics: 'Missing AppArmor Profile' },
  // On a node without AppArmor, a pod that asks for it does not start. No manifest says what the nodes have: the platform does.
  find: (context) => (context.platform.appArmor === true ? unconfined(context) : []),
});

function* unconfined({ object, kubernetes, podTemplatePath }: ManifestContext): Iterable<ManifestFailure> {
  if (podTemplatePath === undefined) return;
  const template = podTemplatePath.reduce<unknown>((parent, step) => fieldsAt(parent, String(step)), object);
  const podSpec = fieldsAt(template, 'spec');
  if (isForWindows(podSpec) || hasProfile(podSpec)) return;
  const annotations = fieldsAt(fieldsAt(template, 'metadata'), 'annotations');
  const isAnnotated = (container: Fields): boolean => annotations[annotationOf(container)] !== undefined;
  const containers = LISTS.flatMap((list) => itemsAt(podSpec, list).map((value, index) => ({ value, path: [...podTemplatePath, 'spec', list, index] })));
  const bare = containers.filter(({ value }) => !hasProfile(value) && !isAnnotated(value));
  if (bare.length === 0) return;
  // Where a container has an annotation, a field of the pod that differs from it would be refused.
  const places = containers.some(({ value }) => isAnnotated(value)) ? bare.map(({ path }) => path) : [[...podTemplatePath, 'spec']];
  if (minorNumber(kubernetes) < FIRST_WITH_FIELDS) {
    for (const { value } of bare) yield failure([...podTemplatePath, 'metadata', 'annotations', annotationOf(value)], 'runtime/default', bare);
  } else {
    for (const place of places) yield failure([...place, 'securityContext', 'appArmorProfile', 'type'], 'RuntimeDefault', bare);
  }
}

/** Kubernetes refuses profiles by annotation for ephemeral containers, and has none in templates. */
const LISTS = ['initContainers', 'containers'];

const hasProfile = (podSpecOrContainer: unknown): boolean => fieldsAt(securityContextOf(podSpecOrContainer), 'appArmorProfile')['type'] !== undefined;

function failure(path: Path, value: string, bare: readonly { readonly value: Fields }[]): ManifestFailure {
  const isPrivileged = bare.some((container) => securityContextOf(container.value)['privileged'] === true);
  return { path, expected: value, fix: isPrivileged ? needs('whether the privileged container works under a profile', value) : [{ path, value }] };
}
