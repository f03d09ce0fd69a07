import type { ObjectSet, Workload } from '../controls/graph-control';
import { groupOf } from '../manifest/fields';
import { ByKind } from '../manifest/by-kind';
import type { KubernetesObject } from '../manifest/object';
import { valueAt } from '../manifest/path';
import { kindStatus } from '../manifest/schema/index';
import { podTemplatePath } from '../manifest/workload';
import { latestMinor } from '../platform';

type Labels = Readonly<Record<string, string>>;

const NO_LABELS: Labels = {};

/** Everything that is checked together, looked up by kind. */
export class Objects implements ObjectSet {
  readonly workloads: readonly Workload[];
  readonly customResources: readonly KubernetesObject[];
  readonly fileOf: ObjectSet['fileOf'];
  readonly namespaces: readonly string[];
  readonly #byKind = new Map<string, KubernetesObject[]>();
  readonly #workloadsIn = new Map<string, readonly Workload[]>();
  readonly #namespaceLabels = new Map<string, Labels>();
  readonly #effectiveLabels = new Map<string, Labels>();
  readonly #byNamespace = new Map<string, ReadonlyMap<string, readonly KubernetesObject[]>>();

  constructor(objects: readonly KubernetesObject[], fileOf: ObjectSet['fileOf'] = () => undefined) {
    this.fileOf = fileOf;
    for (const object of objects) this.#index(object);
    this.workloads = objects.flatMap((object) => workloadOf(object) ?? []);
    this.#indexWorkloads();
    this.customResources = objects.filter(isCustomResource);
    const named = objects.filter(isNamespaced).map(namespaceOf);
    this.namespaces = [...new Set([...named, ...this.#namespaceLabels.keys()])].sort();
  }

  ofKind(apiGroup: string, kind: string): readonly KubernetesObject[] {
    return this.#byKind.get(`${apiGroup}/${kind}`) ?? [];
  }

  workloadsIn(namespace: string): readonly Workload[] {
    if (namespace === '') return this.workloads;
    return this.#workloadsIn.get(namespace) ?? this.#workloadsIn.get('') ?? [];
  }

  namespaceLabels(name: string): Labels {
    const known = this.#effectiveLabels.get(name);
    if (known !== undefined) return known;
    const labels = { ...this.#namespaceLabels.get(name), 'kubernetes.io/metadata.name': name };
    this.#effectiveLabels.set(name, labels);
    return labels;
  }

  ofKindIn(apiGroup: string, kind: string, namespace: string): readonly KubernetesObject[] {
    const key = `${apiGroup}/${kind}`;
    let byNamespace = this.#byNamespace.get(key);
    if (byNamespace === undefined) {
      byNamespace = groupByNamespace(this.ofKind(apiGroup, kind));
      this.#byNamespace.set(key, byNamespace);
    }
    return byNamespace.get(namespace) ?? [];
  }

  #indexWorkloads(): void {
    const own = new Map<string, Workload[]>();
    for (const workload of this.workloads) {
      const known = own.get(workload.namespace);
      if (known === undefined) own.set(workload.namespace, [workload]);
      else known.push(workload);
    }
    const anywhere = own.get('') ?? [];
    for (const [namespace, workloads] of own) this.#workloadsIn.set(namespace, namespace === '' ? anywhere : [...workloads, ...anywhere]);
  }

  #index(object: KubernetesObject): void {
    const { key } = kinds.of(object);
    const known = this.#byKind.get(key);
    if (known === undefined) this.#byKind.set(key, [object]);
    else known.push(object);
    if (key === '/Namespace') this.#namespaceLabels.set(object.metadata?.name ?? '', object.metadata?.labels ?? NO_LABELS);
  }
}

/** The namespace that an object stands in; `''` for one that leaves it to whoever applies it. */
export const namespaceOf = ({ metadata }: KubernetesObject): string => metadata?.namespace ?? '';

function groupByNamespace(objects: readonly KubernetesObject[]): ReadonlyMap<string, readonly KubernetesObject[]> {
  const groups = new Map<string, KubernetesObject[]>();
  for (const object of objects) {
    const known = groups.get(namespaceOf(object));
    if (known === undefined) groups.set(namespaceOf(object), [object]);
    else known.push(object);
  }
  return groups;
}

/** Whether the kind is somebody else's: what Kubernetes makes of the object is known to its controller alone. */
export const isCustomResource = (object: KubernetesObject): boolean => kinds.of(object).isCustom;

const kinds = new ByKind((apiVersion, kind) => ({
  key: `${groupOf(apiVersion)}/${kind}`,
  isCustom: kindStatus(apiVersion, kind, latestMinor).status === 'custom',
}));

const isNamespaced = (object: KubernetesObject): boolean => object.metadata?.namespace !== undefined || podTemplatePath(object) !== undefined;

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
