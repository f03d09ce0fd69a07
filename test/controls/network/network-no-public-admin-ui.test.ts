import { networkNoPublicAdminUi } from '../../../src/controls/network/network-no-public-admin-ui';
import type { KubernetesObject } from '../../../src/manifest/object';
import { defaultBackend, hostRule, ingress, service } from '../../support/network';
import { deployment, testGraphControl } from '../../support/test-graph-control';

const running = (image: string): KubernetesObject => deployment('web', { containers: [{ name: 'ui', image }] });
const grafana = running('docker.io/grafana/grafana:12.1.0');
const selector = { app: 'web' };
const internal = service({ selector });
const open = service({ selector, type: 'LoadBalancer' });
const rules = [hostRule('grafana.example.com')];
const route = (more: object = {}): KubernetesObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'web', namespace: 'shop' },
  spec: { rules: [{ backendRefs: [{ name: 'web', port: 80, ...more }] }] },
});
const blames = ['Service web: spec.type'];

testGraphControl(networkNoPublicAdminUi, {
  allows: [
    { name: 'a Service inside', objects: [grafana, internal] },
    { name: 'another program', objects: [running('registry.example.com/shop:1.0'), open, ingress({ rules })] },
    { name: 'images whose names only begin alike', objects: [running('registry.example.com/grafana/grafana-agent:1'), open] },
    { name: 'a Service for other pods', objects: [grafana, service({ selector: { app: 'shop' }, type: 'LoadBalancer' })] },
    { name: 'a Service without a selector', objects: [grafana, service({ type: 'NodePort' })] },
    { name: 'a Service of another namespace', objects: [deployment('web', { containers: [{ name: 'ui', image: 'grafana/grafana' }] }, selector, 'far'), open] },
    { name: 'source ranges', objects: [grafana, service({ selector, type: 'LoadBalancer', loadBalancerSourceRanges: ['203.0.113.0/24'] })] },
    { name: 'an internal load balancer', objects: [grafana, service({ selector, type: 'LoadBalancer' }, { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' })] },
    { name: 'an Ingress for another Service', objects: [grafana, internal, ingress({ rules: [hostRule('shop.example.com', 'shop')] })] },
    { name: 'an Ingress with a login', objects: [grafana, internal, ingress({ rules }, { 'nginx.ingress.kubernetes.io/auth-url': 'https://login.example.com' })] },
    { name: 'an Ingress with source ranges', objects: [grafana, internal, ingress({ rules }, { 'nginx.ingress.kubernetes.io/whitelist-source-range': '203.0.113.0/24' })] },
    { name: 'an internal Ingress class', objects: [grafana, internal, ingress({ rules, ingressClassName: 'nginx-internal' })] },
    { name: 'an internal load balancer of AWS', objects: [grafana, internal, ingress({ rules, ingressClassName: 'alb' })] },
    { name: 'a route to something else', objects: [grafana, internal, route({ kind: 'ServiceImport' }), route({ name: 'shop' }), route({ namespace: 'far' })] },
  ],
  denies: [
    { name: 'a load balancer', objects: [grafana, open], blames, says: 'one to Grafana' },
    { name: 'a load balancer for everybody', objects: [grafana, service({ selector, type: 'LoadBalancer', loadBalancerSourceRanges: ['0.0.0.0/0'] })], blames },
    { name: 'a node port', objects: [grafana, service({ selector, type: 'NodePort' })], blames },
    { name: 'an Ingress', objects: [grafana, internal, ingress({ rules, ingressClassName: 'nginx' })], blames: ['Ingress web: spec.rules[0].http.paths[0].backend.service.name'] },
    { name: 'an Ingress as its default', objects: [grafana, internal, ingress({ defaultBackend })], blames: ['Ingress web: spec.defaultBackend.service.name'] },
    {
      name: 'an Ingress of AWS', blames: ['Ingress web: spec.defaultBackend.service.name'],
      objects: [grafana, internal, ingress({ defaultBackend, ingressClassName: 'alb' }, { 'alb.ingress.kubernetes.io/scheme': 'internet-facing' })],
    },
    { name: 'a route', objects: [grafana, internal, route()], blames: ['HTTPRoute web: spec.rules[0].backendRefs[0].name'] },
    ...[
      ['kubernetesui/dashboard:v2.7.0', 'Kubernetes Dashboard'], ['docker.io/kubernetesui/dashboard-web:1.6.0', 'Kubernetes Dashboard'],
      ['quay.io/argoproj/argocd:v3.1.0', 'Argo CD'], ['quay.io/argoproj/argocli:v3.7.0', 'Argo Workflows'], ['quay.io/prometheus/prometheus:v3.5.0', 'Prometheus'],
      ['prom/alertmanager', 'Prometheus'], ['jenkins/jenkins:lts', 'Jenkins'], ['ghcr.io/kubeflow/kubeflow/centraldashboard:v1.10.0', 'Kubeflow'],
      ['gcr.io/kubernetes-helm/tiller:v2.17.0', 'Tiller'], ['weaveworks/scope:1.13.2', 'Weave Scope'], ['portainer/portainer-ce:2.33.0', 'Portainer'],
      ['apache/nifi:2.5.0', 'NiFi'], [`grafana/grafana-enterprise@sha256:${'a'.repeat(64)}`, 'Grafana'],
    ].map(([image = '', name = '']) => ({ name: image, objects: [running(image), open], blames, says: name })),
  ],
});
