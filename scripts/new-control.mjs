// `npm run new-control -- pod/pod-something`: writes the control and its test, to be filled in, and lists the control in the catalogue.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constantName } from './generate/index.mjs';
import { root } from './generate/load.mjs';

const [argument = ''] = process.argv.slice(2);
const [, area, id] = /^([a-z]+)\/(\1(?:-[a-z0-9]+)+)$/.exec(argument) ?? [];

if (id === undefined) fail(`Give <area>/<area>-<what-must-hold>, such as pod/pod-no-privileged; not ${JSON.stringify(argument)}.`);
const files = {
  [`src/controls/${area}/${id}.ts`]: controlText(),
  [`test/controls/${area}/${id}.test.ts`]: testText(),
};
const existing = Object.keys(files).filter((path) => existsSync(join(root, path)));
if (existing.length > 0) fail(`Already there: ${existing.join(', ')}.`);

for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(`Written: ${path}`);
}
console.log('Fill both in, then: npm run generate, npx jest', `test/controls/${area}/${id}`);
process.exitCode = spawnSync(process.execPath, [join(root, 'scripts/generate.mjs')], { stdio: 'inherit' }).status ?? 1;

function fail(message) {
  console.error(message);
  process.exit(2);
}

function controlText() {
  return `import { control } from '../control';

export const ${constantName(id)} = control({
  id: '${id}',
  title: 'What holds, as a statement',
  layer: 'container',
  component: 'pod',
  severity: 'high',
  rationale: 'What an attacker gains where it does not hold.',
  remediation: 'Set the field to the value.',
  // At least one, as in the other controls: without any, the tests of the repository fail.
  references: [],
  each: 'container',
  field: 'securityContext.privileged',
  expected: 'false',
  revisions: {
    '1.0': 'container.?securityContext.?privileged.orValue(false) == false',
  },
  fix: false,
});
`;
}

function testText() {
  return `import { ${constantName(id)} } from '../../../src/controls/${area}/${id}';
import { container, inContainer, podOf, secured } from '../../support/pods';
import { testControl } from '../../support/test-control';

testControl(${constantName(id)}, {
  allows: [
    { name: 'an unset field', spec: podOf(container()) },
  ],
  denies: [
    {
      name: 'true',
      spec: podOf(secured({ privileged: true })),
      field: inContainer('privileged'),
      fixed: { [inContainer('privileged')]: false },
    },
  ],
});
`;
}
