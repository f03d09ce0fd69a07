import { selects } from '../../graph/selector';
import type { KubernetesObject } from '../../manifest/object';
import { type Needs, needs } from '../control';
import { type Fields, fieldsAt, itemsAt, groupOf } from '../../manifest/fields';
import { type GraphFailure, graphControl, type ObjectSet, type Workload } from '../graph-control';
import { owaspK10 } from '../references';
import { workloadNames } from '../select';
import { decide, type Decision } from '../proposal';

export const manifestSelectorMatches = graphControl({
  id: 'manifest-selector-matches',
  title: 'Selectors select pods that there are',
  layer: 'code',
  component: 'manifest',
  severity: 'medium',
  rationale: 'A selector with a typing error waits for whoever makes pods with such labels: they get the requests that were meant for the program.',
  remediation: 'Make the selector equal to labels of the pods that are meant.',
  references: [owaspK10('2025', 'K05')],
  peers: {
    kubeLinter: 'dangling-service', kics: 'Service Does Not Target Pod',
    kubeScore: ['service-targets-pod', 'deployment-pod-selector-labels-match-template-metadata-labels', 'statefulset-pod-selector-labels-match-template-metadata-labels'],
  },
  // What network policies select is a control of its own.
  reads: ['workloads', 'custom resources', { apiGroup: '', kind: 'Service' }, { apiGroup: 'policy', kind: 'PodDisruptionBudget' }],
  *findAll({ set }) {
    const index = new LabelIndex(set);
    for (const workload of set.workloads) yield* ownSelector(workload);
    for (const object of set.ofKind('', 'Service')) yield* selector(index, object, { matchLabels: fieldsAt(object['spec'], 'selector') });
    for (const object of set.ofKind('policy', 'PodDisruptionBudget')) yield* selector(index, object, fieldsAt(object['spec'], 'selector'));
  },
});

const MEANT = 'the labels of the pods that are meant';

/** The labels of one of them. */
const labelsOf = (candidates: readonly Workload[]): Decision | undefined => {
  const [labels] = candidates.flatMap((workload) => (Object.keys(workload.labels).length === 0 ? [] : [workload.labels]));
  return labels && decide(MEANT, labels);
};

function* ownSelector({ object, labels }: Workload): Iterable<GraphFailure> {
  const own = fieldsAt(object['spec'], 'selector');
  if (groupOf(object.apiVersion) !== 'apps' || isEmpty(own) || selects(own, labels)) return;
  yield { object, path: ['spec', 'selector'], expected: 'a selector that selects the pods of its own template', fix: ownFix(labels) };
}

/** Nothing else can be meant, but the old selector may have pods that are running. */
const ownFix = (labels: Workload['labels']): Needs => (Object.keys(labels).length === 0 ? needs(MEANT) : needs(MEANT, { matchLabels: labels }));

function* selector(index: LabelIndex, object: KubernetesObject, wanted: Fields): Iterable<GraphFailure> {
  const namespace = object.metadata?.namespace ?? '';
  if (isEmpty(wanted) || index.mayHold(namespace, wanted) || !index.isComplete(namespace, object)) return;
  const expected = `a selector that selects pods of ${namespace === '' ? 'its namespace' : namespace}`;
  const labels = labelsOf(index.workloadsIn(namespace));
  const fix = labels === undefined ? needs(MEANT) : needs(MEANT, object.kind === 'Service' ? labels : { matchLabels: labels });
  yield { object, path: ['spec', 'selector'], expected, fix, missing: { kinds: workloadNames, namespace } };
}

const isEmpty = (selector: unknown): boolean =>
  Object.keys(fieldsAt(selector, 'matchLabels')).length === 0 && itemsAt(selector, 'matchExpressions').length === 0;

/** Workloads by their labels: comparing every selector with every workload would take the square of the time. */
class LabelIndex {
  readonly #set: ObjectSet;
  readonly #byLabel = new Map<string, Workload[]>();
  /** The namespaces in which custom resources may make pods. */
  readonly #open: ReadonlySet<string>;
  /** The files, by namespace, that have workloads. */
  readonly #places: ReadonlySet<string>;

  constructor(set: ObjectSet) {
    this.#set = set;
    this.#open = new Set(set.customResources.filter(makesPods).map(({ metadata }) => metadata?.namespace ?? ''));
    this.#places = new Set(set.workloads.map(({ namespace, object }) => `${namespace}\0${set.fileOf(object) ?? ''}`));
    for (const workload of set.workloads) {
      for (const key in workload.labels) this.#add(`${key}\0${workload.labels[key] ?? ''}`, workload);
    }
  }

  workloadsIn(namespace: string): readonly Workload[] {
    return this.#set.workloadsIn(namespace);
  }

  /** Whether a workload that may stand in a namespace has what a selector asks for, or may get it while it runs. */
  mayHold(namespace: string, wanted: Fields): boolean {
    const pairs = Object.entries(fieldsAt(wanted, 'matchLabels'));
    const expressions = itemsAt(wanted, 'matchExpressions');
    if (expressions.length > 0) return this.#set.workloadsIn(namespace).some((workload) => mayBeMeant(wanted, workload));
    // Where every label is one that Kubernetes adds, nothing speaks against any workload.
    if (pairs.every(([key]) => ADDED.test(key))) return this.#set.workloadsIn(namespace).length > 0;
    const isHere = (workload: Workload): boolean => namespace === '' || workload.namespace === namespace || workload.namespace === '';
    return pairs.some(([key, value]) => this.#byLabel.get(`${key}\0${String(value)}`)?.some((workload) => isHere(workload) && mayBeMeant(wanted, workload)) ?? false);
  }

  /**
   * Whether the pods of a namespace are all known: its workloads stand in the same file, and nobody else makes pods there. The cluster itself
   * has pods in kube-system, the DNS among them.
   */
  isComplete(namespace: string, object: KubernetesObject): boolean {
    if (namespace === 'kube-system') return false;
    return this.#places.has(`${namespace}\0${this.#set.fileOf(object) ?? ''}`) && !this.#open.has(namespace) && !this.#open.has('');
  }

  #add(label: string, workload: Workload): void {
    const known = this.#byLabel.get(label);
    if (known === undefined) this.#byLabel.set(label, [workload]);
    else known.push(workload);
  }
}

/** Labels that Kubernetes or a program adds to a running pod are in no template: what speaks against a workload is another value. */
function mayBeMeant(wanted: Fields, { labels }: Workload): boolean {
  if (selects(wanted, labels)) return true;
  const isOpen = (key: string, value: unknown): boolean => labels[key] === undefined || labels[key] === value;
  return Object.entries(fieldsAt(wanted, 'matchLabels')).every(([key, value]) => isOpen(key, value))
    && itemsAt(wanted, 'matchExpressions').every(({ key }) => labels[String(key)] === undefined);
}

/** What Kubernetes itself writes on pods. */
const ADDED = /^(?:statefulset\.kubernetes\.io|apps\.kubernetes\.io|batch\.kubernetes\.io)\/|^(?:job-name|controller-uid|pod-template-hash|controller-revision-hash)$/;

/** Groups of kinds of which no controller makes pods. Of all others one may. */
const PODLESS = /^(?:external-secrets\.io|cert-manager\.io|cilium\.io|projectcalico\.org|gateway\.networking\.k8s\.io|networking\.istio\.io|security\.istio\.io|kyverno\.io|policies\.kyverno\.io|bitnami\.com|traefik\.io|policy\.networking\.k8s\.io)$/;
const PODLESS_KINDS = new Set(['ServiceMonitor', 'PodMonitor', 'PrometheusRule', 'SecretProviderClass', 'ScaledObject', 'VerticalPodAutoscaler']);

const makesPods = ({ apiVersion, kind }: KubernetesObject): boolean => !PODLESS.test(groupOf(apiVersion)) && !PODLESS_KINDS.has(kind);
