import { type AnyControl, isManifestControl } from '../controls/any-control';
import type { ManifestControl, ManifestFailure } from '../controls/manifest-control';
import { groupOf } from '../manifest/fields';
import { ByKind } from '../manifest/by-kind';
import type { KubernetesObject } from '../manifest/object';
import { type Deprecation, deprecationOf, type SchemaProblem } from '../manifest/schema/index';
import { podTemplatePath } from '../manifest/workload';
import type { ResolvedCheckOptions } from './options';

/** What is the same for all objects of a kind. */
interface KindPlan {
  readonly controls: readonly ManifestControl[];
  readonly deprecation: Deprecation | undefined;
}

/** Runs the controls that are written in TypeScript over single objects. */
export class ManifestControls {
  readonly #controls: readonly ManifestControl[];
  readonly #options: Pick<ResolvedCheckOptions, 'kubernetes' | 'platform'>;
  readonly #plans = new ByKind<KindPlan>((apiVersion, kind) => this.#makePlan(apiVersion, kind));

  constructor(controls: readonly AnyControl[], options: Pick<ResolvedCheckOptions, 'kubernetes' | 'platform'>) {
    this.#controls = controls.filter(isManifestControl);
    this.#options = options;
  }

  /** Every failure in one object. */
  find(object: KubernetesObject, schemaProblems: readonly SchemaProblem[]): readonly (readonly [ManifestControl, ManifestFailure])[] {
    const failures: (readonly [ManifestControl, ManifestFailure])[] = [];
    const { controls, deprecation } = this.#plans.of(object);
    if (controls.length === 0) return failures;
    const { kubernetes, platform } = this.#options;
    const context = { object, kubernetes, platform, schemaProblems, deprecation, podTemplatePath: podTemplatePath(object) };
    for (const control of controls) for (const failure of control.find(context)) failures.push([control, failure]);
    return failures;
  }

  #makePlan(apiVersion: string, kind: string): KindPlan {
    const apiGroup = groupOf(apiVersion);
    const controls = this.#controls.filter(({ kinds }) => kinds === undefined || kinds.some((own) => own.apiGroup === apiGroup && own.kind === kind));
    return { controls, deprecation: deprecationOf(apiVersion, kind, this.#options.kubernetes) };
  }
}
