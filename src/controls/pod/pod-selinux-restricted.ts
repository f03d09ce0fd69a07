import { control, needs, type FixContext } from '../control';
import { kubescape, nsa, owaspK10, pss } from '../references';
import { type ProposedEdit } from '../proposal';
import { fieldsAt } from '../../manifest/fields';
import { securityContextOf } from '../effective';

const before131 = ['', 'container_t', 'container_init_t', 'container_kvm_t'];
const since131 = [...before131, 'container_engine_t'];

const isBounded = (element: 'podSpec' | 'container', types: readonly string[]): string =>
  `${element}.?securityContext.?seLinuxOptions.?type.orValue('') in ['${types.join("', '")}']
  && ${element}.?securityContext.?seLinuxOptions.?user.orValue('') == ''
  && ${element}.?securityContext.?seLinuxOptions.?role.orValue('') == ''`;

export const podSelinuxRestricted = control({
  id: 'pod-selinux-restricted',
  title: 'SELinux confines containers with the types made for them',
  layer: 'container',
  component: 'pod',
  severity: 'medium',
  rationale: 'A custom SELinux user, role or type, such as spc_t, takes the container out of the confinement that stops an escape.',
  remediation: 'Remove user and role from securityContext.seLinuxOptions, and a type that is not made for containers.',
  references: [pss('baseline'), nsa('P6'), owaspK10('2025', 'K01'), kubescape('C-0055')],
  peers: { trivy: 'AVD-KSV-0025', kubescape: 'C-0055' },
  each: ['podSpec', 'container'],
  // Any user or role is wrong, a type only sometimes: in this order the one to blame comes first.
  field: ['securityContext.seLinuxOptions.user', 'securityContext.seLinuxOptions.role', 'securityContext.seLinuxOptions.type'],
  expected: 'unset; a type may be container_t, container_init_t, container_kvm_t or, from 1.31, container_engine_t',
  revisions: {
    '1.0': { podSpec: isBounded('podSpec', before131), container: isBounded('container', before131) },
    '1.31': { podSpec: isBounded('podSpec', since131), container: isBounded('container', since131) },
  },
  fix: needs('whether the program works with the SELinux type of the container runtime', withTypeAlone),
});

function withTypeAlone({ element: { value, path } }: FixContext): readonly ProposedEdit[] {
  const options = fieldsAt(securityContextOf(value), 'seLinuxOptions');
  const isOwnType = before131.includes(String(options['type'] ?? ''));
  return ['user', 'role', ...(isOwnType ? [] : ['type'])].map((field) => ({ path: [...path, 'securityContext', 'seLinuxOptions', field], value: undefined }));
}
