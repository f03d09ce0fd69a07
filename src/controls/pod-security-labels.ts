import type { Edit } from '../manifest/apply';
import { latestMinor } from '../platform';
import type { FixContext } from './control';
import { fieldsAt } from '../manifest/fields';

/** What Pod Security admission does with a pod that is below the level: refuse it, record it, or tell who sent it. */
export type Mode = 'enforce' | 'audit' | 'warn';

export const labelOf = (mode: Mode): string => `pod-security.kubernetes.io/${mode}`;
export const versionLabelOf = (mode: Mode): string => `pod-security.kubernetes.io/${mode}-version`;

/** The field of a label in a control. */
export const fieldOf = (label: string): string => `metadata.labels["${label}"]`;

/** The CEL that reads a label. */
export const readLabel = (label: string): string => `object.?metadata.?labels[?'${label}'].orValue('')`;

export const labelValue = (object: unknown, label: string): unknown => fieldsAt(fieldsAt(object, 'metadata'), 'labels')[label];

export const hasLabel = (object: unknown, label: string): boolean => labelValue(object, label) !== undefined;

/** The version that a namespace is pinned to: what is allowed changes when it is raised, not when the cluster is upgraded. */
export const pinnedVersion = ({ platform }: FixContext): string => `v${platform.kubernetes ?? latestMinor}`;

export const setLabel = (label: string, value: string): Edit => ({ path: ['metadata', 'labels', label], value });
