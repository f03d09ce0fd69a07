import type { Edit } from '../../manifest/apply';
import { control, type FixContext, type Needs, needs } from '../control';
import { isForWindows, podSpecOf, securityContextOf } from '../effective';
import { fieldsAt, stringsAt } from '../../manifest/fields';
import { attack, cisEditions, cisIn, kubescape, nist800190, nsa, owaspK10, pss } from '../references';
import { namesWindows } from '../pod-proposal';
import { type ProposedEdit } from '../proposal';

export const podNoPrivilegeEscalation = control({
  id: 'pod-no-privilege-escalation',
  title: 'Containers cannot gain more privileges than their parent process',
  layer: 'container',
  component: 'pod',
  severity: 'high',
  rationale: 'Without no_new_privs, a setuid binary in the image turns a non-root process into root.',
  remediation: 'Set securityContext.allowPrivilegeEscalation to false on every container.',
  references: [
    pss('restricted'), ...cisIn(cisEditions, '5.2.6'), nsa('P4'), nist800190('4.4.3'), owaspK10('2025', 'K01'),
    attack('T1068'), kubescape('C-0016'), kubescape('C-0197'),
  ],
  peers: {
    kubeLinter: 'privilege-escalation-container', checkov: 'CKV_K8S_20', trivy: 'AVD-KSV-0001',
    polaris: 'privilegeEscalationAllowed', kubescape: ['C-0016', 'C-0197'], kics: 'Privilege Escalation Allowed',
    kubesec: 'AllowPrivilegeEscalation', kubeaudit: ['AllowPrivilegeEscalationNil', 'AllowPrivilegeEscalationTrue'],
  },
  each: 'container',
  field: 'securityContext.allowPrivilegeEscalation',
  expected: 'false',
  revisions: {
    '1.8': 'container.?securityContext.?allowPrivilegeEscalation.orValue(true) == false',
    // Windows has no no_new_privs: the API server refuses the field there.
    '1.25': 'variables.isWindows || container.?securityContext.?allowPrivilegeEscalation.orValue(true) == false',
  },
  fix: forbidEscalation,
});

function forbidEscalation(context: FixContext): readonly Edit[] | Needs {
  const securityContext = securityContextOf(context.element.value);
  // The API server refuses `false` beside either of them.
  if (securityContext['privileged'] === true) return needs('whether the program works without being privileged, which implies escalation', confined);
  if (addsSysAdmin(securityContext)) return needs('whether the program works without CAP_SYS_ADMIN, which implies escalation', confined);
  if (securityContext['allowPrivilegeEscalation'] === true) return needs('whether the program runs setuid binaries such as sudo', false);
  if (isForWindows(podSpecOf(context).value)) return needs('spec.os.name: windows, with which the field does not apply', namesWindows);
  return [{ path: context.path, value: false }];
}

const addsSysAdmin = (securityContext: unknown): boolean =>
  stringsAt(fieldsAt(securityContext, 'capabilities'), 'add').some(isSysAdmin);

const isSysAdmin = (name: string): boolean => ['SYS_ADMIN', 'CAP_SYS_ADMIN', 'ALL'].includes(name);

/** The API server refuses the field together with what implies escalation. */
function confined({ element: { value, path }, path: field }: FixContext): readonly ProposedEdit[] {
  const securityContext = securityContextOf(value);
  const added = stringsAt(fieldsAt(securityContext, 'capabilities'), 'add');
  return [
    { path: field, value: false },
    ...(securityContext['privileged'] === true ? [{ path: [...path, 'securityContext', 'privileged'], value: false }] : []),
    ...(added.some(isSysAdmin) ? [{ path: [...path, 'securityContext', 'capabilities', 'add'], value: added.filter((name) => !isSysAdmin(name)) }] : []),
  ];
}
