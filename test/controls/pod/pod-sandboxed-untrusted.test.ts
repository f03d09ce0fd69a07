import { podSandboxedUntrusted } from '../../../src/controls/pod/pod-sandboxed-untrusted';
import type { KubernetesObject } from '../../../src/manifest/object';
import { container, podOf } from '../../support/pods';
import { testGraphControl } from '../../support/test-graph-control';

const pod = (tier: string, runtimeClassName?: string): KubernetesObject => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'build', labels: { tier } }, spec: podOf(container(), runtimeClassName === undefined ? {} : { runtimeClassName }),
});
const runtimeClass = (name: string): KubernetesObject => ({ apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name }, handler: 'runsc' });
const blames = ['Pod build: spec.runtimeClassName'];
const needs = 'which sandboxes the nodes have';

testGraphControl(podSandboxedUntrusted, {
  allows: [
    { name: 'a trusted pod', objects: [pod('front')] },
    { name: 'a class that is kept elsewhere', objects: [pod('untrusted', 'gvisor')] },
    { name: 'a class that there is', objects: [pod('untrusted', 'gvisor'), runtimeClass('gvisor')] },
  ],
  denies: [
    { name: 'no class', objects: [pod('untrusted')], blames, needs, expected: 'the RuntimeClass of a sandbox' },
    { name: 'an empty class', objects: [pod('untrusted', '')], blames, needs },
    { name: 'no class where there are some', objects: [pod('untrusted'), runtimeClass('gvisor')], blames, needs },
    { name: 'a class that is none of those', objects: [pod('untrusted', 'gvisro'), runtimeClass('gvisor')], blames, needs, expected: 'the name of a RuntimeClass that there is' },
  ],
});
