import { control, needs } from '../control';
import { attack, cisEditions, cisIn, kubescape, nsa, owaspK10, threatMatrix } from '../references';
import { grants, grantsNone, isNamed, roleKinds, type Grant } from '../rbac-rule';
import { onNamed } from '../rbac-proposal';
import { decide } from '../proposal';

const reading: Grant = { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['secrets'] };

export const rbacNoSecretRead = control({
  id: 'rbac-no-secret-read',
  title: 'Roles read named Secrets only',
  layer: 'cluster',
  component: 'rbac',
  severity: 'high',
  rationale: 'Who may get, list or watch the Secrets of a namespace holds every password and token in it; list and watch show the contents as well.',
  remediation: 'Name the Secrets in resourceNames, or mount them instead of reading them through the API.',
  references: [...cisIn(cisEditions, '5.1.2'), nsa('N7'), owaspK10('2025', 'K02'), owaspK10('2025', 'K03'), attack('T1552.007'), threatMatrix('MS-TA9025'), kubescape('C-0015'), kubescape('C-0186')],
  peers: { kubeLinter: 'access-to-secrets', checkov: 'CKV2_K8S_5', trivy: ['AVD-KSV-0041', 'AVD-KSV-0113'], kubescape: ['C-0015', 'C-0186'], kics: 'RBAC Roles with Read Secrets Permissions' },
  kinds: roleKinds,
  each: 'rule',
  field: 'resources',
  expected: 'without secrets, or with resourceNames',
  revisions: {
    '1.0': grantsNone(`!(${isNamed}) && ${grants(reading)}`),
  },
  fix: needs('which Secrets the holder reads', onNamed(reading, decide('a Secret that the holder reads', 'program-credentials'))),
});
