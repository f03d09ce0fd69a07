import { control, needs, type FixContext } from '../control';
import { bindingKinds } from '../rbac-rule';
import { attack, cis, kubescape, nist800190, nsa, owaspK10 } from '../references';
import { decide, type Proposed, type ProposedValue } from '../proposal';
import { type Fields, itemsAt } from '../../manifest/fields';

// Kubernetes reserves the names that begin with system: for its own parts and for service accounts.
const people = "subject.?kind.orValue('') in ['User', 'Group'] && !subject.?name.orValue('').startsWith('system:')";
const workloads = "subject.?kind.orValue('') == 'ServiceAccount' || subject.?name.orValue('').startsWith('system:serviceaccount')";

export const rbacHumanWorkloadSeparation = control({
  id: 'rbac-human-workload-separation',
  title: 'People and workloads do not share a binding',
  layer: 'cluster',
  component: 'identity',
  severity: 'high',
  rationale: 'What people need, a workload holds day and night: whoever takes over its pod has the permissions of an operator, and the audit log cannot tell them apart.',
  remediation: 'Write one binding for people and one for service accounts, each to the role that it needs.',
  references: [
    cis('1.12', '3.1.1'), cis('1.12', '3.1.2'), nsa('A1'), nist800190('4.3.2'), owaspK10('2025', 'K09'), attack('T1078'), kubescape('C-0286'), cis('1.12', '3.1.3')],
  kinds: bindingKinds,
  each: 'object',
  field: 'subjects',
  expected: 'either people or service accounts',
  revisions: {
    '1.0': `!(object.?subjects.orValue([]).exists(subject, ${people}) && object.?subjects.orValue([]).exists(subject, ${workloads}))`,
  },
  fix: needs('which of the subjects need which part of the role', apart),
});

/** The service accounts go into a binding of their own, whose role may then become another one. */
function apart({ object, path }: FixContext): readonly Proposed[] {
  const subjects = itemsAt(object, 'subjects') as readonly { readonly [field: string]: ProposedValue }[];
  const isWorkload = ({ kind, name }: Fields): boolean => kind === 'ServiceAccount' || String(name ?? '').startsWith('system:serviceaccount');
  const { apiVersion, kind, metadata } = object;
  const name = decide('a name for the binding of the workloads', `${metadata?.name ?? 'program'}-workloads`);
  return [
    { path, value: subjects.filter((subject) => !isWorkload(subject)) },
    {
      object: {
        apiVersion, kind, metadata: { name, ...(metadata?.namespace !== undefined && { namespace: metadata.namespace }) },
        roleRef: object['roleRef'] as ProposedValue, subjects: subjects.filter(isWorkload),
      },
    },
  ];
}
