import type { Elements, Variables } from '../cel/predicate';
import { normalise } from '../cel/normalise';
import { variablesOf } from '../controls/compiled';
import type { Control, Element } from '../controls/control';
import { type RangeName, ranges } from '../controls/ranges';
import type { KubernetesObject, Minor } from '../manifest/object';
import { type Path, valueAt } from '../manifest/path';
import { podTemplatePath } from '../manifest/workload';
import { blame, touches } from './field';
import { PathNode } from './path-tree';
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
  readonly #paths = new PathNode();

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
    return new Walk(object, templatePath, { opaque, root: this.#paths }).run(plan);
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

/** What is visited, and where it is. */
interface Visited {
  readonly value: unknown;
  readonly at: PathNode;
}

const elementOf = ({ value, at }: Visited): Element => ({ value, path: at.path });

/** One pass over one object. */
class Walk {
  readonly #object: KubernetesObject;
  readonly #normalised: KubernetesObject;
  readonly #templatePath: Path | undefined;
  readonly #variables: Variables;
  readonly #elements: Elements;
  readonly #opaque: readonly Path[];
  readonly #root: PathNode;
  readonly #current: Partial<Record<RangeName, Visited>> = {};
  readonly #failures: Failure[] = [];
  readonly #undecided: Undecided[] = [];

  constructor(object: KubernetesObject, templatePath: Path | undefined, { opaque, root }: { readonly opaque: readonly Path[]; readonly root: PathNode }) {
    this.#object = object;
    this.#normalised = normalise(object);
    this.#templatePath = templatePath;
    this.#variables = variablesAt(this.#normalised, templatePath);
    this.#elements = { object: this.#normalised };
    this.#opaque = opaque;
    this.#root = root;
  }

  run(plan: PlanNode): Verdict {
    this.#visit(plan, this.#normalised, this.#root);
    return { judged: true, failures: this.#failures, undecided: this.#undecided };
  }

  #visit(node: PlanNode, value: unknown, at: PathNode): void {
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

  #descend(node: PlanNode, parent: unknown, around: PathNode): void {
    if (node.range === 'podTemplate') {
      const template = this.#templatePath && valueAt(this.#normalised, this.#templatePath);
      if (template !== undefined && template !== null) this.#visit(node, template, around.at(this.#templatePath ?? []));
      return;
    }
    for (const steps of node.fields) this.#visitField(node, parent, around, steps);
    for (const steps of node.lists) this.#visitItems(node, parent, around, steps);
    if (node.keysOf !== undefined) this.#visitKeys(node, parent, around, node.keysOf);
  }

  #visitField(node: PlanNode, parent: unknown, around: PathNode, steps: Path): void {
    const value = valueAt(parent, steps);
    if (value !== undefined && value !== null) this.#visit(node, value, around.at(steps));
  }

  #visitItems(node: PlanNode, parent: unknown, around: PathNode, steps: Path): void {
    const items: unknown = valueAt(parent, steps);
    if (!Array.isArray(items)) return;
    for (let index = 0; index < items.length; index++) this.#visit(node, items[index], around.item(steps, index));
  }

  #visitKeys(node: PlanNode, parent: unknown, around: PathNode, steps: Path): void {
    const map = valueAt(parent, steps);
    if (map === null || typeof map !== 'object') return;
    for (const key of Object.keys(map)) this.#visit(node, key, around.key(steps, key));
  }

  #judge(rule: Rule, visited: Visited): void {
    const why = this.#opaque.length > 0 && this.#isHidden(rule, visited.at.path) ? 'opaque' : this.#outcome(rule);
    if (why === 'holds') return;
    const element = elementOf(visited);
    const { path } = visited.at.at(blame(rule, element, this.#object));
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
