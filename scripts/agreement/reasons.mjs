// Why verdicts differ and who is right, by control, scanner and side: `weOnly` is what only the control finds, `theyOnly` what only the scanner finds.
// `right` is casemate, the scanner, or both: two questions with two right answers.
const BINDINGS = 'kube-linter blames the binding, and only if the role is in the same input; the control blames the role, where the rule is written and repaired.';
const GRAPH = 'checkov blames a binding to a ServiceAccount or a node, and only if the role is in the same input; the control blames the role, whoever holds it later.';
const FOUR = 'container-resources asks for requests and limits of CPU and memory at once: the missing one is the business of another control, or a CPU limit, which throttles the container and protects no neighbour that has a request.';
const SYSTEM = 'The control also refuses kube-system, kube-public and kube-node-lease for workloads, as CIS 5.6.4 and the threat matrix do: there the defaults are powerful. The scanner knows only default. For the addons themselves kube-system is the right place, which an exception says.';

const ANNOTATION = 'kubesec reads the annotations of before Kubernetes 1.19, which the API server has ignored since 1.27. The field decides.';
const UNSET_ESCALATES = 'kubesec looks for true only. Unset means true, and the restricted Pod Security Standard demands false.';
const ANY_CONTAINER = 'kubesec is content when one container of the pod has it.';
const NO_CLUSTER_ROLE_BINDINGS = 'The library of trivy\'s checks spells the kind ClusterRolebinding: its checks of subjects pass every ClusterRoleBinding.';

export const reasons = {
  'manifest-served-version': {
    'kube-linter': {
      weOnly: { right: 'casemate', why: 'kube-linter knows the versions of extensions alone, which no API server has served since 1.22: a beta of today passes.' },
    },
    'kube-score': {
      weOnly: { right: 'casemate', why: 'kube-score has a table of versions that ended by Kubernetes 1.25: a beta of today passes. The control has the announcements of Kubernetes itself.' },
    },
    kics: {
      weOnly: { right: 'casemate', why: 'KICS has a table of versions that ended by Kubernetes 1.25: a beta of today passes. The control has the announcements of Kubernetes itself.' },
    },
  },
  'namespace-dedicated': {
    'kube-linter': { weOnly: { right: 'both', why: SYSTEM } },
    checkov: { weOnly: { right: 'both', why: SYSTEM } },
    kics: {
      theyOnly: { right: 'both', why: 'The query fails every object in kube-system, the control only those with pods: what runs there has the powers of the namespace.' },
    },
    trivy: {
      theyOnly: { right: 'both', why: 'KSV-0037 fails Services in kube-system too, the control only what has pods: what runs there has the powers of the namespace.' },
    },
  },
  'namespace-quota': {
    kics: {
      weOnly: { right: 'both', why: 'KICS looks at workloads that have no quota in their namespace: a Namespace alone, which anybody may fill later, passes.' },
    },
    trivy: {
      weOnly: { right: 'casemate', why: 'trivy judges the quotas and limits that are there: a Namespace that has none passes.' },
      theyOnly: { right: 'both', why: 'trivy wants requests and limits of CPU and memory in one quota, and min and defaultRequest in the LimitRange. The control wants one bound of each resource, one of the number of pods, and default and max of containers.' },
    },
  },
  'network-default-deny-egress': {
    'kube-score': {
      theyOnly: { right: 'both', why: 'pod-networkpolicy asks for both directions at once; each has a control of its own.' },
    },
  },
  'network-default-deny-ingress': {
    'kube-score': {
      theyOnly: { right: 'both', why: 'pod-networkpolicy asks for both directions at once; each has a control of its own.' },
    },
    kics: {
      weOnly: { right: 'casemate', why: 'KICS looks at Pods alone, and only where there is a policy: Deployments in a namespace without any pass.' },
    },
  },
  'network-no-allow-all': {
    kubeaudit: { weOnly: { right: 'casemate', why: 'kubeaudit judges policies only where their Namespace is in the same input.' } },
    trivy: {
      weOnly: { right: 'casemate', why: 'KSV-0038 asks for a selector somewhere in the policy; podSelector, which every policy has, is one.' },
    },
  },
  'network-no-dangling-policy': {
    kics: {
      theyOnly: { right: 'casemate', why: 'KICS compares with the labels of the objects themselves: those in the template of a Deployment, which its pods get, it does not read.' },
    },
  },
  'network-no-public-admin-ui': {
    checkov: {
      weOnly: { right: 'both', why: 'checkov fails the dashboard of Kubernetes and Tiller, open to the Internet or not. The control knows other consoles too, here Grafana, and fails them where a way leads to them from outside.' },
    },
    kics: {
      weOnly: { right: 'both', why: 'KICS fails the dashboard of Kubernetes, open to the Internet or not. The control knows other consoles too, here Grafana, and fails them where a way leads to them from outside.' },
    },
    trivy: {
      weOnly: { right: 'both', why: 'KSV-0102 fails Tiller, open to the Internet or not. The control knows consoles, here Grafana, and fails them where a way leads to them from outside.' },
    },
  },
  'pod-apparmor-default': {
    kics: {
      theyOnly: { right: 'casemate', why: 'KICS reads the annotations of before Kubernetes 1.30 alone. The field appArmorProfile has taken their place.' },
    },
    trivy: {
      weOnly: { right: 'both', why: 'KSV-0002 reads the annotations of before Kubernetes 1.30, and takes none for the default of the container runtime, which holds where the node has AppArmor. The control wants it said, so that a node without it refuses the pod.' },
    },
  },
  'pod-cpu-bounded': {
    'kube-score': { theyOnly: { right: 'casemate', why: FOUR } },
    checkov: {
      theyOnly: { right: 'casemate', why: 'CKV_K8S_11 asks for a CPU limit, which throttles the container and protects no neighbour that has a request.' },
    },
    kubesec: { weOnly: { right: 'casemate', why: ANY_CONTAINER } },
    trivy: {
      theyOnly: { right: 'casemate', why: 'KSV-0011 asks for a CPU limit, which throttles the container and protects no neighbour that has a request.' },
    },
  },
  'pod-default-capabilities': {
    kubesec: {
      weOnly: { right: 'casemate', why: 'kubesec knows SYS_ADMIN alone. The baseline of the Pod Security Standards has a list of what may be added.' },
    },
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
  'pod-high-uid-gid': {
    kubesec: {
      theyOnly: { right: 'both', why: 'kubesec wants more than 10000, the control 10000 or more. Where a node keeps its own numbers is a convention.' },
    },
    trivy: {
      theyOnly: { right: 'both', why: 'trivy wants more than 10000, the control 10000 or more. Where a node keeps its own numbers is a convention.' },
    },
  },
  'pod-memory-bounded': {
    'kube-score': { theyOnly: { right: 'casemate', why: FOUR } },
    kubesec: { weOnly: { right: 'casemate', why: ANY_CONTAINER } },
  },
  'pod-no-host-path': {
    'kube-linter': {
      weOnly: { right: 'casemate', why: 'kube-linter knows eight folders, exactly as written, and only where a container mounts them: /var/log, /etc/calico and /lib/modules pass. The baseline of the Pod Security Standards allows no hostPath.' },
    },
    kubeaudit: {
      weOnly: { right: 'casemate', why: 'kubeaudit knows twelve paths, exactly as written, and only where a container mounts them. The baseline of the Pod Security Standards allows no hostPath.' },
    },
    kics: {
      weOnly: { right: 'both', why: 'The query leaves kube-system out. For the addons themselves the mounts are needed, which an exception says; anybody else in kube-system is found too.' },
    },
  },
  'pod-no-host-path-persistent-volume': {
    trivy: {
      weOnly: { right: 'casemate', why: 'KSV-0121 looks at the volumes of pods: a PersistentVolume with the same folder of the node passes.' },
    },
  },
  'pod-no-plaintext-credential': {
    'kube-linter': {
      weOnly: { right: 'casemate', why: 'kube-linter goes by names with "secret" in them: a value under DB_PASSWORD passes.' },
    },
  },
  'pod-no-privilege-escalation': {
    'kube-linter': {
      weOnly: { right: 'casemate', why: 'kube-linter looks for true only. Unset means true, and the restricted Pod Security Standard demands false.' },
    },
    kubesec: { weOnly: { right: 'casemate', why: UNSET_ESCALATES } },
  },
  'pod-no-runtime-socket': {
    'kube-linter': {
      weOnly: { right: 'both', why: 'kube-linter looks for a volume that a container mounts, the control for the volume: an ephemeral container can mount it later without a change to the pod spec that anybody reviews.' },
    },
  },
  'pod-no-seccomp-unconfined': {
    kubesec: { weOnly: { right: 'casemate', why: ANNOTATION } },
    trivy: {
      theyOnly: { right: 'both', why: 'KSV-0104 takes unset for Unconfined. The baseline of the Pod Security Standards, which the control is, allows unset; pod-seccomp-runtime-default does not.' },
    },
  },
  'pod-no-writable-host-path': {
    'kube-linter': {
      weOnly: { right: 'casemate', why: 'Mounts with readOnly, but without recursiveReadOnly: what the node has mounted below the path stays writable. The field is stable since Kubernetes 1.33.' },
    },
    kics: {
      weOnly: { right: 'casemate', why: 'KICS goes by the path in the container, not by that on the node: a folder of the node under another name passes.' },
    },
  },
  'pod-run-as-non-root': {
    checkov: {
      theyOnly: { right: 'casemate', why: 'CKV_K8S_30 wants a securityContext on each container, whatever is in it. That of the pod holds for all containers.' },
    },
  },
  'pod-seccomp-runtime-default': {
    kubesec: { theyOnly: { right: 'casemate', why: ANNOTATION } },
  },
  'rbac-no-anonymous-subject': {
    trivy: { weOnly: { right: 'casemate', why: NO_CLUSTER_ROLE_BINDINGS } },
  },
  'rbac-no-csr-approval': {
    checkov: {
      weOnly: { right: 'both', why: 'checkov fails a ClusterRole that has both halves of the permission, approval of requests and use of the signer. Permissions of several roles add up: the control fails each half.' },
    },
  },
  'rbac-no-dangling': {
    'kube-linter': {
      weOnly: { right: 'both', why: 'kube-linter looks at the accounts of pods only, the control also at roles that bindings name, here one with a typing error.' },
    },
  },
  'rbac-no-escalation-verbs': {
    trivy: {
      weOnly: { right: 'casemate', why: 'trivy has no check of escalate, and finds bind and impersonate only together with other permissions.' },
    },
  },
  'rbac-no-evidence-deletion': {
    trivy: { weOnly: { right: 'both', why: 'KSV-0042 is about pods/log, which nobody can delete; the control about events.' } },
  },
  'rbac-no-exec': {
    checkov: { weOnly: { right: 'both', why: GRAPH } },
  },
  'rbac-no-network-write': {
    trivy: {
      theyOnly: { right: 'both', why: 'trivy adds ConfigMaps and Services of every namespace, and rules for named objects. The control looks for ConfigMaps in kube-system, where that of the DNS is, and lets named objects pass.' },
    },
  },
  'rbac-no-nodes-proxy': {
    trivy: { weOnly: { right: 'casemate', why: 'trivy looks for get and create by name: verbs and resources with * hold them as well.' } },
  },
  'rbac-no-secret-read': {
    'kube-linter': { weOnly: { right: 'both', why: BINDINGS }, theyOnly: { right: 'both', why: BINDINGS } },
    checkov: { weOnly: { right: 'both', why: GRAPH }, theyOnly: { right: 'both', why: GRAPH } },
    kics: { weOnly: { right: 'casemate', why: 'KICS looks for secrets by name: a rule for every resource of the core group reads them as well.' } },
    trivy: { weOnly: { right: 'casemate', why: 'trivy looks for secrets by name: a rule for every resource of the core group reads them as well.' } },
  },
  'rbac-no-system-masters': {
    trivy: { weOnly: { right: 'casemate', why: NO_CLUSTER_ROLE_BINDINGS } },
  },
  'rbac-no-wildcards': {
    checkov: {
      weOnly: { right: 'casemate', why: 'checkov looks at the first rule of a role only; the wildcard is in a later one.' },
    },
    trivy: { weOnly: { right: 'casemate', why: 'trivy finds the verb * for fifteen resources alone; nodes is none of them.' } },
  },
  'rbac-no-workload-create': {
    'kube-linter': {
      weOnly: { right: 'casemate', why: `${BINDINGS} It also looks for create only: who may patch a workload replaces its image.` },
    },
    kics: { weOnly: { right: 'casemate', why: 'KICS looks for create only: who may patch a workload replaces its image.' } },
    trivy: {
      theyOnly: { right: 'both', why: 'trivy counts the deletion of workloads, and Roles: an outage of one namespace. The control is about who can run what they like anywhere.' },
    },
  },
  'serviceaccount-dedicated': {
    checkov: {
      weOnly: { right: 'both', why: 'checkov looks at the other side: at ServiceAccounts named default and at bindings to them. The control looks at the pods that run as default.' },
    },
    kics: { weOnly: { right: 'casemate', why: 'KICS looks at pods alone: the template of a Deployment passes.' } },
    kubesec: {
      theyOnly: { right: 'casemate', why: 'kubesec does not know serviceAccount, the old name of the field, which the API server still reads.' },
    },
  },
  'serviceaccount-no-automount': {
    kubeaudit: {
      weOnly: { right: 'both', why: 'kubeaudit fails the token of the default account only. The control asks of every program whether it needs one.' },
    },
    trivy: { weOnly: { right: 'casemate', why: 'KSV-0036 looks for true, or for a mount at the path of the token. Unset means true.' } },
  },
};
