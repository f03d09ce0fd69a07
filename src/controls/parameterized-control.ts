import type { Control, ControlMetadata } from './control';

/** A list of texts that a control has to be told, because it differs from one organisation to the next. */
export interface Parameter {
  /** A noun phrase: "registries and folders of registries". */
  readonly description: string;
  /** What each text looks like. */
  readonly pattern: RegExp;
  /** The same in words: "a registry with its host". */
  readonly like: string;
  /** Values that show what is meant; the documentation is made with them. */
  readonly example: readonly string[];
}

/** The values of the parameters of one control, by name. */
export type ParameterValues = Readonly<Record<string, readonly string[]>>;

/**
 * A control that asks for nothing until somebody says what: the registries that images may come from. With its values it is a control like any
 * other, whose CEL holds them as literals, so that a guardrail needs no object beside it.
 */
export interface ParameterizedControl<Name extends string = string> extends ControlMetadata {
  readonly parameters: Readonly<Record<Name, Parameter>>;
  /** What is judged. Pure. */
  readonly conditions: (values: Readonly<Record<Name, readonly string[]>>) => Omit<Control, keyof ControlMetadata>;
}

/** Declares a control with parameters. */
export const parameterizedControl = <const Name extends string>(definition: ParameterizedControl<Name>): ParameterizedControl<Name> => definition;

/**
 * A control with its parameters filled in. What the values look like is not checked here.
 *
 * @example
 * ```ts
 * import { controls, generateGuardrails, withParameters } from 'casemate';
 *
 * const allowlist = withParameters(controls.admissionRegistryAllowlist, { registries: ['registry.example.com/shop'] });
 * console.log(generateGuardrails([allowlist], { kubernetes: '1.37' }));
 * ```
 */
export function withParameters<Name extends string>(control: ParameterizedControl<Name>, values: Readonly<Record<Name, readonly string[]>>): Control {
  const { id, title, layer, component, severity, rationale, remediation, references, peers, since, before } = control;
  return {
    id, title, layer, component, severity, rationale, remediation, references, ...(peers && { peers }), ...(since && { since }), ...(before && { before }),
    ...control.conditions(values),
  };
}

/** The control as its documentation shows it. */
export const withExamples = (control: ParameterizedControl): Control =>
  withParameters(control, Object.fromEntries(Object.entries(control.parameters).map(([name, { example }]) => [name, example])));
