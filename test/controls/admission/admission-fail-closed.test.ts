import { admissionFailClosed } from '../../../src/controls/admission/admission-fail-closed';
import type { KubernetesObject } from '../../../src/manifest/object';
import { testControl } from '../../support/test-control';

const apiVersion = 'admissionregistration.k8s.io/v1';
const needs = 'whether the cluster can do without';
const policy = (kind: string, spec: object): KubernetesObject => ({ apiVersion, kind, metadata: { name: 'case' }, spec: spec });
const webhook = (more: object, name = 'a.example.com'): object => ({
  name, admissionReviewVersions: ['v1'], sideEffects: 'None', clientConfig: { url: 'https://example.com' }, ...more,
});
const configuration = (kind: string, ...webhooks: object[]): KubernetesObject => ({ apiVersion, kind, metadata: { name: 'case' }, webhooks });

testControl(admissionFailClosed, {
  allows: [
    { name: 'webhooks that say nothing', object: configuration('ValidatingWebhookConfiguration', webhook({})) },
    { name: 'webhooks that fail', object: configuration('MutatingWebhookConfiguration', webhook({ failurePolicy: 'Fail' })) },
    { name: 'no webhooks', object: configuration('MutatingWebhookConfiguration') },
    { name: 'a policy that says nothing', object: policy('ValidatingAdmissionPolicy', { validations: [{ expression: 'true' }] }) },
    { name: 'a policy that fails', object: policy('MutatingAdmissionPolicy', { failurePolicy: 'Fail' }) },
  ],
  denies: [
    {
      name: 'a webhook among others', field: 'webhooks[1].failurePolicy', needs,
      object: configuration('ValidatingWebhookConfiguration', webhook({}), webhook({ failurePolicy: 'Ignore' }, 'b.example.com')),
    },
    { name: 'a mutating webhook', object: configuration('MutatingWebhookConfiguration', webhook({ failurePolicy: 'Ignore' })), field: 'webhooks[0].failurePolicy', needs },
    { name: 'a policy', kubernetes: '1.37', object: policy('ValidatingAdmissionPolicy', { failurePolicy: 'Ignore', validations: [] }), field: 'spec.failurePolicy', needs },
    { name: 'a mutating policy', kubernetes: '1.37', object: policy('MutatingAdmissionPolicy', { failurePolicy: 'Ignore' }), field: 'spec.failurePolicy', needs },
  ],
});
