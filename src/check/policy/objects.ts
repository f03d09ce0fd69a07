import type { KubernetesObject, Minor } from '../../manifest/object';
import type { Labels } from './certainty';
import { CustomResources, type Resource } from './resource';

/** What policies need besides the object that they judge: namespaces, parameters and the definitions of custom resources. */
export class KnownObjects {
  readonly custom = new CustomResources();
  readonly #namespaces = new Map<string, KubernetesObject>();
  readonly #params: KubernetesObject[] = [];
  readonly #paramKinds: ReadonlySet<string>;
  readonly minor: Minor;

  /** @param paramKinds - The kinds of parameters, as `v1 ConfigMap`. Others are not kept. */
  constructor(paramKinds: ReadonlySet<string>, minor: Minor) {
    this.#paramKinds = paramKinds;
    this.minor = minor;
  }

  add(object: KubernetesObject): void {
    this.custom.add(object);
    if (object.apiVersion === 'v1' && object.kind === 'Namespace' && object.metadata?.name) this.#namespaces.set(object.metadata.name, object);
    if (this.#paramKinds.has(`${object.apiVersion} ${object.kind}`)) this.#params.push(object);
  }

  namespace(name: string): KubernetesObject | undefined {
    return this.#namespaces.get(name);
  }

  paramsOf(apiVersion: string, kind: string): readonly KubernetesObject[] {
    return this.#params.filter((object) => object.apiVersion === apiVersion && object.kind === kind);
  }

  resourceOf(object: Pick<KubernetesObject, 'apiVersion' | 'kind'>): Resource {
    return this.custom.resourceOf(object, this.minor);
  }

  /** The labels of a namespace. Of one that is not there, its name is known, which is a label. */
  namespaceLabels(name: string): Labels {
    const known = this.#namespaces.get(name)?.metadata?.labels;
    const own = { 'kubernetes.io/metadata.name': name };
    return this.#namespaces.has(name) ? { known: { ...known, ...own } } : { known: own, others: `the labels of namespace ${name} are not known` };
  }
}
