// Why verdicts differ and who is right, by control, scanner and side: `weOnly` is what only the control finds, `theyOnly` what only the scanner finds.
// `right` is casemate, the scanner, or both: two questions with two right answers.
const BINDINGS = 'kube-linter blames the binding, and only if the role is in the same input; the control blames the role, where the rule is written and repaired.';
const GRAPH = 'checkov blames a binding to a ServiceAccount or a node, and only if the role is in the same input; the control blames the role, whoever holds it later.';
const FOUR = 'container-resources asks for requests and limits of CPU and memory at once: the missing one is the business of another control, or a CPU limit, which throttles the container and protects no neighbour that has a request.';
const SYSTEM = 'The control also refuses kube-system, kube-public and kube-node-lease for workloads, as CIS 5.6.4 and the threat matrix do: there the defaults are powerful. The scanner knows only default. For the addons themselves kube-system is the right place, which an exception says.';

export const reasons = {
  'namespace-dedicated': {
    'kube-linter': { weOnly: { right: 'both', why: SYSTEM } },
    checkov: { weOnly: { right: 'both', why: SYSTEM } },
  },
  'pod-cpu-bounded': {
    'kube-score': { theyOnly: { right: 'casemate', why: FOUR } },
  },
  'pod-drop-all-capabilities': {
    'kube-linter': {
      weOnly: { right: 'casemate', why: 'kube-linter looks only at containers that have securityContext.capabilities, and only for NET_RAW: a container that drops nothing at all passes.' },
    },
  },
  'pod-ephemeral-storage-bounded': {
    'kube-score': {
      theyOnly: { right: 'casemate', why: 'kube-score wants the request too. A limit without a request is its own request: the API server copies it.' },
    },
  },
  'pod-memory-bounded': {
    'kube-score': { theyOnly: { right: 'casemate', why: FOUR } },
  },
  'pod-no-host-path': {
    'kube-linter': {
      weOnly: { right: 'casemate', why: 'kube-linter knows eight folders, exactly as written, and only where a container mounts them: /var/log, /etc/calico and /lib/modules pass. The baseline of the Pod Security Standards allows no hostPath.' },
    },
  },
  'pod-no-privilege-escalation': {
    'kube-linter': {
      weOnly: { right: 'casemate', why: 'kube-linter looks for true only. Unset means true, and the restricted Pod Security Standard demands false.' },
    },
  },
  'pod-no-runtime-socket': {
    'kube-linter': {
      weOnly: { right: 'both', why: 'kube-linter looks for a volume that a container mounts, the control for the volume: an ephemeral container can mount it later without a change to the pod spec that anybody reviews.' },
    },
  },
  'pod-no-writable-host-path': {
    'kube-linter': {
      weOnly: { right: 'casemate', why: 'Mounts with readOnly, but without recursiveReadOnly: what the node has mounted below the path stays writable. The field is stable since Kubernetes 1.33.' },
    },
  },
  'rbac-no-csr-approval': {
    checkov: {
      weOnly: { right: 'both', why: 'checkov fails a ClusterRole that has both halves of the permission, approval of requests and use of the signer. Permissions of several roles add up: the control fails each half.' },
    },
  },
  'rbac-no-exec': {
    checkov: { weOnly: { right: 'both', why: GRAPH } },
  },
  'rbac-no-secret-read': {
    'kube-linter': { weOnly: { right: 'both', why: BINDINGS }, theyOnly: { right: 'both', why: BINDINGS } },
    checkov: { weOnly: { right: 'both', why: GRAPH }, theyOnly: { right: 'both', why: GRAPH } },
  },
  'rbac-no-wildcards': {
    checkov: {
      weOnly: { right: 'casemate', why: 'checkov looks at the first rule of a role only; the wildcard is in a later one.' },
    },
  },
  'rbac-no-workload-create': {
    'kube-linter': {
      weOnly: { right: 'casemate', why: `${BINDINGS} It also looks for create only: who may patch a workload replaces its image.` },
    },
  },
  'serviceaccount-dedicated': {
    checkov: {
      weOnly: { right: 'both', why: 'checkov looks at the other side: at ServiceAccounts named default and at bindings to them. The control looks at the pods that run as default.' },
    },
  },
};
