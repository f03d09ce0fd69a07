import { needs, type FixContext } from '../control';
import { describeCredential } from '../credential-patterns';
import { manifestControl } from '../manifest-control';
import { credentialsInWorkload } from '../object-credentials';
import { attack, kubescape, nist800190, nsa, owaspK10, threatMatrix } from '../references';
import { decide, type ProposedEdit } from '../proposal';

export const podNoPlaintextCredential = manifestControl({
  id: 'pod-no-plaintext-credential',
  title: 'No credential is written into environment, command line or annotations',
  layer: 'code',
  component: 'pod',
  severity: 'critical',
  rationale: 'A password in a manifest opens the same door to everybody who can read the repository, the logs of the pipeline or a pod.',
  remediation: 'Keep the credential in a store, mount it as a file from a Secret, and give the program the path of the file.',
  references: [
    nsa('N7'), nist800190('4.1.4'), owaspK10('2025', 'K03'), attack('T1552.001'), threatMatrix('MS-TA9027'), kubescape('C-0012'),
  ],
  peers: { kubeLinter: 'env-var-secret', polaris: 'sensitiveContainerEnvVar', kubescape: 'C-0012' },
  find: ({ object, podTemplatePath }) => (podTemplatePath === undefined ? [] : credentialsInWorkload(object, podTemplatePath).map((found) => (
    { path: found.path, expected: 'free of credentials', actual: describeCredential(found), fix: needs('the store that the credential belongs in', fromSecret) }
  ))),
});

/** A variable can be filled from a Secret; a command line and an annotation cannot. The value itself is shown nowhere. */
function fromSecret({ path }: FixContext): readonly ProposedEdit[] {
  if (path.at(-1) !== 'value') return [];
  const variable = path.slice(0, -1);
  const secretKeyRef = { name: decide('the Secret that the store fills', 'program-credentials'), key: decide('the key in it', 'password') };
  return [{ path, value: undefined }, { path: [...variable, 'valueFrom'], value: { secretKeyRef } }];
}
