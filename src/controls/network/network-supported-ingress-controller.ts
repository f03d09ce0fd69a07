import { control, needs } from '../control';
import { kubescape, owaspK10 } from '../references';

export const networkSupportedIngressController = control({
  id: 'network-supported-ingress-controller',
  title: 'The ingress controller still gets security fixes',
  layer: 'cluster',
  component: 'network',
  severity: 'high',
  rationale: 'ingress-nginx was retired in March 2026: the next hole in what stands between the Internet and the cluster stays open.',
  remediation: 'Move to a Gateway API implementation or to an ingress controller that is maintained.',
  references: [owaspK10('2025', 'K07'), kubescape('C-0292')],
  peers: { kubescape: 'C-0292' },
  each: 'container',
  field: 'image',
  expected: 'an ingress controller that is maintained',
  revisions: {
    '1.0': "!container.?image.orValue('').matches('(^|/)(ingress-nginx/controller|kubernetes-ingress-controller/nginx-ingress-controller)(-chroot)?([:@].*)?$')",
  },
  fix: needs('which controller is to replace it'),
});
