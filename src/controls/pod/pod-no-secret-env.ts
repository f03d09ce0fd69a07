import { control, needs } from '../control';
import { attack, cisEditions, cisIn, kubescape, nsa, owaspK10 } from '../references';
import { secretAsFile } from '../pod-proposal';
import { type Fields, fieldsAt } from '../../manifest/fields';

export const podNoSecretEnv = control({
  id: 'pod-no-secret-env',
  title: 'Secrets reach programs as files',
  layer: 'container',
  component: 'pod',
  severity: 'medium',
  rationale: 'Environment variables leak: into logs and crash reports, to child processes, and to whoever reads /proc of the container.',
  remediation: 'Mount the Secret as a volume and let the program read the file, instead of secretKeyRef and secretRef in env and envFrom.',
  references: [...cisIn(cisEditions, '5.4.1'), nsa('N7'), owaspK10('2025', 'K03'), attack('T1552.007'), kubescape('C-0207')],
  peers: { kubeLinter: 'read-secret-from-env-var', checkov: 'CKV_K8S_35', kubescape: 'C-0207', kics: 'Secrets As Environment Variables' },
  each: ['environmentVariable', 'environmentSource'],
  field: { environmentVariable: 'valueFrom.secretKeyRef', environmentSource: 'secretRef' },
  expected: 'unset',
  revisions: {
    '1.0': {
      environmentVariable: '!environmentVariable.?valueFrom.?secretKeyRef.hasValue()',
      environmentSource: '!environmentSource.?secretRef.hasValue()',
    },
  },
  fix: {
    environmentVariable: needs('whether the program can read the secret from a file', secretAsFile(
      (variable) => secretKeyOf(variable)['name'], (variable) => secretKeyOf(variable)['key'],
    )),
    environmentSource: needs('whether the program can read the secret from a file', secretAsFile((source) => fieldsAt(source, 'secretRef')['name'], () => undefined)),
  },
});

const secretKeyOf = (variable: Fields): Fields => fieldsAt(fieldsAt(variable, 'valueFrom'), 'secretKeyRef');
