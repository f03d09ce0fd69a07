/** A permission that leads to others, and what comes of it. */
interface Danger {
  readonly verbs: readonly string[];
  readonly resources: readonly string[];
  readonly consequence: string;
  /** The control that finds it in a Role of its scope: with one, an exception can be recorded. */
  readonly control?: string;
}

const WRITE = ['create', 'update', 'patch', 'delete', 'deletecollection'] as const;
const CHANGE = ['create', 'update', 'patch'] as const;
const UPDATE = ['update', 'patch'] as const;
const CALL = ['get', 'create', 'update', 'patch', 'delete'] as const;

const RUNS_PODS = 'who writes pods runs them as any account of the namespace, with any Secret of it mounted';
const LEADS_TRAFFIC = 'it leads the traffic of others to where it wants';
const OPENS_PORTS = 'it opens every port of every pod, past all network policies';
const ADMITS = 'it reads and changes every object on its way into the cluster, or removes what refuses the dangerous ones';
const SERVES_API = 'it puts itself between the API server and its clients';
const ENTERS_PODS = 'it runs commands in every pod of the namespace, with the rights of each';
const RELABELS = 'it changes labels, and with them what Pod Security and network policies hold for';
const UNBOUNDS = 'it takes away what keeps one namespace from taking the whole cluster, or one node from stopping all pods';

/**
 * Permissions that lead to others. Sources: Kubernetes' good practices for RBAC (https://kubernetes.io/docs/concepts/security/rbac-good-practices/),
 * rbac-police, KubeHound, kubesplaining, and the checks in the API server itself. What writes for the whole cluster is dangerous on top of that, see
 * permission.ts.
 */
export const dangers = [
  { verbs: ['list', 'watch'], resources: ['secrets'], control: 'rbac-no-secret-read', consequence: 'it returns the values of all Secrets of the namespace; get() them by name' },
  { verbs: WRITE, resources: ['secrets'], consequence: 'a Secret of the type service-account-token is filled with a token of any account of the namespace' },
  { verbs: CHANGE, resources: ['pods', 'replicationcontrollers', 'deployments', 'daemonsets', 'statefulsets', 'replicasets', 'jobs', 'cronjobs'], consequence: RUNS_PODS },
  { verbs: CHANGE, resources: ['controllerrevisions'], consequence: 'a rollback runs the pods that it describes, as any account of the namespace' },
  { verbs: ['create'], resources: ['pods/exec', 'pods/attach', 'pods/portforward'], control: 'rbac-no-exec', consequence: ENTERS_PODS },
  { verbs: ['get'], resources: ['pods/exec', 'pods/attach', 'pods/portforward'], consequence: `before Kubernetes 1.35 a get is enough: ${ENTERS_PODS}` },
  { verbs: UPDATE, resources: ['pods/ephemeralcontainers'], control: 'rbac-no-exec', consequence: 'it starts a container of choice in every pod of the namespace' },
  { verbs: CALL, resources: ['pods/proxy', 'services/proxy'], consequence: OPENS_PORTS },
  { verbs: ['get'], resources: ['pods/log'], consequence: 'programs write tokens and the data of people into their logs, and it reads those of every pod of the namespace' },
  { verbs: UPDATE, resources: ['pods/status'], consequence: `it sets the address of a pod. ${LEADS_TRAFFIC}` },
  { verbs: ['create'], resources: ['pods/binding', 'bindings'], consequence: 'it puts pods on nodes past the scheduler, those of the control plane among them' },
  { verbs: ['create'], resources: ['pods/eviction'], consequence: 'it drives the pods of others from node to node until they are where it wants them' },
  { verbs: CHANGE, resources: ['serviceaccounts'], consequence: 'an annotation makes an account a role of the cloud' },
  { verbs: ['create'], resources: ['serviceaccounts/token'], control: 'rbac-no-token-create', consequence: 'it makes a token for any account of the namespace' },
  { verbs: WRITE, resources: ['roles', 'clusterroles'], consequence: 'with escalate it grants itself any right; without, it hands on each that it has' },
  { verbs: WRITE, resources: ['rolebindings', 'clusterrolebindings'], consequence: 'with bind it grants itself any role; without, it hands on each that it has' },
  { verbs: ['escalate', 'bind'], resources: ['roles', 'clusterroles'], control: 'rbac-no-escalation-verbs', consequence: 'it grants itself any right that there is' },
  { verbs: ['impersonate'], resources: ['users', 'groups', 'serviceaccounts'], control: 'rbac-no-escalation-verbs', consequence: 'it acts as whomever it names; as the group system:masters nothing refuses it' },
  { verbs: ['approve', 'sign', 'attest'], resources: ['signers'], control: 'rbac-no-csr-approval', consequence: 'it makes a certificate for any user, system:masters among its groups, that outlives every binding' },
  { verbs: UPDATE, resources: ['certificatesigningrequests/approval'], control: 'rbac-no-csr-approval', consequence: 'it lets a certificate for any user through, that outlives every binding' },
  { verbs: CHANGE, resources: ['certificatesigningrequests', 'certificatesigningrequests/status', 'clustertrustbundles', 'podcertificaterequests', 'podcertificaterequests/status'], consequence: 'it takes part in making certificates, which outlive every binding' },
  { verbs: CALL, resources: ['nodes/proxy'], control: 'rbac-no-nodes-proxy', consequence: 'it runs commands in every pod of the node, past audit and admission; get alone is enough' },
  { verbs: ['get'], resources: ['nodes/log'], consequence: 'it reads the logs of the nodes' },
  { verbs: [...UPDATE, 'delete', 'deletecollection'], resources: ['nodes', 'nodes/status'], consequence: 'it drives pods to a node that it owns' },
  { verbs: ['create'], resources: ['persistentvolumes'], control: 'rbac-no-pv-create', consequence: 'a volume can be a path of a node, which Pod Security does not see' },
  { verbs: ['update', 'patch', 'delete', 'deletecollection'], resources: ['persistentvolumes'], consequence: 'it makes the data of others its own, or ends it' },
  { verbs: WRITE, resources: ['storageclasses', 'csidrivers', 'csinodes', 'volumeattachments'], consequence: 'it decides who mounts the volumes of the cluster, and how' },
  { verbs: WRITE, resources: ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations', 'mutatingadmissionpolicies', 'mutatingadmissionpolicybindings', 'validatingadmissionpolicies', 'validatingadmissionpolicybindings'], control: 'rbac-no-admission-write', consequence: ADMITS },
  { verbs: UPDATE, resources: ['validatingadmissionpolicies/status'], consequence: ADMITS },
  { verbs: WRITE, resources: ['apiservices', 'apiservices/status', 'customresourcedefinitions', 'customresourcedefinitions/status'], consequence: SERVES_API },
  { verbs: CHANGE, resources: ['resourceclaims', 'resourceclaimtemplates'], consequence: 'a claim with adminAccess sees the devices of others' },
  { verbs: UPDATE, resources: ['namespaces'], control: 'rbac-no-namespace-patch', consequence: RELABELS },
  { verbs: UPDATE, resources: ['namespaces/status', 'namespaces/finalize'], consequence: RELABELS },
  { verbs: ['create', 'delete'], resources: ['namespaces'], consequence: 'what holds for a namespace does not hold for a new one, and with one goes all that is in it' },
  { verbs: WRITE, resources: ['networkpolicies', 'ingresses', 'endpoints', 'endpointslices'], control: 'rbac-no-network-write', consequence: LEADS_TRAFFIC },
  { verbs: UPDATE, resources: ['services/status'], control: 'rbac-no-network-write', consequence: LEADS_TRAFFIC },
  { verbs: CHANGE, resources: ['services'], consequence: `by externalIPs (CVE-2020-8554) ${LEADS_TRAFFIC}` },
  { verbs: UPDATE, resources: ['ingresses/status'], consequence: `the DNS names of others follow it: ${LEADS_TRAFFIC}` },
  { verbs: WRITE, resources: ['resourcequotas', 'limitranges', 'poddisruptionbudgets', 'priorityclasses'], consequence: UNBOUNDS },
  { verbs: ['delete', 'deletecollection'], resources: ['events', 'events.events.k8s.io'], control: 'rbac-no-evidence-deletion', consequence: 'it removes the traces of what it did' },
] as const satisfies readonly Danger[];

type Entry = (typeof dangers)[number];
type PairsOf<D> = D extends { readonly verbs: readonly (infer V extends string)[]; readonly resources: readonly (infer R extends string)[] } ? `${V} ${R}` : never;

/** A permission of the table, as `verb resource`. */
export type DangerousPair = PairsOf<Entry>;
/** One that a control finds, so that an exception can be recorded. */
export type RecordablePair = PairsOf<Extract<Entry, { readonly control: string }>>;

const byPermission: ReadonlyMap<string, Danger> = new Map(
  (dangers as readonly Danger[]).flatMap((danger) => danger.verbs.flatMap((verb) => danger.resources.map((resource) => [`${verb} ${resource}`, danger] as const))),
);

/** What is dangerous about a permission, written as `verb resource`; `undefined` where the table has nothing about it. */
export const dangerOf = (permission: string): Danger | undefined => byPermission.get(permission);

const DEPUTY = 'its operator does what the object says, with the rights of the operator';

/** Groups of operators, whose objects lead to more for whoever writes them. */
const dangerousGroups: Readonly<Record<string, string>> = {
  'argoproj.io': DEPUTY, 'helm.toolkit.fluxcd.io': DEPUTY, 'kustomize.toolkit.fluxcd.io': DEPUTY, 'kubevirt.io': DEPUTY, 'pkg.crossplane.io': DEPUTY,
  'serving.knative.dev': DEPUTY, 'tekton.dev': DEPUTY, 'velero.io': DEPUTY,
  'cilium.io': LEADS_TRAFFIC, 'crd.projectcalico.org': LEADS_TRAFFIC, 'gateway.networking.k8s.io': LEADS_TRAFFIC, 'policy.networking.k8s.io': LEADS_TRAFFIC,
  'projectcalico.org': LEADS_TRAFFIC,
  'constraints.gatekeeper.sh': ADMITS, 'kyverno.io': ADMITS, 'policies.kyverno.io': ADMITS, 'templates.gatekeeper.sh': ADMITS,
};

/** What would come of writing objects of an operator; `undefined` where nothing is known. */
export const dangerOfGroup = (apiGroup: string): string | undefined =>
  (Object.hasOwn(dangerousGroups, apiGroup) ? dangerousGroups[apiGroup] : undefined);
