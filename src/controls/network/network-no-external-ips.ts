import { control, needs } from '../control';
import { cis, kubescape, owaspK10 } from '../references';
import { removal } from '../proposal';

export const networkNoExternalIps = control({
  id: 'network-no-external-ips',
  title: 'Services do not claim addresses',
  layer: 'cluster',
  component: 'network',
  severity: 'high',
  rationale: 'A Service takes every address that stands in externalIPs: that of a resolver or of a bank as well, and with it the traffic of all pods (CVE-2020-8554).',
  remediation: 'Remove externalIPs from the Service, and use a load balancer or a Gateway.',
  references: [cis('1.12', '1.2.3'), owaspK10('2025', 'K05'), kubescape('C-0283')],
  peers: { trivy: 'AVD-KSV-0108', kubescape: 'C-0283' },
  kinds: [{ apiGroup: '', kind: 'Service' }],
  each: 'object',
  field: 'spec.externalIPs',
  expected: 'unset',
  revisions: { '1.0': 'size(object.?spec.?externalIPs.orValue([])) == 0' },
  fix: needs('how else the traffic to these addresses reaches the service', removal),
});
