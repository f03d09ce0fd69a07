import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Platform } from '../src/platform';
import { seal } from './seal';

/** How to harden what is already there. */
export interface HardeningOptions {
  /** @default the platform that was declared around the scope */
  readonly platform?: Platform;
}

/**
 * The controls on constructs that are not the kit's own: plain cdk8s-plus of any version, generated classes, raw objects, `Include`,
 * `Helm`.
 *
 * @example
 * ```ts
 * import { App, Chart } from 'cdk8s';
 * import { Hardening } from 'casemate/constructs';
 *
 * const legacy = new Chart(new App(), 'legacy');
 * Hardening.of(legacy).apply();
 * ```
 */
export class Hardening {
  private constructor(private readonly scope: IConstruct) {}

  /** What to do with everything below a scope. */
  public static of(scope: IConstruct): Hardening {
    return new Hardening(scope);
  }

  /**
   * Repairs every object below the scope as it is written, whatever is added until synth, and lets synth fail on what cannot be repaired.
   */
  public apply(options: HardeningOptions = {}): void {
    const sealAll = (): void => this.scope.node.findAll().filter((construct) => ApiObject.isApiObject(construct))
      .forEach((object) => seal(object, options));
    sealAll();
    // Every synth validates before it renders, and outer constructs before inner ones: what was added since is sealed in time.
    this.scope.node.addValidation({
      validate: () => {
        sealAll();
        return [];
      },
    });
  }
}
