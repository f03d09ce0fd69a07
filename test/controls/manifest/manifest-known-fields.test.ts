import { manifestKnownFields } from '../../../src/controls/manifest/manifest-known-fields';
import type { KubernetesObject } from '../../../src/manifest/object';
import { container, type Fields, podOf } from '../../support/pods';
import { testManifestControl } from '../../support/test-manifest-control';

const pod = (spec: Fields): KubernetesObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'case' }, spec });
const deployment = (fields: Fields): KubernetesObject => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'case' },
  spec: { selector: { matchLabels: { app: 'a' } }, template: { metadata: { labels: { app: 'a' } }, spec: podOf(container()) }, ...fields },
});
const needs = 'what was meant';

testManifestControl(manifestKnownFields, {
  allows: [
    { name: 'fields of Kubernetes', object: pod(podOf(container({ securityContext: { runAsNonRoot: true } }))) },
    { name: 'keys of maps', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'case' }, data: { securityContxt: 'a' } } },
    { name: 'null, which is nothing', object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'case' }, spec: { ...podOf(container()), nosuch: undefined } } },
    { name: 'what SOPS notes about an encrypted file', object: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'case' }, sops: { mac: 'ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]' } } },
    { name: 'a custom resource', object: { apiVersion: 'example.com/v1', kind: 'Any', metadata: { name: 'case' }, spec: { anything: true } } },
  ],
  denies: [
    { name: 'something else that is called so', object: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'case' }, sops: 'yes' }, field: 'sops', needs },
    {
      name: 'a misspelt field', object: pod(podOf(container({ securityContxt: { privileged: false } }))), field: 'spec.containers[0].securityContxt', needs,
      expected: 'a field of Container, such as securityContext', actual: 'no such field',
    },
    {
      name: 'another case', object: pod(podOf(container({ securityContext: { runasNonRoot: true } }))), needs,
      field: 'spec.containers[0].securityContext.runasNonRoot', expected: 'a field of SecurityContext, such as runAsNonRoot',
    },
    {
      name: 'a field that is missing its parent', object: pod(podOf(container({ runAsNonRoot: true }))), field: 'spec.containers[0].runAsNonRoot', needs,
      expected: 'a field of Container; this one belongs at spec.containers[0].securityContext.runAsNonRoot',
    },
    {
      name: 'a field of the pod on the container', object: pod(podOf(container({ securityContext: { fsGroup: 1 } }))), needs,
      field: 'spec.containers[0].securityContext.fsGroup', expected: 'a field of SecurityContext; this one belongs at spec.securityContext.fsGroup',
    },
    {
      name: 'a field of the container on the pod', object: pod(podOf(container(), { securityContext: { privileged: false } })), needs,
      field: 'spec.securityContext.privileged', expected: 'a field of PodSecurityContext; this one belongs at spec.containers[].securityContext.privileged',
    },
    {
      name: 'a field of the pod on the Deployment', object: deployment({ automountServiceAccountToken: false }), needs,
      field: 'spec.automountServiceAccountToken', expected: 'a field of DeploymentSpec; this one belongs at spec.template.spec.automountServiceAccountToken',
    },
    {
      name: 'a field that came later', object: pod(podOf(container(), { hostnameOverride: 'web' })), kubernetes: '1.30', needs,
      field: 'spec.hostnameOverride', actual: 'a field that came with Kubernetes 1.34', expected: 'a field of PodSpec',
    },
    {
      name: 'a field of nowhere, and not what it holds', object: pod(podOf(container({ credentialz: { password: 'hunter2' } }))), needs,
      field: 'spec.containers[0].credentialz', expected: 'a field of Container', actual: 'no such field',
    },
  ],
});
