import { ApiObject, type App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { ControlMetadata } from '../src/controls/control';
import type { Platform } from '../src/platform';
import { declareException, type ExceptionOptions, writeLedgerAfterSynth } from './exceptions';
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

  /**
   * Lets one control fail for the one object of the scope, for a reason and for a time. Synth then accepts it and does not repair it; it
   * fails where the exception is over, is not used, or where a control that was to make up for it does not hold.
   *
   * @example
   * ```ts
   * import { App, Chart } from 'cdk8s';
   * import * as kplus from 'cdk8s-plus-28';
   * import { controls } from 'casemate';
   * import { Hardening } from 'casemate/constructs';
   *
   * const app = new App();
   * const agent = new kplus.DaemonSet(new Chart(app, 'agents'), 'agent', { containers: [{ image: 'registry.example.com/agent' }] });
   * Hardening.of(agent).except(controls.podRunAsNonRoot, {
   *   reason: 'the vendor agent chowns its hostPath at start',
   *   owner: 'team-payments',
   *   ticket: 'SEC-123',
   *   expires: '2027-02-28',
   *   compensating: [controls.podSeccompRuntimeDefault],
   * });
   * Hardening.writeLedger(app);
   * ```
   */
  public except(control: ControlMetadata, options: ExceptionOptions): this {
    declareException(this.scope, control, options);
    return this;
  }

  /**
   * Records the exceptions of an app in the ledger after every synth: commit it, so that a review sees each. `casemate check` and all
   * other enforcement points read it. Entries that no construct declared stay as they are.
   *
   * @param file - @defaultValue `exceptions.lock.json` in the working directory
   */
  public static writeLedger(app: App, file?: string): void {
    writeLedgerAfterSynth(app, file);
  }
}
