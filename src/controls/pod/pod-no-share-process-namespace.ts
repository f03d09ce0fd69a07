import { control, needs } from '../control';
import { nsa, owaspK10 } from '../references';

export const podNoShareProcessNamespace = control({
  id: 'pod-no-share-process-namespace',
  title: 'Containers of a pod do not see each other\'s processes',
  layer: 'container',
  component: 'pod',
  severity: 'low',
  rationale: 'In a shared process namespace, one container reads the environment and the files of the others through /proc, and can stop them.',
  remediation: 'Remove shareProcessNamespace from the pod spec, or set it to false.',
  references: [nsa('P4'), owaspK10('2025', 'K01')],
  each: 'podSpec',
  field: 'shareProcessNamespace',
  expected: 'unset or false',
  revisions: {
    '1.10': 'podSpec.?shareProcessNamespace.orValue(false) == false',
  },
  fix: needs('whether a container works on the processes of another', false),
});
