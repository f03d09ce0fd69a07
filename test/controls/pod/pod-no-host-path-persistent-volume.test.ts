import { podNoHostPathPersistentVolume } from '../../../src/controls/pod/pod-no-host-path-persistent-volume';
import type { JsonValue, KubernetesObject } from '../../../src/manifest/object';
import { testControl } from '../../support/test-control';

const volume = (source: Readonly<Record<string, JsonValue>>): KubernetesObject => ({
  apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'data' }, spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], ...source },
});
const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['a'] }] }] } };
const needs = 'which storage the program can use';

testControl(podNoHostPathPersistentVolume, {
  allows: [
    { name: 'a CSI driver', object: volume({ csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'vol-1' } }) },
    { name: 'a share', object: volume({ nfs: { server: 'nfs.example.com', path: '/data' } }) },
  ],
  denies: [
    { name: 'a path of the node', object: volume({ hostPath: { path: '/data' } }), field: 'spec.hostPath', needs },
    { name: 'a disk of the node', object: volume({ local: { path: '/mnt/disk' }, nodeAffinity }), field: 'spec.local', needs },
  ],
});
