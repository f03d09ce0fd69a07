import { entriesOf, entryKinds } from '../../graph/exposure';
import { selects } from '../../graph/selector';
import { needs, type FixContext } from '../control';
import { containersOf } from '../effective';
import { fieldsAt } from '../../manifest/fields';
import { type GraphContext, graphControl, type GraphFailure, type ObjectSet, type Workload } from '../graph-control';
import { attack, cisGke, kubescape, owaspK10, threatMatrix } from '../references';
import { type ProposedEdit } from '../proposal';
import { inside } from '../service-proposal';

/** Programs that run the cluster, or show it, for whoever opens their page. */
const CONSOLES: readonly (readonly [name: string, image: RegExp])[] = [
  ['Kubernetes Dashboard', /(^|\/)kubernetesui\/dashboard(-[a-z]+)?$|(^|\/)kubernetes-dashboard(-amd64)?$/],
  ['Argo CD', /(^|\/)argoproj\/argocd$/],
  ['Argo Workflows', /(^|\/)argoproj\/argocli$/],
  ['Grafana', /(^|\/)(grafana|bitnami)\/grafana(-oss|-enterprise)?$/],
  ['Prometheus', /(^|\/)(prom|prometheus|bitnami)\/(prometheus|alertmanager)$/],
  ['Jenkins', /(^|\/)(jenkins|bitnami)\/jenkins$/],
  ['Kubeflow', /(^|\/)centraldashboard$/],
  ['Tiller', /(^|\/)(kubernetes-helm|helm)\/tiller$/],
  ['Weave Scope', /(^|\/)weaveworks\/scope$/],
  ['Portainer', /(^|\/)portainer\/portainer(-ce|-ee)?$/],
  ['NiFi', /(^|\/)apache\/nifi$/],
];

/** Nearly every image is that of no console: one pattern says so in the time of one. */
const ANY_CONSOLE = new RegExp(CONSOLES.map(([, { source }]) => source).join('|'));

export const networkNoPublicAdminUi = graphControl({
  id: 'network-no-public-admin-ui',
  title: 'Consoles for administrators are not open to the Internet',
  layer: 'cluster',
  component: 'network',
  severity: 'critical',
  rationale: 'A console is the cluster behind one login page, if there is one: a weak password or the next hole in it gives everything that it may do.',
  remediation: 'Make the Service a ClusterIP, and let people in by a login proxy, source ranges, a private load balancer or kubectl port-forward.',
  references: [owaspK10('2025', 'K06'), attack('T1133'), threatMatrix('MS-TA9005'), kubescape('C-0014'), kubescape('C-0021'), cisGke('5.10.1')],
  peers: {
    checkov: ['CKV_K8S_33', 'CKV_K8S_34', 'CKV_K8S_44', 'CKV_K8S_45'], trivy: 'AVD-KSV-0102', kubescape: ['C-0014', 'C-0021'], kics: 'Dashboard Is Enabled',
  },
  reads: ['workloads', ...entryKinds],
  findAll: openConsoles,
});

function* openConsoles({ set }: GraphContext): Iterable<GraphFailure> {
  const consoles = set.workloads.flatMap((workload) => consolesOf(workload).map((name) => ({ name, workload })));
  if (consoles.length === 0) return;
  for (const { object, path, namespace, service } of entriesOf(set)) {
    const found = consoles.find(({ workload }) => isBehind(workload, namespace, service, set));
    if (found === undefined) continue;
    yield {
      object, path, expected: 'no way in from the Internet to a console for administrators', actual: `one to ${found.name}`,
      fix: needs('how its users are to reach the console', insideOnly),
    };
  }
}

function consolesOf({ podSpec }: Workload): readonly string[] {
  const images = containersOf(podSpec).map(({ image }) => String(image ?? '').replace(/@.*$/, '').replace(/:[^:/]*$/, ''))
    .filter((image) => ANY_CONSOLE.test(image));
  return CONSOLES.filter(([, pattern]) => images.some((image) => pattern.test(image))).map(([name]) => name);
}

/** Whether a Service leads to pods of a workload. One without a selector leads nowhere that is known. */
function isBehind({ namespace, labels }: Workload, ofService: string, name: string, set: ObjectSet): boolean {
  if (namespace !== ofService) return false;
  return set.ofKindIn('', 'Service', namespace).filter((service) => service.metadata?.name === name).some((service) => {
    const matchLabels = fieldsAt(fieldsAt(service, 'spec'), 'selector');
    return Object.keys(matchLabels).length > 0 && selects({ matchLabels }, labels);
  });
}

/** A Service can stay inside of the cluster, where `kubectl port-forward` reaches it; a route to it cannot be narrowed without knowing the gateway. */
function insideOnly(context: FixContext): readonly ProposedEdit[] {
  return context.object.kind === 'Service' ? inside(context) : [];
}
