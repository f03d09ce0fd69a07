import type { AnyControl } from '../controls/any-control';
import { catalogue } from '../controls/index';
import type { ImageLock } from '../images/lock';
import type { Minor } from '../manifest/object';
import { completed, latestMinor, type Platform } from '../platform';
import type { Exception } from './exceptions/exception';
import { configure, type Parameters } from './parameters';
import type { Profile } from './profiles';
import type { RatchetEntry } from './ratchet/ratchet';
import type { Subject } from './subject';

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
  /** What controls with parameters are told, by the id of the control: without it they are not judged. @default nothing */
  readonly parameters?: Parameters;
  /**
   * ValidatingAdmissionPolicies of your own, with their bindings, parameters and namespaces: each object is judged by them as well, as an API
   * server would when it is created. A policy or a binding that the API server refuses stands in `notEvaluated`. @default none
   */
  readonly policies?: readonly Subject[];
  /** Leaves out controls that came after this catalogue, so that an upgrade of the kit tightens nothing: `2026-11`. @default the newest */
  readonly catalogue?: string;
  /** Findings that somebody accepts, see {@link parseLedger}. @default none */
  readonly exceptions?: readonly Exception[];
  /** The findings that were there before, see {@link parseRatchet}. @default none */
  readonly ratchet?: readonly RatchetEntry[];
  /** Whether the objects are only a part of those that exceptions and ratchet are about. @default false */
  readonly partial?: boolean;
  /** When exceptions must hold. @default now */
  readonly now?: Date;
  /** What is behind the tags of images, by full name (`docker.io/library/nginx:1.29`), see `parseImageLock`: these can be pinned. @default nothing is known */
  readonly digests?: ImageLock;
  /** Whether findings say what to write where a repair takes a decision, see {@link Finding.proposal}. @default false */
  readonly proposals?: boolean;
}

const NO_DIGESTS: ImageLock = new Map();

/** {@link CheckOptions} with the defaults filled in. */
export type ResolvedCheckOptions = Readonly<Required<Omit<CheckOptions, 'catalogue' | 'ratchet'>>> & Pick<CheckOptions, 'catalogue' | 'ratchet'>;

/** Fills in the defaults. */
export function resolveOptions(options: CheckOptions): ResolvedCheckOptions {
  const kubernetes = options.kubernetes ?? options.platform?.kubernetes ?? latestMinor;
  return {
    profile: options.profile ?? 'hardened',
    kubernetes,
    platform: completed({ ...options.platform, kubernetes }),
    controls: configure(options.controls ?? catalogue, options.parameters ?? {}, catalogue),
    parameters: options.parameters ?? {},
    policies: options.policies ?? [],
    catalogue: options.catalogue,
    exceptions: options.exceptions ?? [],
    ratchet: options.ratchet,
    partial: options.partial ?? false,
    now: options.now ?? new Date(),
    digests: options.digests ?? NO_DIGESTS,
    proposals: options.proposals ?? false,
  };
}
