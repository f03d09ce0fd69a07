import { HardenedDeployment, LeastPrivilegeServiceAccount, Provider, WorkloadIdentity } from '../../constructs/index';
import type { KubernetesObject } from '../../src/manifest/object';
import { clean, container, failureOf, find, fullPlatform, type Rendered, scene, synth, untyped, verdict } from '../support/cdk8s';

const roleArn = 'arn:aws:iam::111122223333:role/shop/api';
const clientId = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

function synthesized(workloadIdentity: WorkloadIdentity, platform = fullPlatform): readonly KubernetesObject[] {
  const { chart, shop } = scene(platform);
  new HardenedDeployment(shop, 'api', { containers: [container], workloadIdentity });
  new HardenedDeployment(shop, 'other', { containers: [container] });
  return synth(chart);
}

const egressOf = (objects: readonly KubernetesObject[], name: string): unknown => (find(objects, 'NetworkPolicy', name) as Rendered).spec.egress;
const annotationsOf = (objects: readonly KubernetesObject[]): unknown => find(objects, 'ServiceAccount', 'api-account').metadata?.annotations;

test('EKS Pod Identity: the pods reach the agent of their node, and no others do', () => {
  const objects = synthesized(WorkloadIdentity.eksPodIdentity());
  expect(egressOf(objects, 'api-to-eks-pod-identity')).toMatchObject([{ to: [{ ipBlock: { cidr: '169.254.170.23/32' } }, { ipBlock: { cidr: 'fd00:ec2::23/128' } }], ports: [{ port: 80, protocol: 'TCP' }] }]);
  expect(JSON.stringify(objects).match(/169\.254/g)).toHaveLength(1);
  expect(verdict(objects)).toEqual(clean);
});

test('IRSA: the account is annotated, with a token for an hour', () => {
  const objects = synthesized(WorkloadIdentity.irsa({ roleArn }));
  expect(annotationsOf(objects)).toEqual({
    'eks.amazonaws.com/role-arn': roleArn, 'eks.amazonaws.com/sts-regional-endpoints': 'true', 'eks.amazonaws.com/token-expiration': '3600',
  });
  expect(JSON.stringify(objects)).not.toContain('169.254');
  expect(verdict(objects)).toEqual(clean);
});

test('GKE: the account acts as a Google account, and its pods reach the metadata server of GKE', () => {
  const objects = synthesized(WorkloadIdentity.gke({ serviceAccount: 'shop-api@shop-prod.iam.gserviceaccount.com' }), { ...fullPlatform, provider: 'gke' });
  expect(annotationsOf(objects)).toEqual({ 'iam.gke.io/gcp-service-account': 'shop-api@shop-prod.iam.gserviceaccount.com' });
  expect(egressOf(objects, 'api-to-gke-metadata-server')).toEqual([{ to: [{ ipBlock: { cidr: '169.254.169.252/32' } }], ports: [{ port: 988, protocol: 'TCP' }] }]);
  expect(verdict(objects)).toEqual(clean);
});

test('GKE with Dataplane V2: the server has the well-known address, which the catalogue finds', () => {
  const objects = synthesized(WorkloadIdentity.gke(), { ...fullPlatform, provider: 'gke', cni: 'gke-dataplane-v2' });
  expect(egressOf(objects, 'api-to-gke-metadata-server')).toEqual([{ to: [{ ipBlock: { cidr: '169.254.169.254/32' } }], ports: [{ port: 80, protocol: 'TCP' }] }]);
  expect(annotationsOf(objects)).toBeUndefined();
  expect(verdict(objects).findings.map(({ control, object }) => `${control} ${object.name}`)).toEqual(['network-block-metadata api-to-gke-metadata-server']);
});

test('Azure: the account is annotated, and its pods are labelled for the webhook', () => {
  const objects = synthesized(WorkloadIdentity.azure({ clientId, tenantId: clientId }));
  expect(annotationsOf(objects)).toMatchObject({ 'azure.workload.identity/client-id': clientId, 'azure.workload.identity/tenant-id': clientId });
  const labelsOf = (name: string): unknown => (find(objects, 'Deployment', name) as Rendered).spec.template.metadata.labels;
  expect(labelsOf('api')).toMatchObject({ 'azure.workload.identity/use': 'true' });
  expect(labelsOf('other')).not.toHaveProperty(['azure.workload.identity/use']);
  expect(verdict(objects)).toEqual(clean);
});

test('an account says it for all of its workloads', () => {
  const { chart, shop } = scene();
  const serviceAccount = new LeastPrivilegeServiceAccount(shop, 'uploads', { workloadIdentity: WorkloadIdentity.eksPodIdentity() });
  new HardenedDeployment(shop, 'api', { containers: [container], serviceAccount });
  expect(egressOf(synth(chart), 'api-to-eks-pod-identity')).toHaveLength(1);
  const beside = (): unknown => new HardenedDeployment(shop, 'web', { containers: [container], serviceAccount, workloadIdentity: WorkloadIdentity.eksPodIdentity() });
  expect(failureOf(beside)).toMatchObject({ code: 'CM5304' });
});

test.each([
  ['a user', () => WorkloadIdentity.irsa({ roleArn: 'arn:aws:iam::111122223333:user/admin' }), 'roleArn'],
  ['a wildcard', () => WorkloadIdentity.irsa({ roleArn: 'arn:aws:iam::111122223333:role/*' }), 'roleArn'],
  ['a person', () => WorkloadIdentity.gke({ serviceAccount: 'someone@example.com' }), 'serviceAccount'],
  ['a name', () => WorkloadIdentity.azure({ clientId: 'shop-api', tenantId: clientId }), 'clientId'],
  ['no tenant', () => WorkloadIdentity.azure({ clientId, tenantId: '' }), 'tenantId'],
  ['a user of a secret store', () => Provider.aws({ region: 'eu-central-1', roleArn: 'arn:aws:iam::111122223333:user/admin' }), 'roleArn'],
])('%s is refused', (_what, make, prop) => {
  expect(failureOf(make)).toMatchObject({ code: 'CM5320', message: expect.stringContaining(prop) });
});

test.each(['arn:aws-cn:iam::111122223333:role/a', 'arn:aws-us-gov:iam::111122223333:role/path/to/a_b+c=d,e.f@g-h'])('%s is the ARN of a role', (arn) => {
  expect(WorkloadIdentity.irsa({ roleArn: arn }).accountAnnotations).toMatchObject({ 'eks.amazonaws.com/role-arn': arn });
});

test('what is no WorkloadIdentity is refused', () => {
  expect(failureOf(() => untyped(LeastPrivilegeServiceAccount, scene().shop, { workloadIdentity: { roleArn } }))).toMatchObject({ code: 'CM5303' });
});
