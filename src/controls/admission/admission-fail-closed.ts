import { control, needs } from '../control';
import { kubescape, owaspK10, threatMatrix } from '../references';

const apiGroup = 'admissionregistration.k8s.io';

export const admissionFailClosed = control({
  id: 'admission-fail-closed',
  title: 'Admission refuses what it cannot judge',
  layer: 'cluster',
  component: 'admission',
  severity: 'high',
  rationale: 'With failurePolicy Ignore, an attacker who slows a webhook down or makes a policy fail gets past it.',
  remediation: 'Set failurePolicy to Fail, and exempt the namespaces that the webhook itself needs.',
  references: [owaspK10('2025', 'K04'), threatMatrix('MS-TA9015'), kubescape('C-0036'), kubescape('C-0039')],
  peers: { kubescape: ['C-0036', 'C-0039'] },
  kinds: [
    { apiGroup, kind: 'ValidatingWebhookConfiguration' }, { apiGroup, kind: 'MutatingWebhookConfiguration' },
    { apiGroup, kind: 'ValidatingAdmissionPolicy' }, { apiGroup, kind: 'MutatingAdmissionPolicy' },
  ],
  each: ['object', 'webhook'],
  field: { object: 'spec.failurePolicy', webhook: 'failurePolicy' },
  expected: 'Fail',
  revisions: {
    '1.16': {
      object: "object.?spec.?failurePolicy.orValue('Fail') == 'Fail'",
      webhook: "webhook.?failurePolicy.orValue('Fail') == 'Fail'",
    },
  },
  fix: needs('whether the cluster can do without the objects that would be refused while the webhook is down or the policy fails', 'Fail'),
});
