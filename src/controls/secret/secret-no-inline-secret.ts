import { needs } from '../control';
import { describeCredential } from '../credential-patterns';
import { manifestControl } from '../manifest-control';
import { valuesOfSecret } from '../object-credentials';
import { attack, kubescape, nist800190, nsa, owaspK10, threatMatrix } from '../references';

export const secretNoInlineSecret = manifestControl({
  id: 'secret-no-inline-secret',
  title: 'Manifests hold no values of Secrets',
  layer: 'code',
  component: 'secrets',
  severity: 'critical',
  rationale: 'A value in a manifest is a value in git, in the logs of the pipeline and on every laptop, and base64 hides it from nobody.',
  remediation: 'Keep the value in a store such as Vault, and let an ExternalSecret, a SealedSecret or the CSI driver bring it into the cluster.',
  references: [
    nsa('N7'), nist800190('4.1.4'), owaspK10('2025', 'K03'), attack('T1552.001'), threatMatrix('MS-TA9027'), kubescape('C-0012'),
  ],
  peers: { kubescape: 'C-0012' },
  kinds: [{ apiGroup: '', kind: 'Secret' }],
  *find({ object }) {
    for (const found of valuesOfSecret(object)) {
      yield { path: found.path, expected: 'kept outside of the manifest', actual: describeCredential(found), fix: needs('the store that the secret belongs in') };
    }
  },
});
