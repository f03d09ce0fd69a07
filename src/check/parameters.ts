import { type AnyControl, isParameterizedControl } from '../controls/any-control';
import { type Parameter, type ParameterizedControl, type ParameterValues, withParameters } from '../controls/parameterized-control';
import { CasemateError } from '../error';
import { closest } from '../manifest/schema/index';

/** The values of parameters, by the id of the control and then by their names. */
export type Parameters = Readonly<Record<string, ParameterValues>>;

/**
 * The same controls, those with parameters made from their values. One that nobody gave values stays as it is, and is not judged.
 *
 * @param known - Every control that there is: values for one that is not among `controls` are no mistake.
 * @throws {@link CasemateError} `CM4202` for values that no control takes: they would be ignored.
 */
export function configure(controls: readonly AnyControl[], parameters: Parameters, known: readonly AnyControl[] = controls): readonly AnyControl[] {
  const takers = new Map(known.filter(isParameterizedControl).map((control) => [control.id, control]));
  for (const [id, values] of Object.entries(parameters)) {
    const taker = takers.get(id) ?? refuse(id, `there is no control "${id}" with parameters`, near(id, takers.keys()));
    requireValues(taker, values);
  }
  return controls.map((control) => {
    const values = Object.hasOwn(parameters, control.id) ? parameters[control.id] : undefined;
    return values !== undefined && isParameterizedControl(control) ? withParameters(control, values) : control;
  });
}

function requireValues({ id, parameters }: ParameterizedControl, values: ParameterValues): void {
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(parameters, name)) refuse(`${id}.${name}`, `${id} has no parameter "${name}"`, near(name, Object.keys(parameters)));
  }
  for (const [name, parameter] of Object.entries(parameters)) requireTexts(`${id}.${name}`, parameter, values[name] ?? []);
}

function requireTexts(field: string, { pattern, like }: Parameter, texts: readonly string[]): void {
  if (texts.length === 0) refuse(field, 'the list is empty, which would refuse everything', `Name ${like}; or leave the control without parameters.`);
  texts.forEach((text, index) => {
    if (!pattern.test(text)) refuse(`${field}[${index}]`, `"${text}" is not of the right form`, `Write ${like}.`);
  });
}

function refuse(field: string, message: string, repair: string): never {
  throw new CasemateError({ code: 'CM4202', message, place: { field: `parameters.${field}` }, repair });
}

function near(name: string, names: Iterable<string>): string {
  const all = [...names];
  const found = closest(name, all);
  return found === undefined ? `There are ${all.join(', ') || 'none'}.` : `Did you mean "${found}"?`;
}
