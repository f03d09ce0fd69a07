import type { ObjectSet, Workload } from '../controls/graph-control';
import type { KubernetesObject } from '../manifest/object';
import { valueAt } from '../manifest/path';
import { podTemplatePath } from '../manifest/workload';

type Labels = Readonly<Record<string, string>>;

const NO_LABELS: Labels = {};

/** Everything that is checked together, looked up by kind. */
export class Objects implements ObjectSet {
  readonly workloads: readonly Workload[];
  readonly namespaces: readonly string[];
  readonly #byKind = new Map<string, KubernetesObject[]>();
  readonly #namespaceLabels = new Map<string, Labels>();

  constructor(objects: readonly KubernetesObject[]) {
    for (const object of objects) this.#index(object);
    this.workloads = objects.flatMap((object) => workloadOf(object) ?? []);
    const named = objects.filter(isNamespaced).map(namespaceOf);
    this.namespaces = [...new Set([...named, ...this.#namespaceLabels.keys()])].sort();
  }

  ofKind(apiGroup: string, kind: string): readonly KubernetesObject[] {
    return this.#byKind.get(`${apiGroup}/${kind}`) ?? [];
  }

  namespaceLabels(name: string): Labels {
    return { ...this.#namespaceLabels.get(name), 'kubernetes.io/metadata.name': name };
  }

  #index(object: KubernetesObject): void {
    const key = `${groupOf(object.apiVersion)}/${object.kind}`;
    const known = this.#byKind.get(key);
    if (known === undefined) this.#byKind.set(key, [object]);
    else known.push(object);
    if (key === '/Namespace') this.#namespaceLabels.set(object.metadata?.name ?? '', object.metadata?.labels ?? NO_LABELS);
  }
}

/** The namespace that an object stands in; `''` for one that leaves it to whoever applies it. */
export const namespaceOf = ({ metadata }: KubernetesObject): string => metadata?.namespace ?? '';

const isNamespaced = (object: KubernetesObject): boolean => object.metadata?.namespace !== undefined || podTemplatePath(object) !== undefined;

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

function workloadOf(object: KubernetesObject): Workload | undefined {
  const path = podTemplatePath(object);
  const podSpec = path && valueAt(object, [...path, 'spec']);
  if (path === undefined || podSpec === null || typeof podSpec !== 'object') return undefined;
  return {
    object,
    namespace: namespaceOf(object),
    labels: (valueAt(object, [...path, 'metadata', 'labels']) ?? NO_LABELS) as Labels,
    podSpec: podSpec as Workload['podSpec'],
    podSpecPath: [...path, 'spec'],
  };
}
