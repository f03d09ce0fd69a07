import { ApiObject, type App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { referenceOf } from '../src/check/subject';
import type { ControlMetadata } from '../src/controls/control';
import type { ObjectReference } from '../src/manifest/object';
import { formatPath } from '../src/manifest/path';
import type { Platform } from '../src/platform';
import { declareException, type ExceptionOptions, writeLedgerAfterSynth } from './exceptions';
import { type ExistingWorkload, sealExisting, tellOf } from './existing-workload';
import type { KnownWorkload } from './known-workload';
import { unpackLists } from './lists';
import { checked } from './platform';
import type { LeftOut } from './platform-fields';
import { outcomeOf } from './seal';

/** How to harden what is already there. */
export interface HardeningOptions {
  /** @default the platform that was declared around the scope */
  readonly platform?: Platform;
}

/** What became of an object. */
export interface HardenedObject {
  /** The construct that makes it: `legacy/app/web-deployment`. */
  readonly constructPath: string;
  readonly object: ObjectReference;
  /** What controls wrote into it, in that order. What a construct of the kit renders by itself is none of it. */
  readonly changes: readonly FieldChange[];
  /** What would have been written on another platform, or where the platform were declared. */
  readonly leftOut: readonly LeftOut[];
}

/** A field that a control wrote. */
export interface FieldChange {
  readonly field: string;
  /** The id of the control. */
  readonly control: string;
  /** What an attacker gains without it. */
  readonly reason: string;
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
   * Repairs every object below the scope as it is written, whatever is added until synth, and lets synth fail on what cannot be repaired. The
   * items of a `List` become objects of their own, at the end of the construct that holds it.
   *
   * @throws CasemateError `CM5010`, `CM5015` and `CM5058` for a platform that {@link declarePlatform} refuses as well.
   */
  public apply(options: HardeningOptions = {}): void {
    const platform = options.platform === undefined ? undefined : checked(options.platform);
    const sealAll = (): void => {
      unpackLists(this.scope);
      apiObjectsBelow(this.scope).forEach((object) => sealExisting(object, platform === undefined ? {} : { platform }));
    };
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
   * Says of one workload what only its people know: its images by digest, its users, what it needs and where it writes, who it talks to. It gets an
   * account of its own, and is repaired and judged as by {@link apply}.
   *
   * @param name - `Kind/name`, as in the manifest.
   * @throws CasemateError `CM5110` where there is not exactly one below the scope, `CM5111` for a container that it does not have, `CM5112` for a prop
   * that says nothing without another, `CM5113` where it was told of before, and the codes of the same props of the constructs of the kit.
   *
   * @example
   * ```ts
   * import { App, Chart } from 'cdk8s';
   * import * as kplus from 'cdk8s-plus-28';
   * import { Hardening, Health, Image } from 'casemate/constructs';
   *
   * const legacy = new Chart(new App(), 'legacy', { namespace: 'legacy' });
   * const web = new kplus.Deployment(legacy, 'web', { containers: [{ name: 'web', image: 'registry.example.com/web', portNumber: 8080 }] });
   * Hardening.of(legacy).workload(`Deployment/${web.name}`, {
   *   containers: {
   *     web: {
   *       image: Image.pinned('registry.example.com/web', '2.1.0', `sha256:${'0'.repeat(64)}`),
   *       user: 10001,
   *       resources: { cpu: '100m', memory: '128Mi' },
   *       health: Health.http('/healthz'),
   *     },
   *   },
   * });
   * ```
   */
  public workload(name: string, known: KnownWorkload): ExistingWorkload {
    unpackLists(this.scope);
    return tellOf(apiObjectsBelow(this.scope), name, known, this.scope.node.path);
  }

  /**
   * What became of every object below the scope that the kit has the last word on: what controls changed, and which fields are left out because of what
   * the platform is, or is not declared to be. After synth, or before it with what is there by then.
   *
   * @example
   * ```ts
   * import { App, Chart } from 'cdk8s';
   * import * as kplus from 'cdk8s-plus-28';
   * import { Hardening } from 'casemate/constructs';
   *
   * const legacy = new Chart(new App(), 'legacy');
   * new kplus.DaemonSet(legacy, 'agent', { containers: [{ image: 'registry.example.com/agent' }] });
   * Hardening.of(legacy).apply({ platform: { kubernetes: '1.37', nodeOs: 'bottlerocket' } });
   * for (const { object, leftOut } of Hardening.of(legacy).report()) {
   *   leftOut.forEach(({ field, why }) => console.log(`${object.kind}/${object.name}: ${field} is left out: ${why}`));
   * }
   * ```
   */
  public report(): readonly HardenedObject[] {
    return apiObjectsBelow(this.scope).flatMap((apiObject) => {
      const outcome = outcomeOf(apiObject);
      if (outcome === undefined) return [];
      const changes = outcome.changes.map(({ path, control, reason }) => ({ field: formatPath(path), control, reason }));
      return [{ constructPath: apiObject.node.path, object: referenceOf(outcome.object), changes, leftOut: outcome.leftOut }];
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

const apiObjectsBelow = (scope: IConstruct): readonly ApiObject[] => scope.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
