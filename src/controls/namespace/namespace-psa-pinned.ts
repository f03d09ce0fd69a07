import type { Edit } from '../../manifest/apply';
import { control, type FixContext, type Needs, needs } from '../control';
import { fieldOf, hasLabel, pinnedVersion, readLabel, setLabel, versionLabelOf } from '../pod-security-labels';
import { nsa, owaspK10 } from '../references';
import { decide } from '../proposal';

export const namespacePsaPinned = control({
  id: 'namespace-psa-pinned',
  title: 'The Pod Security Standard that a namespace enforces is pinned to a version',
  layer: 'cluster',
  component: 'namespace',
  severity: 'low',
  rationale: 'With latest, an upgrade of the cluster changes what is allowed: pods are let in, or refused, that were not.',
  remediation: 'Set the label pod-security.kubernetes.io/enforce-version of the Namespace to a Kubernetes minor such as v1.37.',
  references: [nsa('P4'), owaspK10('2025', 'K04')],
  kinds: [{ apiGroup: '', kind: 'Namespace' }],
  each: 'object',
  field: fieldOf(versionLabelOf('enforce')),
  expected: 'a Kubernetes minor such as v1.37',
  revisions: {
    '1.23': `${readLabel(versionLabelOf('enforce'))}.matches('^v1[.][0-9]+$')`,
  },
  fix: pin,
});

function pin(context: FixContext): readonly Edit[] | Needs {
  return hasLabel(context.object, versionLabelOf('enforce'))
    ? needs('the version whose meaning the pods of the namespace were made for', decide('that version', pinnedVersion(context)))
    : [setLabel(versionLabelOf('enforce'), pinnedVersion(context))];
}
