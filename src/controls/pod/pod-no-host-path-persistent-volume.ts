import { control, needs, type FixContext } from '../control';
import { attack, cis, kubescape, nist800190, nsa, owaspK10 } from '../references';
import { decide, type ProposedEdit } from '../proposal';

export const podNoHostPathPersistentVolume = control({
  id: 'pod-no-host-path-persistent-volume',
  title: 'PersistentVolumes are not paths of a node',
  layer: 'container',
  component: 'pod',
  severity: 'high',
  rationale: 'A claim looks harmless in a pod, and Pod Security lets it through: behind it a path of the node is as open as a hostPath volume of the pod itself.',
  remediation: 'Use the storage of a CSI driver in place of hostPath or local, or disks that a provisioner alone names.',
  references: [
    cis('1.12', '5.2.11'), cis('1.11', '5.2.12'), cis('1.10', '5.2.12'), nsa('P4'), nist800190('4.5.5'), owaspK10('2025', 'K01'), attack('T1611'),
    kubescape('C-0048'),
  ],
  peers: { trivy: 'AVD-KSV-0121', kubescape: 'C-0048' },
  kinds: [{ apiGroup: '', kind: 'PersistentVolume' }],
  each: 'object',
  field: ['spec.hostPath', 'spec.local'],
  expected: 'unset',
  revisions: { '1.0': '!object.?spec.?hostPath.hasValue() && !object.?spec.?local.hasValue()' },
  fix: needs('which storage the program can use instead', onDriver),
});

function onDriver({ element: { path } }: FixContext): readonly ProposedEdit[] {
  return [
    { path: [...path, 'spec', 'hostPath'], value: undefined },
    { path: [...path, 'spec', 'local'], value: undefined },
    {
      path: [...path, 'spec', 'csi'],
      value: { driver: decide('the CSI driver of the storage', 'ebs.csi.aws.com'), volumeHandle: decide('the name that it has for the volume', 'vol-0123456789abcdef0') },
    },
  ];
}
