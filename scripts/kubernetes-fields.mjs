#!/usr/bin/env node
// Writes src/manifest/schema/fields.json: every built-in kind and field of the supported Kubernetes minors, from Kubernetes' own OpenAPI
// documents.
//
//   node scripts/kubernetes-fields.mjs           write the file
//   node scripts/kubernetes-fields.mjs --check   fail where the file differs from what would be written
//
// Needs Go with the modules below in its cache, or the network to fetch them. Nothing else in the repository needs them: the file is
// checked in.
// A new minor: add it here and to src/platform.ts, run, and read the diff: it is one line a type.
//
// The format, read by src/manifest/schema/data.ts:
//   kinds    "apps/v1 Deployment": "namespaced apps.v1.Deployment", then `@range` where not every minor serves it, then `deprecated@34`
//   removed  "policy/v1beta1 PodDisruptionBudget": 25, the minor that no longer serves it, where that is before the first one here
//   types    "core.v1.PodSpec": "name:type …": `[T]` is a list, `{T}` a map, `!` a required field, `@32` since 1.32, `@30-33` between,
//            `@-31` until 1.31
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const versions = ['1.28.15', '1.29.15', '1.30.14', '1.31.14', '1.32.13', '1.33.13', '1.34.4', '1.35.4', '1.36.3', '1.37.2'];
const target = join(dirname(fileURLToPath(import.meta.url)), '../src/manifest/schema/fields.json');

const minorOf = (version) => Number(version.split('.')[1]);
const first = minorOf(versions[0]);
const last = minorOf(versions.at(-1));

/**
 * Removed before the first minor here, and no longer in the lifecycle declarations of k8s.io/api at that minor. From the deprecated API
 * migration guide.
 */
const removedEarlier = {
  'apiextensions.k8s.io/v1beta1 CustomResourceDefinition': 22,
  'apiregistration.k8s.io/v1beta1 APIService': 22,
  'auditregistration.k8s.io/v1alpha1 AuditSink': 19,
  'batch/v2alpha1 CronJob': 21,
  'extensions/v1beta1 PodSecurityPolicy': 16,
  'policy/v1beta1 PodSecurityPolicy': 25,
  'rbac.authorization.k8s.io/v1alpha1 ClusterRole': 22,
  'rbac.authorization.k8s.io/v1alpha1 ClusterRoleBinding': 22,
  'rbac.authorization.k8s.io/v1alpha1 Role': 22,
  'rbac.authorization.k8s.io/v1alpha1 RoleBinding': 22,
  'scheduling.k8s.io/v1alpha1 PriorityClass': 22,
  'settings.k8s.io/v1alpha1 PodPreset': 20,
};

/** Definitions that OpenAPI describes loosely, by what the decoder takes. */
const scalars = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'int-or-string',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'micro-time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'any',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Patch': 'any',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'any',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON': 'any',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray': 'any',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool': 'any',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray': 'any',
};

function moduleDirectory(module, version) {
  const output = execFileSync('go', ['mod', 'download', '-json', `${module}@v${version}`], { encoding: 'utf8', cwd: dirname(target) });
  const found = JSON.parse(output);
  if (!found.Dir) throw new Error(`${module}@v${version}: ${found.Error ?? 'not found'}`);
  return found.Dir;
}

const shortName = (name) => name.replace(/^io\.k8s\.(api\.|apimachinery\.pkg\.apis\.|[\w-]+\.pkg\.apis\.)/, '');

const apiVersionOf = ({ group, version }) => (group ? `${group}/${version}` : version);

function typeOf(schema) {
  if (schema.$ref) {
    const name = schema.$ref.replace('#/definitions/', '');
    return scalars[name] ?? shortName(name);
  }
  if (schema.type === 'array') return `[${typeOf(schema.items)}]`;
  if (schema.type === 'object') return schema.additionalProperties ? `{${typeOf(schema.additionalProperties)}}` : 'any';
  if (schema.type === 'integer') return schema.format === 'int32' ? 'int32' : 'int64';
  if (schema.type === 'string' && schema.format === 'byte') return 'bytes';
  if (['string', 'boolean', 'number'].includes(schema.type)) return schema.type;
  throw new Error(`a schema of no known type: ${JSON.stringify(schema)}`);
}

/** The kinds that can be read or written by name or created, with their scope, from the paths of the document. */
function kindsOf(swagger) {
  const kinds = new Map();
  for (const [path, operations] of Object.entries(swagger.paths)) {
    const scope = path.includes('/namespaces/{namespace}/') ? 'namespaced' : 'cluster';
    for (const operation of ['get', 'post', 'put'].map((method) => operations[method])) {
      const kind = operation?.['x-kubernetes-group-version-kind'];
      if (!kind || !['get', 'post', 'put', 'list'].includes(operation['x-kubernetes-action'])) continue;
      const key = `${apiVersionOf(kind)} ${kind.kind}`;
      if (kinds.get(key) !== 'namespaced') kinds.set(key, scope);
    }
  }
  return kinds;
}

/** What each kind is called among the definitions. Kinds that only carry options for other requests are left out. */
function definitionNames(swagger) {
  const names = new Map();
  for (const [name, { properties, ...definition }] of Object.entries(swagger.definitions)) {
    for (const kind of definition['x-kubernetes-group-version-kind'] ?? []) {
      if (properties?.kind && properties.apiVersion) names.set(`${apiVersionOf(kind)} ${kind.kind}`, shortName(name));
    }
  }
  return names;
}

/** `@32`, `@30-33`, `@-31`, or nothing where it is as wide as what it stands in. */
function rangeText([from, until], [outerFrom, outerUntil]) {
  if (from === outerFrom && until === outerUntil) return '';
  return `@${from === outerFrom ? '' : from}${until === outerUntil ? '' : `-${until}`}`;
}

/** Joins what is the same in consecutive minors. */
class History {
  #spans = new Map();

  add(key, value, minor) {
    const spans = this.#spans.get(key) ?? this.#spans.set(key, []).get(key);
    const current = spans.at(-1);
    if (current?.value === value && current.range[1] === minor - 1) current.range[1] = minor;
    else spans.push({ value, range: [minor, minor] });
  }

  entries() {
    return [...this.#spans].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

const kinds = new History();
const types = new Map();

for (const version of versions) {
  const minor = minorOf(version);
  const file = join(moduleDirectory('k8s.io/kubernetes', version), 'api/openapi-spec/swagger.json');
  const swagger = JSON.parse(readFileSync(file, 'utf8'));
  const names = definitionNames(swagger);
  const reachable = [];
  for (const [kind, scope] of kindsOf(swagger)) {
    const name = names.get(kind);
    if (!name) continue;
    kinds.add(kind, `${scope} ${name}`, minor);
    reachable.push(name);
  }
  const definitions = new Map(Object.entries(swagger.definitions).map(([name, definition]) => [shortName(name), definition]));
  const seen = new Set();
  for (let name = reachable.pop(); name; name = reachable.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const definition = definitions.get(name);
    if (!types.has(name)) types.set(name, { fields: new History(), range: [minor, minor] });
    const type = types.get(name);
    if (minor - type.range[1] > 1) throw new Error(`${name} went and came back: the format cannot say that`);
    type.range[1] = minor;
    for (const [field, schema] of Object.entries(definition.properties ?? {})) {
      const text = typeOf(schema);
      type.fields.add(field, definition.required?.includes(field) ? `${text}!` : text, minor);
      const referenced = text.replace(/[[\]{}]/g, '');
      if (definitions.has(referenced)) reachable.push(referenced);
    }
  }
}

/** What the API's own declarations say about a minor: `APILifecycleRemoved` or `APILifecycleDeprecated`, by kind. */
function lifecycle(version, what) {
  const directory = moduleDirectory('k8s.io/api', version.replace(/^1/, '0'));
  const found = {};
  for (const file of readdirSync(directory, { recursive: true }).filter((path) => path.endsWith('prerelease-lifecycle.go'))) {
    const [group, apiVersion] = file.split('/');
    const groupName = /GroupName = "(.*)"/.exec(readFileSync(join(directory, group, apiVersion, 'register.go'), 'utf8'))[1];
    const pattern = new RegExp(`func \\(in \\*(\\w+)\\) APILifecycle${what}\\(\\) .*\\n\\treturn 1, (\\d+)`, 'g');
    for (const [, kind, minor] of readFileSync(join(directory, file), 'utf8').matchAll(pattern)) {
      found[`${apiVersionOf({ group: groupName, version: apiVersion })} ${kind}`] = Number(minor);
    }
  }
  return found;
}

const deprecated = { ...lifecycle(versions[0], 'Deprecated'), ...lifecycle(versions.at(-1), 'Deprecated') };
const removed = Object.entries({ ...lifecycle(versions[0], 'Removed'), ...removedEarlier })
  .filter(([kind, minor]) => minor <= first && !kind.endsWith('List'))
  .sort(([a], [b]) => (a < b ? -1 : 1));

const lines = (entries) => entries.map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(',\n');

const kindLines = kinds.entries().map(([kind, spans]) => {
  if (spans.length > 1) throw new Error(`${kind} has two histories: the format cannot say that`);
  const [{ value, range }] = spans;
  const isDeprecated = deprecated[kind] <= last ? ` deprecated@${deprecated[kind]}` : '';
  return [kind, `${value}${rangeText(range, [first, last])}${isDeprecated}`];
});

const typeLines = [...types].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { fields, range }]) => {
  const texts = fields.entries().flatMap(([field, spans]) => spans.map((span) => `${field}:${span.value}${rangeText(span.range, range)}`));
  return [name, texts.join(' ')];
});

const text = `{
  "kubernetes": ${JSON.stringify(versions)},
  "kinds": {
${lines(kindLines)}
  },
  "removed": {
${lines(removed)}
  },
  "types": {
${lines(typeLines)}
  }
}
`;

if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
  console.log(`${kindLines.length} kinds, ${typeLines.length} types, ${Math.round(text.length / 1000)} kB`);
} else if (readFileSync(target, 'utf8') !== text) {
  console.error('src/manifest/schema/fields.json is not what the Go modules say: run node scripts/kubernetes-fields.mjs');
  process.exitCode = 1;
}
