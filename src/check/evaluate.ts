import type { Elements, Variables } from '../cel/predicate';
import { normalise } from '../cel/normalise';
import { variablesOf } from '../controls/compiled';
import type { Control, Element } from '../controls/control';
import { type RangeName, ranges } from '../controls/ranges';
import type { KubernetesObject, Minor } from '../manifest/object';
import { type Path, valueAt } from '../manifest/path';
import { podTemplatePath } from '../manifest/workload';
import { blame, touches } from './field';
import { type Compile, Plan, type PlanNode, type Rule } from './plan';

/** A control that does not hold for an element. */
export interface Failure {
  readonly rule: Rule;
  readonly element: Element;
  /** The elements around it, by range: the container of a port, the pod spec of a container. */
  readonly around: Readonly<Partial<Record<RangeName, Element>>>;
  /** The field to blame, from the root of the object. */
  readonly path: Path;
}

/** A control whose verdict on an element hangs on a value that is not known yet, or that could not be computed. */
export interface Undecided {
  readonly control: Control;
  readonly path: Path;
  readonly why: 'opaque' | 'error';
}

/** What the controls say of one object. */
export interface Verdict {
  /** Whether any control looks at the object. */
  readonly judged: boolean;
  readonly failures: readonly Failure[];
  readonly undecided: readonly Undecided[];
}

const NOTHING: Verdict = { judged: false, failures: [], undecided: [] };

/** Runs controls, at the meaning of one minor, over objects whose types are right. */
export class Evaluator {
  readonly #plan: Plan;

  constructor(controls: readonly Control[], minor: Minor, compile?: Compile) {
    this.#plan = new Plan(controls, minor, compile);
  }

  /**
   * Judges one object by every control that looks at its kind.
   *
   * @param opaque - Where the object holds values that are not known yet, see {@link opaquePaths}: a control that hangs on one is undecided.
   */
  evaluate(object: KubernetesObject, opaque: readonly Path[] = []): Verdict {
    const templatePath = podTemplatePath(object);
    const plan = this.#plan.for(object, templatePath !== undefined);
    if (plan === undefined) return NOTHING;
    return new Walk(object, templatePath, opaque).run(plan);
  }
}

/** Whether one rule holds for one element of an object, which may have changed since the rule failed. */
export function stillFails(object: KubernetesObject, failure: Failure): boolean {
  const normalised = normalise(object);
  const around = Object.entries(failure.around).map(([range, { path, value }]) => [range, isKeyed(range) ? value : valueAt(normalised, path)]);
  const elements: Elements = { ...Object.fromEntries(around), object: normalised };
  return !failure.rule.holds(elements, variablesAt(normalised, podTemplatePath(normalised)));
}

/** Whether the elements of a range are keys, which have no value at their path. */
const isKeyed = (range: string): boolean => ranges[range as RangeName].keysOf !== undefined;

/** The variables of an object. Its pod template is the one that the elements are found in: the expressions alone do not know custom resources. */
function variablesAt(object: KubernetesObject, templatePath: Path | undefined): Variables {
  const template = templatePath && valueAt(object, templatePath);
  return variablesOf(object, (template ?? undefined) as Variables['podTemplate'] | undefined);
}

/** Where an element is. Written out as a path only where something is wrong with it: nearly all elements are sound. */
interface Location {
  readonly around: Location | undefined;
  readonly steps: Path;
  readonly last?: string | number;
}

const ROOT: Location = { around: undefined, steps: [] };

function pathOf({ around, steps, last }: Location): Path {
  const path = around === undefined ? steps : [...pathOf(around), ...steps];
  return last === undefined ? path : [...path, last];
}

/** What is visited, and where it is. */
interface Visited {
  readonly value: unknown;
  readonly at: Location;
}

const elementOf = ({ value, at }: Visited): Element => ({ value, path: pathOf(at) });

/** One pass over one object. */
class Walk {
  readonly #object: KubernetesObject;
  readonly #normalised: KubernetesObject;
  readonly #templatePath: Path | undefined;
  readonly #variables: Variables;
  readonly #elements: Elements;
  readonly #opaque: readonly Path[];
  readonly #current: Partial<Record<RangeName, Visited>> = {};
  readonly #failures: Failure[] = [];
  readonly #undecided: Undecided[] = [];

  constructor(object: KubernetesObject, templatePath: Path | undefined, opaque: readonly Path[]) {
    this.#object = object;
    this.#normalised = normalise(object);
    this.#templatePath = templatePath;
    this.#variables = variablesAt(this.#normalised, templatePath);
    this.#elements = { object: this.#normalised };
    this.#opaque = opaque;
  }

  run(plan: PlanNode): Verdict {
    this.#visit(plan, this.#normalised, ROOT);
    return { judged: true, failures: this.#failures, undecided: this.#undecided };
  }

  #visit(node: PlanNode, value: unknown, at: Location): void {
    const visited: Visited = { value, at };
    if (node.range !== 'object') this.#elements[node.range] = value;
    this.#current[node.range] = visited;
    for (const rule of node.rules) this.#judge(rule, visited);
    for (const child of node.children) this.#descend(child, value, at);
  }

  /** The elements around one of a range, itself included. Other ranges hold what was visited last. */
  #around(range: RangeName): Failure['around'] {
    const around: Partial<Record<RangeName, Element>> = {};
    for (let name: RangeName | undefined = range; name !== undefined; name = ranges[name].within) {
      const visited = this.#current[name];
      if (visited !== undefined) around[name] = elementOf(visited);
    }
    return around;
  }

  #descend(node: PlanNode, parent: unknown, around: Location): void {
    if (node.range === 'podTemplate') {
      const template = this.#templatePath && valueAt(this.#normalised, this.#templatePath);
      if (template !== undefined && template !== null) this.#visit(node, template, { around: undefined, steps: this.#templatePath ?? [] });
      return;
    }
    for (const steps of node.fields) this.#visitField(node, parent, { around, steps });
    for (const steps of node.lists) this.#visitItems(node, parent, around, steps);
    if (node.keysOf !== undefined) this.#visitKeys(node, parent, around, node.keysOf);
  }

  #visitField(node: PlanNode, parent: unknown, at: Location): void {
    const value = valueAt(parent, at.steps);
    if (value !== undefined && value !== null) this.#visit(node, value, at);
  }

  #visitItems(node: PlanNode, parent: unknown, around: Location, steps: Path): void {
    const items: unknown = valueAt(parent, steps);
    if (!Array.isArray(items)) return;
    for (let index = 0; index < items.length; index++) this.#visit(node, items[index], { around, steps, last: index });
  }

  #visitKeys(node: PlanNode, parent: unknown, around: Location, steps: Path): void {
    const map = valueAt(parent, steps);
    if (map === null || typeof map !== 'object') return;
    for (const key of Object.keys(map)) this.#visit(node, key, { around, steps, last: key });
  }

  #judge(rule: Rule, visited: Visited): void {
    const why = this.#opaque.length > 0 && this.#isHidden(rule, pathOf(visited.at)) ? 'opaque' : this.#outcome(rule);
    if (why === 'holds') return;
    const element = elementOf(visited);
    const path = blame(rule, element, this.#object);
    if (why === 'fails') this.#failures.push({ rule, element, around: this.#around(rule.range), path });
    else this.#undecided.push({ control: rule.control, path, why });
  }

  #outcome(rule: Rule): 'holds' | 'fails' | 'error' {
    try {
      return rule.holds(this.#elements, this.#variables) ? 'holds' : 'fails';
    } catch {
      return 'error';
    }
  }

  #isHidden(rule: Rule, path: Path): boolean {
    return this.#opaque.some((opaque) => rule.fields.some((field) => touches(opaque, [...path, ...field])));
  }
}
