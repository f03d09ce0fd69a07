import type { Edit } from '../manifest/apply';
import type { JsonValue, KubernetesObject, Minor } from '../manifest/object';
import type { Path } from '../manifest/path';
import type { Platform } from '../platform';
import type { Proposal } from './proposal';
import type { RangeName } from './ranges';
import type { Reference } from './references';

/** The four nested layers of cloud native security. */
export type Layer = 'cloud' | 'cluster' | 'container' | 'code';

/** The part of a cluster that a control attaches to. */
export type Component =
  | 'manifest' | 'pod' | 'identity' | 'rbac' | 'network' | 'namespace' | 'image' | 'secrets' | 'admission' | 'runtime' | 'node'
  | 'api-server' | 'etcd' | 'kubelet' | 'kube-proxy' | 'controller-manager' | 'scheduler' | 'audit' | 'cloud' | 'pipeline';

/** How much a failure gives away, worst first in {@link severities}. */
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';

/** All severities, worst first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** The same check in public scanners, for people who come from them. */
export interface Peers {
  readonly kubeLinter?: string;
  readonly checkov?: string | readonly string[];
  readonly trivy?: string | readonly string[];
  readonly kubeScore?: string | readonly string[];
  readonly polaris?: string | readonly string[];
  readonly kics?: string | readonly string[];
  readonly kubesec?: string | readonly string[];
  readonly kubeaudit?: string | readonly string[];
  readonly kubescape?: string | readonly string[];
}

/** Says why a control cannot be repaired without knowing something that no manifest holds. */
export interface Needs {
  readonly needs: string;
  /** What to write once it is known. @default there is no snippet for it */
  readonly proposal?: Proposal;
}

/** One element that failed, and where it stands. */
export interface Element {
  /** The element: a container, a volume, a pod spec, …; the key for ranges over the keys of a map. */
  readonly value: unknown;
  readonly path: Path;
}

/** What a fix may look at. The object is as it is after the fixes before this one. */
export interface FixContext {
  readonly object: KubernetesObject;
  readonly element: Element;
  /** The path of the field that failed. */
  readonly path: Path;
  /** The pod spec around the element, for workloads. */
  readonly podSpec?: Element;
  /** The container around the element, where there is one. */
  readonly container?: Element;
  readonly platform: Platform;
  /** What is recorded to be behind the tag of an image; `undefined` where nothing is. */
  readonly digestOf: (image: string) => string | undefined;
}

/**
 * The repair: a plain value is set at `field`; a function returns the edits, or {@link Needs} where the object at hand cannot be
 * repaired without knowing the program; {@link Needs} alone where none can.
 */
export type Fix = string | number | boolean | readonly JsonValue[] | Needs | ((context: FixContext) => readonly Edit[] | Needs);

/**
 * Marks a control, or one case of it, as beyond repair without the named knowledge.
 *
 * @param what - A noun phrase: "the digest, which only the registry knows".
 * @param proposal - What to write once it is known; what is still open in it is marked by {@link decide}.
 */
export const needs = (what: string, proposal?: Proposal): Needs => (proposal === undefined ? { needs: what } : { needs: what, proposal });

/** A kind that a control looks at. */
export interface Kind {
  readonly apiGroup: string;
  readonly kind: string;
}

type PerRange<T> = T | Readonly<Partial<Record<RangeName, T>>>;

/** The date of a catalogue: year and month. */
export type CatalogueDate = `${number}-${number}`;

/**
 * What a control was, by the catalogue that changed it: `{ '2027-02': { severity: 'medium' } }` was medium until then. Only what was different
 * stands there.
 */
export type Earlier<T> = Readonly<Partial<Record<CatalogueDate, Partial<Omit<T, 'id' | 'since' | 'before'>>>>>;

/** What every control says of itself, however it is judged. */
export interface ControlMetadata {
  /** `<area>-<what-must-hold>`, the name of its file. Never renumbered, never reused. */
  readonly id: string;
  /** The state that holds: "Containers run as non-root". */
  readonly title: string;
  readonly layer: Layer;
  readonly component: Component;
  readonly severity: Severity;
  /** What an attacker gains where it does not hold. */
  readonly rationale: string;
  /** One imperative sentence that names the fields and the values. */
  readonly remediation: string;
  readonly references: readonly Reference[];
  readonly peers?: Peers;
  /** The catalogue that it came with, year and month. @default '2026-11', the first */
  readonly since?: CatalogueDate;
  /** What a build that names an older catalogue gets instead. @default it never changed */
  readonly before?: Earlier<ControlMetadata>;
}

/**
 * A control: what must hold for an object, why, and how it is repaired. Everything else (checks, repairs, guardrails, documentation, SARIF rules)
 * is derived from this one value.
 */
export interface Control extends ControlMetadata {
  /** The kinds that it looks at. @default every kind with a pod spec */
  readonly kinds?: readonly Kind[];
  /** What the expression ranges over; its variable has the same name. */
  readonly each: RangeName | readonly RangeName[];
  /** The field to blame, relative to the element. Of several, the first that is set; the first where none is. */
  readonly field: PerRange<string | readonly string[]>;
  /** Completes "must be …". */
  readonly expected: string;
  /** The meaning, by the first Kubernetes minor that it holds for. CEL, true where the element is fine. */
  readonly revisions: Readonly<Record<Minor, PerRange<string>>>;
  readonly fix: PerRange<Fix>;
  readonly before?: Earlier<Control>;
  /** The weaker control that this one replaces wherever both are selected. */
  readonly overrides?: string;
}

/** Declares a control. The value is returned as it is, typed. */
export const control = <const T extends Control>(definition: T): T & Control => definition;
