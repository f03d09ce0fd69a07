import { control, needs } from '../control';
import { attack, kubescape, nist800190, owaspK10, threatMatrix } from '../references';
import { grants, grantsNone, roleKinds, type Grant } from '../rbac-rule';
import { withoutGrants } from '../rbac-proposal';

/** `*` before the slash and `*` alone hold these too. */
const streams = (...verbs: readonly string[]): Grant => ({ verbs, apiGroups: [''], resources: ['pods/exec', 'pods/attach', 'pods/portforward'] });
const debugContainers: Grant = { verbs: ['update', 'patch'], apiGroups: [''], resources: ['pods/ephemeralcontainers'] };

export const rbacNoExec = control({
  id: 'rbac-no-exec',
  title: 'Roles do not enter running pods',
  layer: 'cluster',
  component: 'rbac',
  severity: 'high',
  rationale: 'Who execs into a pod, attaches to it, forwards its ports or adds a container to it acts as that pod: with its token, its Secrets and its network.',
  remediation: 'Remove pods/exec, pods/attach, pods/portforward and pods/ephemeralcontainers from the rule.',
  references: [nist800190('4.3.2'), owaspK10('2025', 'K02'), attack('T1609'), threatMatrix('MS-TA9006'), kubescape('C-0002'), kubescape('C-0063')],
  peers: {
    checkov: 'CKV2_K8S_2', trivy: ['AVD-KSV-0053', 'AVD-KSV-0054'], kubescape: ['C-0002', 'C-0063'],
    kics: ['RBAC Roles with Exec Permission', 'RBAC Roles with Attach Permission', 'RBAC Roles with Port-Forwarding Permission'],
  },
  kinds: roleKinds,
  each: 'rule',
  field: 'resources',
  expected: 'without exec, attach, portforward and ephemeralcontainers',
  revisions: {
    // Until 1.35 a GET with a WebSocket upgrade is enough.
    '1.0': grantsNone(grants(streams('get', 'create')), grants(debugContainers)),
    '1.35': grantsNone(grants(streams('create')), grants(debugContainers)),
  },
  fix: needs('whether the holder is there to debug pods', withoutGrants(streams('get', 'create'), debugContainers)),
});
