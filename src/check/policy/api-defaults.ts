import { all, empty, type Fill, isEmpty, since, unset, withMissing } from './fill';

const RBAC = 'rbac.authorization.k8s.io';
const subject: Fill = (fields) => (fields['kind'] === 'User' || fields['kind'] === 'Group' ? withMissing(fields, { apiGroup: RBAC }, isEmpty) : fields);

/** A policy that says nothing of its types is about what comes in, and about what goes out if it has rules for that. */
const networkPolicySpec: Fill = (fields) =>
  withMissing(fields, { policyTypes: isEmpty(fields['egress']) ? ['Ingress'] : ['Ingress', 'Egress'] }, isEmpty);

const webhook = unset({ failurePolicy: 'Fail', matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, timeoutSeconds: 10 });

const names: Fill = (fields) => {
  const kind = String(fields['kind'] ?? '');
  return withMissing(fields, { singular: kind.toLowerCase(), listKind: `${kind}List` }, isEmpty);
};

const deviceRequest: Fill = (fields) => {
  const typed = withMissing(fields, { allocationMode: 'ExactCount' }, isEmpty);
  return typed['allocationMode'] === 'ExactCount' ? withMissing(typed, { count: 1 }, isEmpty) : typed;
};

/** Defaults of all other types. */
export const apiDefaults: Readonly<Record<string, Fill>> = {
  'networking.v1.NetworkPolicyPort': unset({ protocol: 'TCP' }),
  'networking.v1.NetworkPolicySpec': networkPolicySpec,
  'networking.v1.IngressClassParametersReference': unset({ scope: 'Cluster' }),
  'rbac.v1.RoleRef': empty({ apiGroup: RBAC }),
  'rbac.v1.Subject': subject,
  'storage.v1.StorageClass': unset({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  'storage.v1.CSIDriverSpec': all(
    unset({ attachRequired: true, podInfoOnMount: false, storageCapacity: false, fsGroupPolicy: 'ReadWriteOnceWithFSType', requiresRepublish: false, seLinuxMount: false }),
    empty({ volumeLifecycleModes: ['Persistent'] }), since(37, unset({ preventPodSchedulingIfMissing: false })),
  ),
  'admissionregistration.v1.ValidatingWebhook': webhook,
  'admissionregistration.v1.MutatingWebhook': all(webhook, unset({ reinvocationPolicy: 'Never' })),
  'admissionregistration.v1.RuleWithOperations': unset({ scope: '*' }),
  'admissionregistration.v1.ServiceReference': unset({ port: 443 }),
  'apiregistration.v1.ServiceReference': unset({ port: 443 }),
  'apiextensions.v1.ServiceReference': unset({ port: 443 }),
  'apiextensions.v1.CustomResourceDefinitionSpec': unset({ conversion: { strategy: 'None' } }),
  'apiextensions.v1.CustomResourceDefinitionNames': names,
  'scheduling.v1.PriorityClass': unset({ preemptionPolicy: 'PreemptLowerPriority' }),
  'discovery.v1.EndpointPort': unset({ name: '', protocol: 'TCP' }),
  'flowcontrol.v1.FlowSchemaSpec': empty({ matchingPrecedence: 1000 }),
  'flowcontrol.v1.ExemptPriorityLevelConfiguration': unset({ nominalConcurrencyShares: 0, lendablePercent: 0 }),
  'flowcontrol.v1.LimitedPriorityLevelConfiguration': unset({ nominalConcurrencyShares: 30, lendablePercent: 0 }),
  'flowcontrol.v1.QueuingConfiguration': empty({ handSize: 8, queues: 64, queueLengthLimit: 50 }),
  'resource.v1.ExactDeviceRequest': deviceRequest,
  'resource.v1.DeviceSubRequest': deviceRequest,
  'resource.v1.DeviceToleration': empty({ operator: 'Equal' }),
};
