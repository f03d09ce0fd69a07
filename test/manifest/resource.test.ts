import { resourceOf } from '../../src/manifest/resource';

test.each([
  ['Pod', 'pods'], ['NetworkPolicy', 'networkpolicies'], ['Ingress', 'ingresses'], ['IngressClass', 'ingressclasses'], ['Endpoints', 'endpoints'],
  ['EndpointSlice', 'endpointslices'], ['CSIDriver', 'csidrivers'], ['Gateway', 'gateways'], ['PodDisruptionBudget', 'poddisruptionbudgets'],
])('%s', (kind, resource) => expect(resourceOf(kind)).toBe(resource));
