#!/usr/bin/env node
// Writes src/check/policy/presence.json: which fields an object has when the API server shows it to an expression, from the Go types of
// Kubernetes. OpenAPI does not tell: there, `hostNetwork: false` is a field, but the API server drops it; `resources` is optional, but the
// API server always writes it.
//
//   node scripts/kubernetes-presence.mjs           write the file
//   node scripts/kubernetes-presence.mjs --check   fail where the file differs from what would be written
//
// Needs Go with the modules below in its cache, or the network to fetch them. Nothing else in the repository needs them: the file is
// checked in. A new minor: put its modules first, run, and read the diff.
//
// The format: "core.v1.PodSpec": "hostUsers:p …", for each field that is not what its OpenAPI type suggests.
//   d   dropped where it is empty: 0, false, "", [] or {}
//   p   shown where it was given, empty or not: a pointer
//   a   always shown, empty if it was not given
//   n   always shown, null if it was not given
// What the types suggest: a for required fields, or n where they are lists or maps; p for optional objects; d for everything else.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'src/check/policy/presence.json');
const fields = JSON.parse(readFileSync(join(root, 'src/manifest/schema/fields.json'), 'utf8'));

/** Newest first: the older ones only add what is gone since. */
const modules = [
  { module: 'k8s.io/api', versions: ['0.37.2', '0.35.2', '0.30.14'], prefix: '' },
  { module: 'k8s.io/apimachinery', versions: ['0.37.2'], prefix: 'pkg/apis' },
  { module: 'k8s.io/apiextensions-apiserver', versions: ['0.37.2'], prefix: 'pkg/apis' },
  { module: 'k8s.io/kube-aggregator', versions: ['0.37.2'], prefix: 'pkg/apis' },
];

/** Structs that JSON shows as something else. */
const SCALAR_STRUCTS = new Set(['metav1.Time', 'metav1.MicroTime', 'resource.Quantity', 'intstr.IntOrString', 'runtime.RawExtension', 'metav1.FieldsV1']);

function directoryOf(module, version) {
  const { Dir } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', `${module}@v${version}`], { encoding: 'utf8', cwd: dirname(target) }));
  return Dir;
}

/** The types of a package: what each named type is, and the fields of the structs. */
function readPackage(directory) {
  const named = new Map();
  const structs = new Map();
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go') && !name.startsWith('zz_'))) {
    const text = readFileSync(join(directory, file), 'utf8').replace(/\/\/.*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '');
    for (const [, name, body] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) structs.set(name, readFields(body));
    for (const [, name, type] of text.matchAll(/^type (\w+) ((?!struct|interface)[^\n{]+)$/gm)) named.set(name, type.trim());
  }
  return { named, structs };
}

function readFields(body) {
  return [...body.matchAll(/^\s*(?:(\w+)\s+)?([^\s`]+)\s+`json:"([^"]*)"/gm)].map(([, , type, tag]) => {
    const [name, ...options] = tag.split(',');
    return { name, type, inline: options.includes('inline'), omitempty: options.includes('omitempty'), omitzero: options.includes('omitzero') };
  });
}

/** The Go type behind the names of a package. */
function resolve(type, { named }) {
  const next = named.get(type);
  return next === undefined ? type : resolve(next, { named });
}

function codeOf({ type, omitempty, omitzero }, pack) {
  const resolved = resolve(type, pack);
  if (resolved.startsWith('*')) return omitempty || omitzero ? 'p' : 'n';
  if (resolved.startsWith('[]') || resolved.startsWith('map[')) return omitempty || omitzero ? 'd' : 'n';
  const isStruct = pack.structs.has(resolved) || SCALAR_STRUCTS.has(type) || /^\w+\.\w+$/.test(resolved);
  const isScalar = /\.(URIScheme|UID|DecodableString|ResourceName|Protocol|FinalizerName|NodeName|RestartPolicy|ConditionStatus|LabelSelectorOperator)$/.test(type)
    || ['string', 'bool', 'float64', 'float32'].includes(resolved) || /^u?int\d*$/.test(resolved);
  if (isStruct && !isScalar) return omitzero ? 'd' : resolved.endsWith('Time') ? 'n' : 'a';
  return omitempty || omitzero ? 'd' : 'a';
}

const types = new Map();

for (const { module, versions, prefix } of modules) {
  for (const version of versions) {
    const base = join(directoryOf(module, version), prefix);
    for (const group of readdirSync(base, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
      for (const apiVersion of readdirSync(join(base, group.name)).filter((name) => /^v\d/.test(name))) {
        const directory = join(base, group.name, apiVersion);
        if (!existsSync(join(directory, 'types.go'))) continue;
        const pack = readPackage(directory);
        for (const [name, members] of pack.structs) {
          const key = `${group.name}.${apiVersion}.${name}`;
          if (!types.has(key)) types.set(key, members.flatMap((member) => flatten(member, pack)));
        }
      }
    }
  }
}

function flatten(field, pack) {
  if (!field.inline || field.name !== '') return [{ name: field.name, code: codeOf(field, pack) }];
  return (pack.structs.get(field.type.replace('*', '')) ?? []).flatMap((member) => flatten(member, pack));
}

function suggestedCode(type) {
  const spelled = type.replace(/@.*/, '');
  const isCollection = /^[[{]/.test(spelled);
  if (spelled.endsWith('!')) return isCollection ? 'n' : 'a';
  return spelled in fields.types ? 'p' : 'd';
}

const missing = [];
const lines = Object.entries(fields.types).flatMap(([name, text]) => {
  if (text === '') return [];
  const known = types.get(name);
  if (known === undefined) {
    missing.push(name);
    return [];
  }
  const codes = new Map(known.map((field) => [field.name, field.code]));
  const entries = text.split(' ').map((entry) => [entry.slice(0, entry.indexOf(':')), entry.slice(entry.indexOf(':') + 1)]);
  const different = [...new Map(entries).entries()].flatMap(([field, type]) => {
    const code = codes.get(field);
    return code === undefined || code === suggestedCode(type) ? [] : [`${field}:${code}`];
  });
  return different.length === 0 ? [] : [`    ${JSON.stringify(name)}: ${JSON.stringify(different.join(' '))}`];
});

const text = `{\n  "kubernetes": ${JSON.stringify(modules[0].versions.map((version) => version.replace(/^0/, '1')))},\n  "types": {\n${lines.join(',\n')}\n  }\n}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) throw new Error(`${target} is not what ${process.argv[1]} writes.`);
} else writeFileSync(target, text);
console.log(`${lines.length} types with exceptions; no Go type found for ${missing.length}: ${missing.join(', ')}`);
