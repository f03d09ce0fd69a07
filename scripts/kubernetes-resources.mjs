#!/usr/bin/env node
// Writes src/manifest/schema/api-resources.ts: the resources that the API servers of the supported Kubernetes minors serve, with the verbs
// of each, from the discovery documents that Kubernetes keeps of them (api/discovery).
//
//   node scripts/kubernetes-resources.mjs           write the file
//   node scripts/kubernetes-resources.mjs --check   fail where the file differs from what would be written
//
// Needs Go with the modules below in its cache, or the network to fetch them. Nothing else in the repository needs them: the file is
// checked in. test/cluster/api-resources.test.ts compares it with the discovery of a running API server.
// A new minor: add it here, to scripts/kubernetes-fields.mjs and to src/platform.ts, run, and read the diff.
//
// Only stable versions count: those of alpha and beta are served where somebody switches them on. The documents are made with every feature
// gate on, so the subresources of gates that are off by default are among them.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const versions = ['1.28.15', '1.29.15', '1.30.14', '1.31.14', '1.32.13', '1.33.13', '1.34.4', '1.35.4', '1.36.3', '1.37.2'];
const target = join(dirname(fileURLToPath(import.meta.url)), '../src/manifest/schema/api-resources.ts');

const minorOf = (version) => Number(version.split('.')[1]);
const first = minorOf(versions[0]);
const last = minorOf(versions.at(-1));
const isStable = (version) => /^v\d+$/.test(version);

function discoveryDirectory(version) {
  const output = execFileSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@v${version}`], { encoding: 'utf8', cwd: dirname(target) });
  const found = JSON.parse(output);
  if (!found.Dir) throw new Error(`k8s.io/kubernetes@v${version}: ${found.Error ?? 'not found'}`);
  return join(found.Dir, 'api/discovery');
}

const readJson = (directory, name) => JSON.parse(readFileSync(join(directory, `${name}.json`), 'utf8'));

/** The group and the resources of each stable version. */
function* stableLists(directory) {
  yield ['', readJson(directory, 'api__v1').resources];
  for (const { name, versions: served } of readJson(directory, 'apis').groups) {
    for (const { version } of served.filter((each) => isStable(each.version))) {
      const file = `apis__${name}__${version}`;
      if (!existsSync(join(directory, `${file}.json`))) throw new Error(`${directory} has no ${file}.json`);
      yield [name, readJson(directory, file).resources];
    }
  }
}

/** By group and name: scope, verbs, and the minors in which they are so. */
const resources = new Map();

for (const version of versions) {
  const minor = minorOf(version);
  const seen = new Set();
  for (const [group, list] of stableLists(discoveryDirectory(version))) {
    for (const { name, namespaced, verbs } of list) {
      const key = `${group}\0${name}`;
      const isAgain = seen.has(key);
      seen.add(key);
      const text = JSON.stringify({ scope: namespaced ? 'namespaced' : 'cluster', verbs: [...verbs].sort() });
      const known = resources.get(key) ?? resources.set(key, { group, name, text, range: [minor, minor] }).get(key);
      // Two stable versions of one group (autoscaling) hold the same resource: RBAC knows no versions.
      if (known.text !== text) throw new Error(`${key} has two histories: the format cannot say that`);
      if (!isAgain && minor - known.range[1] > 1) throw new Error(`${key} went and came back: the format cannot say that`);
      known.range[1] = minor;
    }
  }
}

const groupsOf = new Map();
for (const { group, name } of resources.values()) groupsOf.set(name, [...(groupsOf.get(name) ?? []), group].sort());

/** As kubectl writes it: the plain name, with the group where another group has the name before it. */
function keyOf({ group, name }) {
  const [resource, ...subresource] = name.split('/');
  const isFirst = (groupsOf.get(resource) ?? [group])[0] === group;
  return [isFirst ? resource : `${resource}.${group}`, ...subresource].join('/');
}

const WHOLE = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const quote = (text) => `'${text}'`;

function lineOf({ group, name, text, range: [from, until] }) {
  const { scope, verbs } = JSON.parse(text);
  const fields = [
    `apiGroup: ${quote(group)}`, `scope: ${quote(scope)}`,
    `verbs: ${JSON.stringify(verbs) === JSON.stringify(WHOLE) ? 'WHOLE' : `[${verbs.map(quote).join(', ')}]`}`,
    ...(from === first ? [] : [`since: ${from}`]), ...(until === last ? [] : [`until: ${until}`]),
  ];
  return [keyOf({ group, name }), `{ ${fields.join(', ')} }`];
}

const lines = [...resources.values()].map(lineOf).sort(([a], [b]) => (a < b ? -1 : 1));

const text = `// Written by scripts/kubernetes-resources.mjs from the discovery documents of Kubernetes ${versions.join(', ')}.

/** What most resources can do. */
const WHOLE = [${WHOLE.map(quote).join(', ')}] as const;

/**
 * The resources that every API server of the supported minors serves, by the name that kubectl takes (with the group where two groups have
 * the name), and what can be done with each. \`since\` and \`until\` are minors, where not all have it.
 */
export const apiResources = {
${lines.map(([key, value]) => `  ${quote(key)}: ${value},`).join('\n')}
} as const;
`;

if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
  console.log(`${lines.length} resources, ${Math.round(text.length / 1000)} kB`);
} else if (readFileSync(target, 'utf8') !== text) {
  console.error('src/manifest/schema/api-resources.ts is not what the Go modules say: run node scripts/kubernetes-resources.mjs');
  process.exitCode = 1;
}
