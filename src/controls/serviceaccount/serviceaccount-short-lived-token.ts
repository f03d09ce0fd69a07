import { control, needs, type FixContext } from '../control';
import { attack, nsa, owaspK10 } from '../references';
import { decide, type ProposedEdit } from '../proposal';
import { fieldsAt, itemsAt } from '../../manifest/fields';

export const serviceaccountShortLivedToken = control({
  id: 'serviceaccount-short-lived-token',
  title: 'Mounted tokens are good for an hour and for one audience',
  layer: 'cluster',
  component: 'identity',
  severity: 'high',
  rationale: 'A stolen token works until it expires, against everyone who accepts its audience: without one of its own, against the Kubernetes API.',
  remediation: 'Set expirationSeconds of projected serviceAccountToken volumes to at most 3600, and audience to the program that reads the token.',
  references: [nsa('P5'), nsa('A1'), owaspK10('2025', 'K09'), attack('T1528'), attack('T1550.001')],
  each: ['projectedSource', 'volume'],
  field: { projectedSource: 'serviceAccountToken.expirationSeconds', volume: 'projected.sources' },
  expected: 'a token of at most 3600 seconds, with an audience unless it is for the Kubernetes API',
  revisions: {
    '1.12': {
      // 3607 is what Kubernetes itself mounts. Whether it may is another control's question, so here it passes where that one fails.
      projectedSource: `projectedSource.?serviceAccountToken.?expirationSeconds.orValue(3600) <= 3600
  || (projectedSource.?serviceAccountToken.?expirationSeconds.orValue(0) == 3607
    && variables.podSpec.?automountServiceAccountToken.orValue(true) == true)`,
      // A client of the Kubernetes API is known by the certificate of the API server beside its token.
      volume: `volume.?projected.?sources.orValue([]).all(source,
    !source.?serviceAccountToken.hasValue() || source.?serviceAccountToken.?audience.orValue('') != '')
  || volume.?projected.?sources.orValue([]).exists(source, source.?configMap.?name.orValue('') == 'kube-root-ca.crt')`,
    },
  },
  fix: needs('who reads the token, and whether the program reads it again before it expires', shortLived),
});

const LONGEST = 3600;
const AUDIENCE = decide('whom the token is for', 'vault');

function shortLived({ element: { value, path }, path: failed }: FixContext): readonly ProposedEdit[] {
  if (failed.at(-1) === 'expirationSeconds') return [{ path: failed, value: LONGEST }];
  return itemsAt(fieldsAt(value, 'projected'), 'sources').flatMap(({ serviceAccountToken }, index) => (
    serviceAccountToken === undefined || serviceAccountToken === null || fieldsAt({ serviceAccountToken }, 'serviceAccountToken')['audience']
      ? [] : [{ path: [...path, 'projected', 'sources', index, 'serviceAccountToken', 'audience'], value: AUDIENCE }]
  ));
}
