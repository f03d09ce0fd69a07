import { type ApiObject, App, Chart, Yaml } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { YamlWriter } from './yaml-writer';

/** The synth that an app is in the middle of. Nothing changes in the tree during one, so what was rendered can be kept. */
class Synthesis {
  #depth = 0;
  readonly #kept = new Map<ApiObject, unknown>();

  during<T>(work: () => T): T {
    this.#depth += 1;
    try {
      return this.#depth === 1 ? writingFast(work) : work();
    } finally {
      this.#depth -= 1;
      if (this.#depth === 0) this.#kept.clear();
    }
  }

  once<T>(apiObject: ApiObject, make: () => T): T {
    if (this.#depth === 0) return make();
    if (!this.#kept.has(apiObject)) this.#kept.set(apiObject, make());
    return this.#kept.get(apiObject) as T;
  }
}

/**
 * For the time of one synth, which nothing interrupts, cdk8s writes its documents through {@link YamlWriter}. What it writes is the same to the
 * byte, so that another app that is synthesized in the middle of it notices nothing. Who puts a writer of their own there meanwhile keeps it.
 */
function writingFast<T>(work: () => T): T {
  const original = Yaml.stringify;
  const writer = new YamlWriter((document) => original.call(Yaml, document));
  const fast = (...documents: unknown[]): string => documents.map((document) => writer.write(document)).join('---\n');
  Yaml.stringify = fast;
  try {
    return work();
  } finally {
    if (Yaml.stringify === fast) Yaml.stringify = original;
  }
}

const syntheses = new WeakMap<IConstruct, Synthesis>();
const entered = new WeakSet<IConstruct>();

/**
 * Renders an object once per synth. cdk8s validates the whole app once for every chart and once more, and renders after that;
 * without this, ten charts would cost eleven renderings of every object.
 */
export function oncePerSynth<T>(apiObject: ApiObject, make: () => T): () => T {
  const synthesis = synthesisOf(apiObject);
  return () => synthesis.once(apiObject, make);
}

function synthesisOf(apiObject: ApiObject): Synthesis {
  const app = App.of(apiObject);
  const synthesis = syntheses.get(app) ?? new Synthesis();
  syntheses.set(app, synthesis);
  enter(app, synthesis, ['synth', 'synthYaml']);
  enter(Chart.of(apiObject), synthesis, ['toJson']);
  return synthesis;
}

/** Marks the time that these methods of one instance take as one synth. */
function enter(construct: IConstruct, synthesis: Synthesis, methods: readonly string[]): void {
  if (entered.has(construct)) return;
  entered.add(construct);
  for (const name of methods) {
    const original = (construct as unknown as Record<string, unknown>)[name];
    if (typeof original !== 'function') continue;
    const method = original.bind(construct) as (...args: unknown[]) => unknown;
    Object.defineProperty(construct, name, {
      value: (...args: unknown[]) => synthesis.during(() => method(...args)),
      configurable: true,
      writable: true,
    });
  }
}
