import { secretPrivateFiles } from '../../../src/controls/secret/secret-private-files';
import { container, type Fields, podOf } from '../../support/pods';
import { testControl } from '../../support/test-control';

const spec = (volume: Fields, securityContext?: Fields): Fields =>
  podOf(container(), { volumes: [{ name: 'v', ...volume }], ...(securityContext === undefined ? {} : { securityContext }) });
const secret = (fields: Fields = {}): Fields => ({ secret: { secretName: 's', ...fields } });
const projected = (fields: Fields = {}): Fields => ({ projected: { sources: [{ configMap: { name: 'c' } }, { secret: { name: 's' } }], ...fields } });
const field = 'spec.volumes[0].secret.defaultMode';
const projectedField = 'spec.volumes[0].projected.defaultMode';
const modes = [0o400, 0o440, 0o500, 0o550, 0o600, 0o640, 0o700, 0o750];
const everyMode = (source: (fields: Fields) => Fields): Fields =>
  podOf(container(), { volumes: modes.map((defaultMode) => ({ name: `v${defaultMode}`, ...source({ defaultMode }) })) });

testControl(secretPrivateFiles, {
  allows: [
    { name: 'no volume', spec: podOf(container()) },
    { name: 'every mode that keeps others out', spec: everyMode(secret) },
    { name: 'the same where it is projected', spec: everyMode(projected) },
    { name: 'the same for single files', spec: spec(secret({ defaultMode: 0o400, items: modes.map((mode) => ({ key: 'a', path: `${mode}`, mode })) })) },
    { name: 'a file that follows the volume', spec: spec(secret({ defaultMode: 0o400, items: [{ key: 'a', path: 'a' }] })) },
    { name: 'no secret', spec: podOf(container(), { volumes: [{ name: 'a', configMap: { name: 'c' } }, { name: 'b', projected: { sources: [{ configMap: { name: 'c' } }] } }] }) },
  ],
  denies: [
    { name: 'nothing set', spec: spec(secret()), field, needs: 'whether the program can read files of mode 0400' },
    { name: 'nothing set where a group reads', spec: spec(secret(), { fsGroup: 10001 }), field, fixed: { [field]: 0o400 } },
    { name: 'nothing set where it is projected', spec: spec(projected(), { fsGroup: 10001 }), field: projectedField, fixed: { [projectedField]: 0o400 } },
    { name: 'projected without a group', spec: spec(projected()), field: projectedField, needs: 'whether the program can read files of mode 0400' },
    {
      name: 'open to everyone', spec: spec(secret({ defaultMode: 0o644 }), { fsGroup: 10001 }), field,
      needs: 'whether a program of another user reads the files',
    },
    {
      name: 'one open file', spec: spec(secret({ defaultMode: 0o400, items: [{ key: 'a', path: 'a', mode: 0o444 }] })), field,
      needs: 'whether a program of another user reads the files',
    },
    {
      name: 'an open file in an open volume', spec: spec(secret({ items: [{ key: 'a', path: 'a', mode: 0o444 }] }), { fsGroup: 1 }), field,
      needs: 'whether a program of another user reads the files',
    },
    {
      name: 'open where it is projected', spec: spec(projected({ defaultMode: 0o444 }), { fsGroup: 10001 }), field: projectedField,
      needs: 'whether a program of another user reads the files',
    },
  ],
});
