import { control, needs } from '../control';
import { nsa, owaspK10, threatMatrix } from '../references';

export const secretHardenedObject = control({
  id: 'secret-hardened-object',
  title: 'Secrets cannot be changed in place',
  layer: 'cluster',
  component: 'secrets',
  severity: 'low',
  rationale: 'Whoever may update a Secret slips its readers a value of his own, such as the address and the key of his server.',
  remediation: 'Set immutable to true, and give a changed Secret a new name.',
  references: [nsa('N7'), owaspK10('2025', 'K03'), threatMatrix('MS-M9023')],
  kinds: [{ apiGroup: '', kind: 'Secret' }],
  each: 'object',
  field: 'immutable',
  expected: 'true',
  revisions: {
    // The other types are kept up to date by programs: certificates, tokens, releases of Helm.
    '1.21': `object.?immutable.orValue(false) == true || !(object.?type.orValue('') in ['', 'Opaque'])`,
  },
  fix: needs('whether something updates the Secret in place', true),
});
