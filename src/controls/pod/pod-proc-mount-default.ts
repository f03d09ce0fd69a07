import { control, needs } from '../control';
import { owaspK10, pss } from '../references';

export const podProcMountDefault = control({
  id: 'pod-proc-mount-default',
  title: 'The masks over /proc stay in place',
  layer: 'container',
  component: 'pod',
  severity: 'medium',
  rationale: 'An unmasked /proc shows the memory and the settings of the kernel to the container, and lets its root write them.',
  remediation: 'Remove securityContext.procMount from every container.',
  references: [pss('restricted'), owaspK10('2025', 'K01')],
  peers: { kubeLinter: 'unsafe-proc-mount', trivy: 'AVD-KSV-0027', polaris: 'procMount' },
  each: 'container',
  field: 'securityContext.procMount',
  expected: 'unset or Default',
  revisions: {
    '1.0': "container.?securityContext.?procMount.orValue('Default') == 'Default'",
  },
  fix: needs('whether the program works with the masks over /proc, which builders of images and nested containers lift', 'Default'),
  overrides: 'pod-proc-mount-user-namespace',
});
