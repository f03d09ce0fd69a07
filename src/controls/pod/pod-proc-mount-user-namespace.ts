import { control, needs } from '../control';
import { owaspK10, pss } from '../references';

const isMasked = "container.?securityContext.?procMount.orValue('Default') == 'Default'";

export const podProcMountUserNamespace = control({
  id: 'pod-proc-mount-user-namespace',
  title: 'The masks over /proc are lifted only in a user namespace',
  layer: 'container',
  component: 'pod',
  severity: 'medium',
  rationale: 'An unmasked /proc in the user namespace of the node lets root in the container write the settings of its kernel.',
  remediation: 'Remove securityContext.procMount from every container, or set hostUsers of the pod to false.',
  references: [pss('baseline'), owaspK10('2025', 'K01')],
  peers: { kubeLinter: 'unsafe-proc-mount', trivy: 'AVD-KSV-0027', polaris: 'procMount' },
  each: 'container',
  field: 'securityContext.procMount',
  expected: 'unset or Default',
  revisions: {
    '1.0': isMasked,
    // Root in a user namespace is nobody on the node.
    '1.35': `variables.inUserNamespace || ${isMasked}`,
  },
  fix: needs('whether the program works with the masks over /proc, which builders of images and nested containers lift', 'Default'),
});
