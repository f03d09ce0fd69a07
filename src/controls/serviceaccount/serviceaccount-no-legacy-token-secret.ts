import { control, needs, type FixContext } from '../control';
import { attack, cis, nsa, owaspK10 } from '../references';
import { type ProposedEdit, type ProposedValue } from '../proposal';
import { itemsAt } from '../../manifest/fields';

export const serviceaccountNoLegacyTokenSecret = control({
  id: 'serviceaccount-no-legacy-token-secret',
  title: 'No service account has a token that never expires',
  layer: 'cluster',
  component: 'identity',
  severity: 'high',
  rationale: 'Such a token is a login without an end: whoever once read the Secret, a backup or a log has it until somebody deletes the Secret.',
  remediation: 'Remove the Secret of type kubernetes.io/service-account-token and the secrets of the ServiceAccount; mount a projected token, or ask for one with kubectl create token.',
  references: [cis('1.12', '3.1.2'), nsa('P5'), owaspK10('2025', 'K09'), attack('T1528')],
  kinds: [{ apiGroup: '', kind: 'Secret' }, { apiGroup: '', kind: 'ServiceAccount' }],
  each: 'object',
  field: ['type', 'secrets'],
  expected: 'no token that never expires',
  revisions: {
    '1.22': `object.kind == 'Secret'
  ? object.?type.orValue('') != 'kubernetes.io/service-account-token'
  : object.?secrets.orValue([]).all(secret, !secret.?name.orValue('').matches('-token-[a-z0-9]{5}$'))`,
  },
  fix: needs('who uses the token, and how they get a new one', withoutTokens),
});

/** A Secret with a token can only go as a whole. */
function withoutTokens({ object, path }: FixContext): readonly ProposedEdit[] {
  if (object.kind !== 'ServiceAccount') return [];
  const kept = itemsAt(object, 'secrets').filter(({ name }) => !/-token-[a-z0-9]{5}$/.test(String(name ?? '')));
  return [{ path, value: kept.length === 0 ? undefined : (kept as readonly { readonly [field: string]: ProposedValue }[]) }];
}
