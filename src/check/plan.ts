import { compiled } from '../controls/compiled';
import type { Control, Fix } from '../controls/control';
import { objectControls } from '../controls/index';
import { type RangeName, ranges } from '../controls/ranges';
import { expressionAt, fieldsAt, fixAt, rangesOf, revisionAt } from '../controls/select';
import type { Predicate } from '../cel/predicate';
import { groupOf } from '../manifest/fields';
import { ByKind } from '../manifest/by-kind';
import type { KubernetesObject, Minor } from '../manifest/object';
import { parseField, type Path } from '../manifest/path';

/** Makes CEL runnable. */
export type Compile = (expression: string) => Predicate;

/** One control at one range, ready to run. */
export interface Rule {
  readonly control: Control;
  readonly range: RangeName;
  readonly fields: readonly Path[];
  readonly holds: Predicate;
  readonly fix: Fix;
}

/** The rules of a range, and the ranges inside it that have rules. */
export interface PlanNode {
  readonly range: RangeName;
  readonly rules: readonly Rule[];
  readonly children: readonly PlanNode[];
  /** Where the elements of the range are, from the element around: that of the table in `ranges`, read once. */
  readonly lists: readonly Path[];
  readonly fields: readonly Path[];
  readonly keysOf?: Path;
}

interface KindPlan {
  readonly root: PlanNode | undefined;
}

/** The rules that hold at a minor, arranged by the kinds that they look at. */
export class Plan {
  readonly #rules: readonly Rule[];
  readonly #workloads = new ByKind<KindPlan>((apiVersion, kind) => this.#planFor(groupOf(apiVersion), kind, true));
  readonly #others = new ByKind<KindPlan>((apiVersion, kind) => this.#planFor(groupOf(apiVersion), kind, false));

  /** @param compile - Runs expressions instead of what was compiled when the kit was built: the interpreter, in tests. */
  constructor(controls: readonly Control[], minor: Minor, compile?: Compile) {
    this.#rules = controls.flatMap((control) => rulesOf(control, minor, compile));
  }

  /** What to evaluate for an object; `undefined` where no control looks at its kind. */
  for(object: KubernetesObject, isWorkload: boolean): PlanNode | undefined {
    return (isWorkload ? this.#workloads : this.#others).of(object).root;
  }

  #planFor(apiGroup: string, kind: string, isWorkload: boolean): KindPlan {
    return { root: nodeFor('object', this.#rules.filter(({ control }) => looksAt(control, apiGroup, kind, isWorkload))) };
  }
}

/** Whether a control is about a kind. */
export function looksAt(control: Control, apiGroup: string, kind: string, isWorkload: boolean): boolean {
  // A control for workloads also looks at custom resources that carry a pod template.
  if (control.kinds === undefined) return isWorkload;
  return control.kinds.some((own) => own.apiGroup === apiGroup && own.kind === kind);
}

function nodeFor(range: RangeName, rules: readonly Rule[]): PlanNode | undefined {
  const own = rules.filter((rule) => rule.range === range);
  const children = rangesWithin(range).map((child) => nodeFor(child, rules)).filter((child) => child !== undefined);
  if (own.length === 0 && children.length === 0) return undefined;
  const { lists = [], fields = [], keysOf } = ranges[range];
  return { range, rules: own, children, lists: lists.map(parseField), fields: fields.map(parseField), keysOf: keysOf === undefined ? undefined : parseField(keysOf) };
}

const rangesWithin = (parent: RangeName): RangeName[] =>
  (Object.keys(ranges) as RangeName[]).filter((name) => ranges[name].within === parent);

function rulesOf(control: Control, minor: Minor, compile: Compile | undefined): Rule[] {
  const revision = revisionAt(control, minor);
  if (revision === undefined) return [];
  return rangesOf(control).flatMap((range) => {
    const expression = expressionAt(control, revision, range);
    if (expression === undefined) return [];
    const fields = fieldsAt(control, range).map(parseField);
    return [{ control, range, fields, holds: compile?.(expression) ?? predicateOf(control, revision, range, expression), fix: fixAt(control, range) }];
  });
}

function predicateOf(control: Control, revision: Minor, range: RangeName, expression: string): Predicate {
  const shipped = isShipped(control) ? compiled[control.id]?.[revision]?.[range] : undefined;
  return shipped ?? compileOwn(expression);
}

const isShipped = (control: Control): boolean => objectControls.includes(control);

/** Compiles the CEL of a control that the kit does not ship. The compiler is loaded only then. */
function compileOwn(expression: string): Predicate {
  const { compile } = require('../cel/compile') as typeof import('../cel/compile');
  return compile(expression);
}
