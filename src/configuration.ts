import type { Parameters } from './check/parameters';
import type { Profile } from './check/profiles';
import type { Severity } from './controls/control';
import type { Minor } from './manifest/object';
import type { Platform } from './platform';

/** A profile of your own, on top of one of the three. */
export interface OwnProfile {
  /** What it starts from. */
  readonly base: Profile;
  /** Ids of controls that the base does not have. */
  readonly include?: readonly string[];
  /** Controls of the base that it does without, each with the reason. */
  readonly exclude?: readonly ExcludedControl[];
}

/** A control that a profile does without. For one object, record an exception instead. */
export interface ExcludedControl {
  readonly control: string;
  readonly reason: string;
}

/** What `casemate.config.yaml`, `.json`, `.js` or `.ts` holds. What stands on the command line wins. */
export interface Configuration {
  /** Files to start from, relative to this one; what stands here wins over them, a later one over an earlier. */
  readonly extends?: string | readonly string[];
  /** One of the three, or one of `profiles`. @default 'hardened' */
  readonly profile?: string;
  /** Profiles of your own, by name. */
  readonly profiles?: Readonly<Record<string, OwnProfile>>;
  /** What controls with parameters are told, by the id of the control and the name of the parameter; without it they are not judged. */
  readonly parameters?: Parameters;
  /** The minor of the cluster. @default '1.37' */
  readonly kubernetes?: Minor;
  /** What else is known of the cluster: it decides which repairs are possible. */
  readonly platform?: Omit<Platform, 'kubernetes'>;
  /** The least severity that fails the run. @default 'high' */
  readonly failOn?: Severity | 'never';
  /** As after `-f`: `text`, `sarif=out.sarif`. @default 'text' */
  readonly format?: string | readonly string[];
  /** Controls that came later are not applied: `2026-11`. @default the newest */
  readonly catalogue?: string;
  /** What is read where the command line names nothing, relative to this file. */
  readonly inputs?: readonly string[];
  /** Files with ValidatingAdmissionPolicies of your own, their bindings and parameters, relative to this file: objects are judged by them as well. */
  readonly policies?: readonly string[];
  /** The ledger of exceptions, relative to this file. @default './exceptions.lock.json', where there is one */
  readonly exceptions?: string;
  /** The findings that were there before, relative to this file. @default './casemate.ratchet.json', where there is one */
  readonly ratchet?: string;
}

/**
 * Types a `casemate.config.ts`. The value is returned as it is.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'casemate';
 *
 * export default defineConfig({
 *   profile: 'payments',
 *   profiles: { payments: { base: 'hardened', exclude: [{ control: 'image-digest', reason: 'the registry has immutable tags' }] } },
 *   parameters: { 'admission-registry-allowlist': { registries: ['registry.example.com/payments'] } },
 *   kubernetes: '1.36',
 *   catalogue: '2026-11',
 *   inputs: ['deploy/'],
 * });
 * ```
 */
export const defineConfig = (configuration: Configuration): Configuration => configuration;
