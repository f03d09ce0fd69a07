import type { AnyControl } from '../controls/any-control';
import { catalogue } from '../controls/index';
import type { Minor } from '../manifest/object';
import { latestMinor, type Platform } from '../platform';
import type { Profile } from './profiles';

/** How to judge. */
export interface CheckOptions {
  /** The Pod Security Standards alone, or everything. @default 'hardened' */
  readonly profile?: Profile;
  /** The minor of the cluster that the objects are for. @default '1.37' */
  readonly kubernetes?: Minor;
  /** What else is known of the cluster: it decides which repairs are possible. */
  readonly platform?: Platform;
  /** The controls to choose from. @default every control that the kit ships */
  readonly controls?: readonly AnyControl[];
}

/** {@link CheckOptions} with the defaults filled in. */
export type ResolvedCheckOptions = Readonly<Required<CheckOptions>>;

/** Fills in the defaults. */
export function resolveOptions(options: CheckOptions): ResolvedCheckOptions {
  const kubernetes = options.kubernetes ?? options.platform?.kubernetes ?? latestMinor;
  return {
    profile: options.profile ?? 'hardened',
    kubernetes,
    platform: { ...options.platform, kubernetes },
    controls: options.controls ?? catalogue,
  };
}
