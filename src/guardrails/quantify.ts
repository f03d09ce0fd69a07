import { variables } from '../cel/variables';
import { type Range, type RangeName, ranges } from '../controls/ranges';

/** One level of the elements around an expression. */
interface Level {
  readonly name: RangeName;
  /** CEL of the list, or of the map, whose items or keys are the elements. */
  readonly elements: string;
  /** Whether there can be more than one. */
  readonly several: boolean;
}

/** Which elements a comprehension looks at. */
export interface Scope {
  /** The variable with the names of containers that are passed over. @default none */
  readonly exceptedContainers?: string;
}

/**
 * Wraps a control's expression, word for word, in the comprehensions of its range, so that it holds for a whole object:
 * for ports `variables.allContainers.all(container, container.?ports.orValue([]).all(port, …))`.
 */
export function forAll(range: RangeName, expression: string, scope: Scope = {}): string {
  return levelsOf(range, expression, scope).reduceRight((inner, { name, elements }) => `${elements}.all(${name}, ${inner})`, expression);
}

/**
 * CEL of the names of the elements that fail, as a list: of the containers for a port, of the keys for annotations.
 * `undefined` where there is only one element, which needs no name.
 */
export function offenders(range: RangeName, expression: string, scope: Scope = {}): string | undefined {
  const levels = levelsOf(range, expression, scope);
  const index = levels.findIndex(({ several }) => several);
  const named = levels[index];
  if (named === undefined) return undefined;
  const fails = levels.slice(index + 1).reduceRight((inner, { name, elements }) => `${elements}.all(${name}, ${inner})`, expression);
  const failing = `${named.elements}.filter(${named.name}, !(${fails}))`;
  const names = isKeyed(named.name) ? failing : `${failing}.map(${named.name}, ${titleOf(named.name)})`;
  return levels.slice(0, index).reduceRight((inner, { name, elements }) => `${elements}.map(${name}, ${inner})[0]`, names);
}

/** The names of the shared variables that texts need, in the order in which they build on each other. */
export function variablesIn(...texts: readonly string[]): typeof variables {
  const needed = new Set<string>();
  const visit = (text: string): void => {
    for (const { name, expression } of variables) {
      if (needed.has(name) || !new RegExp(`\\bvariables\\.${name}\\b`).test(text)) continue;
      needed.add(name);
      visit(expression);
    }
  };
  texts.forEach(visit);
  return variables.filter(({ name }) => needed.has(name));
}

/** The levels around an expression, outermost first. A lone element around it that the expression does not name is left out. */
function levelsOf(range: RangeName, expression: string, scope: Scope): readonly Level[] {
  return enclosing(range)
    .filter((name) => name !== 'object')
    .map((name) => ({ name, elements: within(scope, name, elementsOf(name)), several: isSeveral(ranges[name]) }))
    .filter(({ name, several }) => several || name === range || names(expression, name));
}

/** The range and those around it, outermost first. */
function enclosing(range: RangeName): readonly RangeName[] {
  const { within } = ranges[range];
  return within === undefined ? [range] : [...enclosing(within), range];
}

const isSeveral = ({ lists, fields, keysOf, variable }: Range): boolean =>
  lists !== undefined || keysOf !== undefined || (fields !== undefined && variable === undefined);

/** CEL of what an element is called. */
const titleOf = (range: RangeName): string => ranges[range].title ?? `${range}.?name.orValue('(unnamed)')`;

const isKeyed = (range: RangeName): boolean => ranges[range].keysOf !== undefined;

/** Whether an expression names an element: `podSpec`, and neither `variables.podSpec` nor `.?podSpec`. */
const names = (expression: string, element: RangeName): boolean => new RegExp(`(?<![\\w.?])${element}\\b`).test(expression);

function within({ exceptedContainers }: Scope, name: RangeName, elements: string): string {
  if (exceptedContainers === undefined || ranges[name].lists?.includes('containers') !== true) return elements;
  return `${elements}.filter(${name}, !(${name}.?name.orValue('') in variables.${exceptedContainers}))`;
}

function elementsOf(name: RangeName): string {
  const range = ranges[name];
  if (range.variable !== undefined) return isSeveral(range) ? `variables.${range.variable}` : `[variables.${range.variable}]`;
  const parent = parentOf(range);
  if (range.keysOf !== undefined) return `${optional(parent, range.keysOf)}.orValue({})`;
  // Only the fields that are set: what is unset is no element.
  if (range.fields !== undefined) return `[${range.fields.map((field) => `?${optional(parent, field)}`).join(', ')}]`;
  const lists = (range.lists ?? []).map((list) => `${optional(parent, list)}.orValue([])`);
  return lists.length === 1 ? lists.join() : `(${lists.join(' + ')})`;
}

/** What the range is relative to: the shared variable where the one element around it has one. */
function parentOf({ within }: Range): string {
  if (within === undefined) return 'object';
  const { variable } = ranges[within];
  return variable === undefined || isSeveral(ranges[within]) ? within : `variables.${variable}`;
}

const optional = (parent: string, field: string): string => [parent, ...field.split('.')].join('.?');
