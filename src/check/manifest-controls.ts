import { isManifestControl } from '../controls/any-control';
import type { AnyControl } from '../controls/any-control';
import type { ManifestContext, ManifestControl, ManifestFailure } from '../controls/manifest-control';
import type { KubernetesObject } from '../manifest/object';
import { deprecationOf, type SchemaProblem } from '../manifest/schema/index';
import { podTemplatePath } from '../manifest/workload';
import type { ResolvedCheckOptions } from './options';

/** What controls may look at of an object. */
export const contextOf = (
  object: KubernetesObject, schemaProblems: readonly SchemaProblem[], { kubernetes, platform }: ResolvedCheckOptions,
): ManifestContext => ({
  object, kubernetes, platform, schemaProblems,
  podTemplatePath: podTemplatePath(object),
  deprecation: deprecationOf(object.apiVersion, object.kind, kubernetes),
});

/** Runs the controls that are written in TypeScript over single objects. */
export class ManifestControls {
  readonly #controls: readonly ManifestControl[];
  readonly #byKind = new Map<string, readonly ManifestControl[]>();

  constructor(controls: readonly AnyControl[]) {
    this.#controls = controls.filter(isManifestControl);
  }

  /** Every failure in one object. */
  *find(context: ManifestContext): Iterable<readonly [ManifestControl, ManifestFailure]> {
    for (const control of this.#for(context.object)) for (const failure of control.find(context)) yield [control, failure];
  }

  #for({ apiVersion, kind }: KubernetesObject): readonly ManifestControl[] {
    const key = `${apiVersion} ${kind}`;
    const known = this.#byKind.get(key);
    if (known !== undefined) return known;
    const slash = apiVersion.indexOf('/');
    const apiGroup = slash < 0 ? '' : apiVersion.slice(0, slash);
    const chosen = this.#controls.filter(({ kinds }) => kinds === undefined || kinds.some((own) => own.apiGroup === apiGroup && own.kind === kind));
    this.#byKind.set(key, chosen);
    return chosen;
  }
}
