import { control, needs } from '../control';
import { attack, cis, kubescape, nist800190, nsa, owaspK10, pss } from '../references';
import { claim } from '../pod-proposal';

export const podNoHostPath = control({
  id: 'pod-no-host-path',
  title: 'No volume is a path of the node',
  layer: 'container',
  component: 'pod',
  severity: 'high',
  rationale: 'A path of the node hands its files to the container: sockets of the runtime, keys of the kubelet, a crontab to write into.',
  remediation: 'Replace the hostPath volume by a volume of the cluster, such as a persistentVolumeClaim or an emptyDir.',
  references: [
    pss('baseline'), cis('1.12', '5.2.11'), cis('1.11', '5.2.12'), cis('1.10', '5.2.12'), nsa('P4'), nist800190('4.5.5'),
    owaspK10('2025', 'K01'), attack('T1611'), kubescape('C-0048'), kubescape('C-0203'),
  ],
  peers: {
    kubeLinter: 'sensitive-host-mounts', trivy: ['AVD-KSV-0023', 'AVD-KSV-0121'], polaris: 'hostPathSet', kubescape: ['C-0048', 'C-0203'], kics: 'Non Kube System Pod With Host Mount',
    kubeaudit: 'SensitivePathsMounted',
  },
  each: 'volume',
  field: 'hostPath',
  expected: 'unset',
  revisions: {
    '1.0': '!volume.?hostPath.hasValue()',
  },
  fix: needs('what the program reads or writes on its node', claim),
});
