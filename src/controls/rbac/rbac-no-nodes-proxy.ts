import { control, needs } from '../control';
import { attack, cisEditions, cisIn, kubescape, owaspK10, threatMatrix } from '../references';
import { grants, grantsNone, roleKinds, type Grant } from '../rbac-rule';
import { withoutGrants } from '../rbac-proposal';

const proxying: Grant = { verbs: ['get', 'create', 'update', 'patch', 'delete'], apiGroups: [''], resources: ['nodes/proxy'] };

export const rbacNoNodesProxy = control({
  id: 'rbac-no-nodes-proxy',
  title: 'Roles do not reach through to the kubelet',
  layer: 'cluster',
  component: 'rbac',
  severity: 'critical',
  rationale: 'nodes/proxy is the API of the kubelet: with get alone its holder runs commands in every pod of the node, past admission and past the audit log.',
  remediation: 'Remove nodes/proxy from the rule; nodes/metrics, nodes/stats, nodes/log, nodes/healthz, nodes/pods and nodes/configz grant the single parts.',
  references: [...cisIn(cisEditions, '5.1.10'), owaspK10('2025', 'K02'), attack('T1609'), threatMatrix('MS-TA9030'), kubescape('C-0279')],
  peers: { trivy: 'AVD-KSV-0047', kubescape: 'C-0279' },
  kinds: roleKinds,
  each: 'rule',
  field: 'resources',
  expected: 'without nodes/proxy',
  revisions: {
    // The kubelet and the API server ask for these, by the method of the request; for list and watch nobody asks.
    '1.0': grantsNone(grants(proxying)),
  },
  fix: needs('which part of the API of the kubelet the holder reads', withoutGrants(proxying)),
});
