import { type AstNode, parseOrThrow } from '../../src/cel/parse';

/** An expression with one mistake in it. A test has to tell it from the original. */
export interface Mutant {
  readonly expression: string;
  /** What was changed: `&& → ||`. */
  readonly description: string;
}

/** What is left of a node after printing: enough to print it again with one part replaced. */
interface Printed {
  readonly text: string;
  readonly mutants: readonly Mutant[];
}

const SWAPPED: Readonly<Record<string, readonly string[]>> = {
  '&&': ['||'], '||': ['&&'], '==': ['!='], '!=': ['=='], '<': ['<=', '>'], '<=': ['<', '>='], '>': ['>=', '<'], '>=': ['>', '<='],
};
const SWAPPED_MACROS: Readonly<Record<string, string>> = { all: 'exists', exists: 'all', exists_one: 'exists' };
const CONDITIONS = new Set(['hasValue', 'startsWith', 'endsWith', 'contains', 'matches', 'all', 'exists', 'exists_one']);

/** All expressions that differ from the given one by one flipped operator, quantifier, default, literal or missing list item. */
export function mutants(expression: string): readonly Mutant[] {
  const { text, mutants: all } = print(parseOrThrow(expression));
  const byText = new Map(all.map((mutant) => [mutant.expression, mutant]));
  byText.delete(text);
  return [...byText.values()];
}

/** The CEL text of a parsed expression, with parentheses wherever two operators meet. */
export const printExpression = (node: AstNode): string => print(node).text;

function print(node: AstNode): Printed {
  switch (node.op) {
    case 'value': return printLiteral(node.args);
    case 'id': return { text: node.args, mutants: [] };
    case '.':
    case '.?': return assemble([node.args[0]], ([base]) => `${base}${node.op}${node.args[1]}`);
    case '[]': return assemble(node.args, ([base, key]) => `${base}[${key}]`);
    case '[?]': return assemble(node.args, ([base, key]) => `${base}[?${key}]`);
    case 'call': return negatable(assemble(node.args[1], (args) => `${node.args[0]}(${args.join(', ')})`), node.args[0] === 'has');
    case 'rcall': return printMethod(node);
    case 'list': return printList(node.args, false);
    case 'map': return assemble(node.args.flat(), (parts) => `{${pairs(parts).join(', ')}}`);
    case '!_': return printNot(node.args);
    case '-_': return assemble([node.args], ([operand]) => `-${operand}`);
    case '?:': return printConditional(node.args);
    case 'in': return printMembership(node.args);
    default: return printBinary(node.op, node.args);
  }
}

function printNot(operand: AstNode): Printed {
  const { text, mutants: inOperand } = print(operand);
  const once = inOperand.filter(({ expression }) => expression !== `!${text}`);
  return withMutant({ text: `!${text}`, mutants: once.map((mutant) => ({ ...mutant, expression: `!${mutant.expression}` })) }, text, '! removed');
}

function printBinary(operator: string, operands: readonly [AstNode, AstNode]): Printed {
  const printed = assemble(operands, ([left, right]) => `(${left} ${operator} ${right})`);
  const [left, right] = operands.map((operand) => print(operand).text);
  const swapped = (SWAPPED[operator] ?? []).map((other) => ({
    expression: `(${left} ${other} ${right})`, description: `${operator} → ${other}`,
  }));
  const isLogical = operator === '&&' || operator === '||';
  const dropped = isLogical ? [left, right].map((kept) => ({ expression: String(kept), description: `only one side of ${operator}` })) : [];
  return { text: printed.text, mutants: [...printed.mutants, ...swapped, ...dropped] };
}

function printConditional(parts: readonly [AstNode, AstNode, AstNode]): Printed {
  const printed = assemble(parts, ([condition, yes, no]) => `(${condition} ? ${yes} : ${no})`);
  const [condition, yes, no] = parts.map((part) => print(part).text);
  return withMutant(printed, `(${condition} ? ${no} : ${yes})`, 'branches of ?: swapped');
}

function printMembership([value, collection]: readonly [AstNode, AstNode]): Printed {
  const item = print(value);
  const list = collection.op === 'list' ? printList(collection.args, true) : print(collection);
  const text = `(${item.text} in ${list.text})`;
  const inItem = item.mutants.map((mutant) => ({ ...mutant, expression: `(${mutant.expression} in ${list.text})` }));
  const inList = list.mutants.map((mutant) => ({ ...mutant, expression: `(${item.text} in ${mutant.expression})` }));
  return negatable({ text, mutants: [...inItem, ...inList] }, true);
}

function printList(items: readonly AstNode[], dropsItems: boolean): Printed {
  const printed = assemble(items, (texts) => `[${texts.join(', ')}]`);
  if (!dropsItems) return printed;
  const texts = items.map((item) => print(item).text);
  const dropped = texts.map((text, index) => ({
    expression: `[${texts.filter((_, other) => other !== index).join(', ')}]`, description: `${text} not in the list`,
  }));
  return { text: printed.text, mutants: [...printed.mutants, ...dropped] };
}

function printMethod(node: AstNode & { op: 'rcall' }): Printed {
  const [name, receiver, args] = node.args;
  const write = (method: string, [base, ...rest]: readonly string[]): string => `${base}.${method}(${rest.join(', ')})`;
  const printed = assemble([receiver, ...args], (parts) => write(name, parts));
  const swapped = SWAPPED_MACROS[name];
  const texts = [receiver, ...args].map((part) => print(part).text);
  return negatable(swapped === undefined ? printed : withMutant(printed, write(swapped, texts), `${name} → ${swapped}`), CONDITIONS.has(name));
}

function printLiteral(value: unknown): Printed {
  const text = writeLiteral(value);
  return { text, mutants: changed(value).map((other) => ({ expression: writeLiteral(other), description: `${text} → ${writeLiteral(other)}` })) };
}

function changed(value: unknown): readonly unknown[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'bigint') return [value + 1n, ...(value > 0n ? [value - 1n] : [])];
  if (typeof value === 'number') return [value + 1];
  if (typeof value === 'string') return value === '' ? ['mutant'] : [`${value}-mutant`];
  return [];
}

function writeLiteral(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isInteger(value)) return `${value}.0`;
  return String(value);
}

/** Prints a node from its parts; each mutant of a part is one of the node. */
function assemble(parts: readonly AstNode[], write: (texts: readonly string[]) => string): Printed {
  const printed = parts.map(print);
  const texts = printed.map(({ text }) => text);
  const mutated = printed.flatMap(({ mutants: inPart }, index) =>
    inPart.map((mutant) => ({ ...mutant, expression: write(texts.with(index, mutant.expression)) })));
  return { text: write(texts), mutants: mutated };
}

const withMutant = (printed: Printed, expression: string, description: string): Printed =>
  ({ text: printed.text, mutants: [...printed.mutants, { expression, description }] });

const negatable = (printed: Printed, isCondition: boolean): Printed =>
  isCondition ? withMutant(printed, `!${printed.text}`, `! before ${printed.text}`) : printed;

const pairs = (parts: readonly string[]): readonly string[] =>
  parts.flatMap((key, index) => (index % 2 === 0 ? [`${key}: ${parts[index + 1] ?? ''}`] : []));
