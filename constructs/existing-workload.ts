import type { ApiObject } from 'cdk8s';
import { containersOf, isForWindows, securityContextOf } from '../src/controls/effective';
import { fieldsAt } from '../src/manifest/fields';
import type { KubernetesObject } from '../src/manifest/object';
import { applyEdits } from '../src/manifest/apply';
import { type Path, valueAt } from '../src/manifest/path';
import { podTemplatePath } from '../src/manifest/workload';
import type { Platform } from '../src/platform';
import { platformOf } from './platform';
import { annotationsOf } from './platform-fields';
import { seal } from './seal';

/** Seals an object that is not the kit's own. */
export function sealExisting(apiObject: ApiObject, platform: Platform = platformOf(apiObject)): void {
  seal(apiObject, { platform, shape: (object) => annotated(object, platform) });
}

/** With the annotations that scanners still look for, where the platform asks for them. */
function annotated(object: KubernetesObject, platform: Platform): KubernetesObject {
  const template = podTemplatePath(object);
  if (platform.legacyAnnotations !== true || template === undefined) return object;
  const spec = valueAt(object, [...template, 'spec']);
  if (isForWindows(spec)) return object;
  return applyEdits(object, annotationsOf(object, template, confinedByDefault(object, template, spec), platform));
}

/** The containers that are to have the profile of the runtime: a field and an annotation that differ are refused, and what somebody chose stays. */
function confinedByDefault(object: KubernetesObject, template: Path, spec: unknown): readonly string[] {
  const given = fieldsAt(fieldsAt(valueAt(object, template), 'metadata'), 'annotations');
  const chosen = [spec, ...containersOf(spec)].some((holder) => !['RuntimeDefault', undefined].includes(profileOf(holder)));
  if (chosen || Object.keys(given).some((key) => key.startsWith('container.apparmor.'))) return [];
  return containersOf(spec).map(({ name }) => String(name));
}

const profileOf = (holder: unknown): string | undefined => fieldsAt(securityContextOf(holder), 'appArmorProfile')['type'] as string | undefined;
