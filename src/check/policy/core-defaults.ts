import type { Fields } from '../../cel/predicate';
import { all, empty, type Fill, isEmpty, isMap, isUnset, mapIn, unset, withMissing } from './fill';
import { defaultPod } from './pod-defaults';

/** Whether an image has the tag that is pulled each time. */
function pullPolicyOf(reference: unknown): string {
  const [name = '', digest] = typeof reference === 'string' ? reference.split('@') : [];
  const tag = /:([^/:]+)$/.exec(name)?.[1];
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent';
}

const container: Fill = all(
  (fields) => withMissing(fields, { imagePullPolicy: pullPolicyOf(fields['image']) }, isEmpty),
  empty({ terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' }),
);

const serviceAccount: Fill = (fields) => {
  const name = fields['serviceAccountName'] || fields['serviceAccount'];
  return { ...fields, serviceAccountName: name, serviceAccount: name };
};

const servicePort: Fill = (fields) => {
  const typed = withMissing(fields, { protocol: 'TCP' }, isEmpty);
  return withMissing(typed, { targetPort: typed['port'] }, isEmpty);
};

const TYPES_WITH_LOCAL_POLICY = ['NodePort', 'LoadBalancer', 'ClusterIP'];

const serviceSpec: Fill = (fields) => {
  const typed = withMissing(fields, { sessionAffinity: 'None', type: 'ClusterIP' }, isEmpty);
  const { sessionAffinity, type, externalIPs } = typed;
  const isExternal = type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && !isEmpty(externalIPs));
  return {
    ...typed,
    sessionAffinityConfig: sessionAffinity === 'ClientIP' ? { clientIP: { timeoutSeconds: timeoutOf(typed) } } : undefined,
    ...(isExternal && isEmpty(typed['externalTrafficPolicy']) && { externalTrafficPolicy: 'Cluster' }),
    ...(TYPES_WITH_LOCAL_POLICY.includes(String(type)) && isUnset(typed['internalTrafficPolicy']) && { internalTrafficPolicy: 'Cluster' }),
    ...(type === 'LoadBalancer' && isUnset(typed['allocateLoadBalancerNodePorts']) && { allocateLoadBalancerNodePorts: true }),
  };
};

const timeoutOf = (fields: Fields): unknown => mapIn(mapIn(fields, 'sessionAffinityConfig'), 'clientIP')['timeoutSeconds'] ?? 10800;

/** What stands in `stringData` is written to `data`. */
const secret: Fill = (fields) => {
  const { stringData, ...others } = withMissing(fields, { type: 'Opaque' }, isEmpty);
  if (!isMap(stringData)) return others;
  const encoded = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(String(text)).toString('base64')]);
  return { ...others, data: { ...mapIn(others, 'data'), ...Object.fromEntries(encoded) } };
};

const namespace: Fill = (fields) => {
  const metadata = mapIn(fields, 'metadata');
  const { name } = metadata;
  const labels = { ...mapIn(metadata, 'labels'), ...(typeof name === 'string' && { 'kubernetes.io/metadata.name': name }) };
  return { ...fields, metadata: { ...metadata, labels }, spec: { finalizers: ['kubernetes'], ...mapIn(fields, 'spec') } };
};

const limitRangeItem: Fill = (fields) => {
  if (fields['type'] !== 'Container') return fields;
  const limits = { ...mapIn(fields, 'max'), ...mapIn(fields, 'default') };
  return { ...fields, default: limits, defaultRequest: { ...mapIn(fields, 'min'), ...limits, ...mapIn(fields, 'defaultRequest') } };
};

const persistentVolumeClaimSpec: Fill = (fields) => {
  const { dataSource, dataSourceRef } = fields;
  return { ...withMissing(fields, { volumeMode: 'Filesystem' }, isUnset), dataSource: dataSource ?? dataSourceRef, dataSourceRef: dataSourceRef ?? dataSource };
};

/** A controller takes over the labels of its pods where it has none. */
export const labelsOfPods: Fill = (fields) => {
  const labels = mapIn(mapIn(mapIn(fields, 'spec'), 'template'), 'metadata')['labels'];
  const metadata = mapIn(fields, 'metadata');
  return isMap(labels) && Object.keys(mapIn(metadata, 'labels')).length === 0 ? { ...fields, metadata: { ...metadata, labels } } : fields;
};

const replicationControllerSpec: Fill = (fields) => {
  const labels = mapIn(mapIn(fields, 'template'), 'metadata')['labels'];
  const isSelected = Object.keys(mapIn(fields, 'selector')).length > 0;
  return withMissing(isMap(labels) && !isSelected ? { ...fields, selector: labels } : fields, { replicas: 1 }, isUnset);
};

const modes = unset({ defaultMode: 420 });
const rados = empty({ pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' });
const scaleIo = empty({ storageMode: 'ThinProvisioned', fsType: 'xfs' });
const iscsi = empty({ iscsiInterface: 'default' });

/** Defaults of the types of the core API. */
export const coreDefaults: Readonly<Record<string, Fill>> = {
  'core.v1.Pod': defaultPod,
  'core.v1.PodSpec': all(
    serviceAccount, empty({ dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', schedulerName: 'default-scheduler' }),
    unset({ securityContext: {}, terminationGracePeriodSeconds: 30 }),
  ),
  'core.v1.Container': container,
  'core.v1.EphemeralContainer': container,
  'core.v1.ContainerPort': empty({ protocol: 'TCP' }),
  'core.v1.Probe': empty({ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }),
  'core.v1.HTTPGetAction': empty({ path: '/', scheme: 'HTTP' }),
  'core.v1.GRPCAction': unset({ service: '' }),
  'core.v1.FileKeySelector': unset({ optional: false }),
  'core.v1.ObjectFieldSelector': empty({ apiVersion: 'v1' }),
  'core.v1.ImageVolumeSource': (fields) => withMissing(fields, { pullPolicy: pullPolicyOf(fields['reference']) }, isEmpty),
  'core.v1.SecretVolumeSource': modes,
  'core.v1.ConfigMapVolumeSource': modes,
  'core.v1.DownwardAPIVolumeSource': modes,
  'core.v1.ProjectedVolumeSource': modes,
  'core.v1.ServiceAccountTokenProjection': unset({ expirationSeconds: 3600 }),
  'core.v1.HostPathVolumeSource': unset({ type: '' }),
  'core.v1.ISCSIVolumeSource': iscsi,
  'core.v1.ISCSIPersistentVolumeSource': iscsi,
  'core.v1.RBDVolumeSource': rados,
  'core.v1.RBDPersistentVolumeSource': rados,
  'core.v1.ScaleIOVolumeSource': scaleIo,
  'core.v1.ScaleIOPersistentVolumeSource': scaleIo,
  'core.v1.AzureDiskVolumeSource': unset({ cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' }),
  'core.v1.ReplicationController': labelsOfPods,
  'core.v1.ReplicationControllerSpec': replicationControllerSpec,
  'core.v1.ServiceSpec': serviceSpec,
  'core.v1.ServicePort': servicePort,
  'core.v1.EndpointPort': empty({ protocol: 'TCP' }),
  'core.v1.Secret': secret,
  'core.v1.Namespace': namespace,
  'core.v1.LimitRangeItem': limitRangeItem,
  'core.v1.PersistentVolumeSpec': all(empty({ persistentVolumeReclaimPolicy: 'Retain' }), unset({ volumeMode: 'Filesystem' })),
  'core.v1.PersistentVolumeClaimSpec': persistentVolumeClaimSpec,
};
