import { control, needs } from '../control';
import { owaspK10, pss } from '../references';
import { claim } from '../pod-proposal';

/** The types of the Kubernetes API that are left, so that a finding can name the one in use. */
const others = [
  'awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'fc', 'flexVolume', 'flocker', 'gcePersistentDisk', 'gitRepo',
  'glusterfs', 'iscsi', 'nfs', 'photonPersistentDisk', 'portworxVolume', 'quobyte', 'rbd', 'scaleIO', 'storageos', 'vsphereVolume',
];

const types = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'];

export const podVolumeTypesRestricted = control({
  id: 'pod-volume-types-restricted',
  title: 'Volumes are of types that the cluster manages',
  layer: 'container',
  component: 'pod',
  severity: 'low',
  rationale: 'A volume type such as nfs or iscsi lets the author of a pod mount whatever storage its node can reach.',
  remediation: 'Replace the volume by a persistentVolumeClaim or another type that the restricted Pod Security Standard allows.',
  references: [pss('restricted'), owaspK10('2025', 'K01')],
  peers: { trivy: 'AVD-KSV-0028' },
  each: 'volume',
  field: [...others, ''],
  expected: `one of ${types.join(', ')}`,
  revisions: {
    // hostPath is left to pod-no-host-path, which weighs more: together they are the check of the Pod Security Standards.
    '1.0': [...types, 'hostPath'].map((type) => `volume.?${type}.hasValue()`).join(' || '),
  },
  fix: needs('a claim or another managed volume with the same files', claim),
});
