import type { Control } from './control';
import type { GraphControl } from './graph-control';
import type { ManifestControl } from './manifest-control';
import type { ParameterizedControl } from './parameterized-control';
import type { PolicyControl } from './policy-control';

/** A control of any form. All share id, metadata, findings, exceptions and documentation. */
export type AnyControl = Control | ManifestControl | GraphControl | ParameterizedControl;

/** What a report may name: a control, or a policy of somebody else's. */
export type ReportedControl = AnyControl | PolicyControl;

/** Whether a control is CEL text, which a guardrail can carry into the cluster. */
export const isObjectControl = (control: AnyControl): control is Control => 'revisions' in control;

/** Whether a control is judged in TypeScript, one object at a time. */
export const isManifestControl = (control: AnyControl): control is ManifestControl => 'find' in control;

/** Whether a control is judged over the whole set of objects. */
export const isGraphControl = (control: AnyControl): control is GraphControl => 'findAll' in control;

/** Whether a control has to be told something first; until then it is never judged. */
export const isParameterizedControl = (control: AnyControl): control is ParameterizedControl => 'parameters' in control;

/** Whether what a report names is a policy of somebody else's, which is no control of the catalogue. */
export const isPolicyControl = (control: ReportedControl): control is PolicyControl => 'validations' in control;
