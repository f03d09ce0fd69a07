import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { KubernetesObject } from '../src/manifest/object';
import { valueAt } from '../src/manifest/path';
import { podTemplatePath } from '../src/manifest/workload';
import type { Platform } from '../src/platform';
import { connected } from './connected';
import { contradiction } from './contradiction';
import { type ContainerPort, containersOf, podLabelsOf, refuseUnfitContainers, shapeExisting, type Told } from './existing-shape';
import { type KnownWorkload, refuseBadKnowledge } from './known-workload';
import type { LeastPrivilegeServiceAccount } from './least-privilege-service-account';
import { namespaceOf } from './placement';
import { platformOf } from './platform';
import { leftOutOfMounts } from './platform-fields';
import { accountOf } from './pod-account';
import { seal } from './seal';
import { addBudget, hasBudget } from './workload';

interface Existing {
  readonly told?: Told;
  readonly platform?: Platform;
}

const existing = new WeakMap<ApiObject, Existing>();

/** Seals an object that is not the kit's own. What is told of it later counts as well, and the platform that is named first. */
export function sealExisting(apiObject: ApiObject, options: Existing = {}): void {
  existing.set(apiObject, { ...options, ...existing.get(apiObject) });
  const platform = (): Platform => existing.get(apiObject)?.platform ?? platformOf(apiObject);
  seal(apiObject, {
    shape: (object) => shapeExisting(object, existing.get(apiObject)?.told, platform()),
    leftOut: (object) => (existing.get(apiObject)?.told === undefined ? [] : leftOutOfMounts(object, platform())),
    get platform() { return platform(); },
  });
}

const REPLICATED: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet']);

/**
 * A workload that is there already: of `Include`, of `Helm`, of cdk8s-plus in any version. What its people say of it counts where its manifest says
 * nothing or something else; nothing is guessed. It has an account of its own, and says who it talks to like the workloads of the kit.
 */
export class ExistingWorkload extends connected(Construct) {
  /** As in the manifest. */
  public readonly name: string;
  /** What its pods are; `undefined` where the manifest names an account and nobody says more. */
  public readonly serviceAccount: LeastPrivilegeServiceAccount | undefined;

  /** @internal `Hardening.of(scope).workload(…)` makes it. */
  public constructor(private readonly apiObject: ApiObject, known: KnownWorkload) {
    const object = apiObject.toJson() as KubernetesObject;
    const { path } = apiObject.node;
    if (existing.get(apiObject)?.told !== undefined) {
      throw contradiction({ code: 'CM5113', path, prop: 'workload', message: 'is told of twice', repair: 'Say all of it in one call.' });
    }
    refuseBadKnowledge(known, containersOf(object).map(({ name }) => String(name)), path);
    refuseUnfitContainers(object, known, path);
    super(apiObject.node.scope ?? apiObject, `${apiObject.kind.toLowerCase()}-${apiObject.name}`);
    this.name = apiObject.name;
    this.serviceAccount = this.#account(object, known);
    sealExisting(apiObject, { told: { ...known, account: this.serviceAccount, path } });
    this.#addBudget(known);
  }

  /** The namespace that it lands in; `undefined` where that is left to `kubectl -n`. */
  public get namespace(): string | undefined {
    return this.apiObject.metadata.namespace ?? namespaceOf(this.apiObject);
  }

  /** The labels that its pods have, and no others. */
  public get podLabels(): Readonly<Record<string, string>> {
    return podLabelsOf(this.#rendered);
  }

  /** @internal The ports that its containers declare. */
  public get containerPorts(): readonly ContainerPort[] {
    return containersOf(this.#rendered).flatMap(({ ports }) => (Array.isArray(ports) ? (ports as readonly ContainerPort[]) : []));
  }

  get #rendered(): KubernetesObject {
    return this.apiObject.toJson() as KubernetesObject;
  }

  /** An account of its own; the one in the manifest where nobody says more. */
  #account(object: KubernetesObject, known: KnownWorkload): LeastPrivilegeServiceAccount | undefined {
    const named = valueAt(object, [...podTemplatePath(object) ?? [], 'spec', 'serviceAccountName']) ?? 'default';
    const says = known.serviceAccount !== undefined || known.apiAccess !== undefined || known.workloadIdentity !== undefined;
    if (!says && named !== 'default') return undefined;
    const { namespace } = this;
    return accountOf(this, this.name, known, { name: `${this.name}-account`, ...(namespace === undefined ? {} : { namespace }) });
  }

  /** Two budgets over one pod, and it could never be evicted: one that is there already stays the only one. */
  #addBudget(known: KnownWorkload): void {
    const replicas = valueAt(this.#rendered, ['spec', 'replicas']);
    const { name, namespace, podLabels: matchLabels } = this;
    const { kind, node: { path } } = this.apiObject;
    const why = !REPLICATED.has(kind) ? `is for replicas, which a ${kind} has none of`
      : hasBudget(this, namespace, matchLabels) ? 'is there beside another for these pods: with two, none of them could be evicted' : undefined;
    if (why !== undefined && known.disruptionBudget !== undefined) {
      throw contradiction({ code: 'CM5016', path, prop: 'disruptionBudget', message: why, repair: 'Remove it.' });
    }
    if (why !== undefined) return;
    addBudget(this, { name, namespace, matchLabels }, { replicas: typeof replicas === 'number' ? replicas : undefined, byDefault: 1, budget: known.disruptionBudget });
  }
}

/** The workload of a kind and a name among some objects, and what is known of it. */
export function tellOf(objects: readonly ApiObject[], name: string, known: KnownWorkload, path: string): ExistingWorkload {
  const workloads = objects.filter((object) => podTemplatePath(object.toJson() as KubernetesObject) !== undefined);
  const found = workloads.filter((object) => `${object.kind}/${object.name}` === name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return new ExistingWorkload(only, known);
  const there = workloads.map((object) => `${object.kind}/${object.name}`).join(', ');
  throw contradiction({
    code: 'CM5110', path, prop: 'workload', message: `finds ${found.length === 0 ? 'no' : String(found.length)} ${name}; there ${there === '' ? 'is none' : `is ${there}`}`,
    repair: found.length === 0 ? 'Write Kind/name as in the manifest, after the construct that holds it.' : 'Call it on the construct that holds one of them.',
  });
}
