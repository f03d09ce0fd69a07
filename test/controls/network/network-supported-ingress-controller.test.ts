import { networkSupportedIngressController } from '../../../src/controls/network/network-supported-ingress-controller';
import { container, init, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const field = 'spec.containers[0].image';
const needs = 'which controller is to replace it';
const digest = `sha256:${'a'.repeat(64)}`;

testControl(networkSupportedIngressController, {
  allows: [
    'nginx:1.29', 'nginx/nginx-ingress:5.2', 'docker.io/library/traefik:v3.6', 'ghcr.io/example/controller:v1', 'registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.6',
    'registry.example.com/my-ingress-nginx/controller:v1',
  ].map((image) => ({ name: image, spec: podOf(container({ image })) })),
  denies: [
    'registry.k8s.io/ingress-nginx/controller:v1.14.0', 'registry.k8s.io/ingress-nginx/controller', 'ingress-nginx/controller-chroot:v1.14.0',
    'quay.io/kubernetes-ingress-controller/nginx-ingress-controller:0.33.0', `mirror.example.com/k8s/ingress-nginx/controller@${digest}`,
  ].map((image) => ({ name: image, spec: podOf(container({ image })), field, needs })).concat([
    { name: 'an init container', spec: init(container({ image: 'ingress-nginx/controller:v1' }), container()), field: 'spec.initContainers[0].image', needs },
  ]),
});
