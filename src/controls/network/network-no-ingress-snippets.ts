import { control, needs } from '../control';
import { kubescape, owaspK10 } from '../references';

export const networkNoIngressSnippets = control({
  id: 'network-no-ingress-snippets',
  title: 'Ingresses do not configure nginx by snippets',
  layer: 'cluster',
  component: 'network',
  severity: 'high',
  rationale: 'A snippet is code in the controller: it reads the token of the controller, and with it the Secrets of the whole cluster (CVE-2021-25742).',
  remediation: 'Remove the snippet annotations, and say the same with typed annotations, a middleware or a Gateway filter.',
  references: [owaspK10('2025', 'K07'), kubescape('C-0059')],
  peers: { checkov: ['CKV_K8S_152', 'CKV_K8S_153', 'CKV_K8S_154'], kubescape: 'C-0059' },
  kinds: [{ apiGroup: 'networking.k8s.io', kind: 'Ingress' }, { apiGroup: '', kind: 'ConfigMap' }],
  each: ['object', 'objectAnnotation'],
  field: { object: 'data["allow-snippet-annotations"]', objectAnnotation: '' },
  expected: 'no snippet of nginx configuration',
  revisions: {
    '1.0': {
      // The configuration of the controller.
      object: "object.?data[?'allow-snippet-annotations'].orValue('') != 'true'",
      objectAnnotation: "!objectAnnotation.matches('^nginx[.](ingress[.]kubernetes[.]io|org)/[a-z-]*snippets?$')",
    },
  },
  fix: needs('what the snippet is for', ({ path }) => [{ path, value: path[0] === 'data' ? 'false' : undefined }]),
});
