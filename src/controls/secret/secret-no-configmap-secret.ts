import { needs } from '../control';
import { describeCredential } from '../credential-patterns';
import { manifestControl } from '../manifest-control';
import { credentialsInConfigMap } from '../object-credentials';
import { kubescape, nsa, owaspK10 } from '../references';

export const secretNoConfigmapSecret = manifestControl({
  id: 'secret-no-configmap-secret',
  title: 'ConfigMaps hold no credentials',
  layer: 'code',
  component: 'secrets',
  severity: 'high',
  rationale: 'ConfigMaps are readable by far more people and programs than Secrets, are not encrypted at rest, and are printed everywhere.',
  remediation: 'Take the credential out of the ConfigMap, keep it in a store, and mount it as a file from a Secret.',
  references: [nsa('N7'), owaspK10('2025', 'K03'), kubescape('C-0012')],
  peers: { trivy: ['AVD-KSV-0109', 'AVD-KSV-01010'], polaris: 'sensitiveConfigmapContent', kubescape: 'C-0012' },
  kinds: [{ apiGroup: '', kind: 'ConfigMap' }],
  find: ({ object }) => credentialsInConfigMap(object).map((found) => (
    { path: found.path, expected: 'free of credentials', actual: describeCredential(found), fix: needs('the store that the credential belongs in') }
  )),
});
