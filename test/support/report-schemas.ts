import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ErrorObject } from 'ajv';
import { load } from 'js-yaml';
import { parseXml } from './xml';
import { xmlViolations } from './xml-schema';

const read = (file: string): string => readFileSync(join(__dirname, '../fixtures/report-schemas', file), 'utf8');

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
ajv.addFormat('uri', (text: string) => URL.canParse(text) && !/\s/.test(text));
ajv.addFormat('uri-reference', (text: string) => URL.canParse(text, 'https://example.com/') && !/[\s<>"{}|\\^`]/.test(text));
ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)));
ajv.addFormat('int32', true);
ajv.addFormat('int64', true);

type Schema = Readonly<Record<string, unknown>>;

/** A judge by a JSON Schema: where a value breaks it. */
function judge(schema: Schema): (value: unknown) => readonly string[] {
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message = '' }: ErrorObject) => `${instancePath} ${message}`));
}

/** Of the keywords of draft 4 that the schema uses, all mean the same in the drafts that the judge knows. */
function sarifSchema(): Schema {
  const { $schema, id, ...schema } = JSON.parse(read('sarif-2.1.0.json')) as Schema;
  if ($schema !== 'http://json-schema.org/draft-04/schema#' || typeof id !== 'string') throw new Error('This is not the schema that the judge was made for.');
  return schema;
}

/** The official schema of SARIF 2.1.0. */
export const sarifViolations = judge(sarifSchema());

const junitSchema = parseXml(read('junit-4.xsd'));

/** The schema of JUnit reports that Jenkins uses. */
export const junitViolations = (text: string): readonly string[] => xmlViolations(junitSchema, parseXml(text));

interface CustomResource {
  readonly spec: { readonly names: { readonly kind: string }; readonly group: string; readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[] };
}

const openreportsSchemas = new Map<string, (value: unknown) => readonly string[]>(['openreports.io_reports.yaml', 'openreports.io_clusterreports.yaml'].flatMap((file) => {
  const { spec: { group, names: { kind }, versions } } = load(read(file)) as CustomResource;
  return versions.map(({ name, schema }) => [`${group}/${name} ${kind}`, judge(closed(schema.openAPIV3Schema))] as const);
}));

/** An API server drops fields that a CustomResourceDefinition does not name: here that is an error. */
function closed(schema: unknown): Schema {
  if (Array.isArray(schema)) return schema.map(closed) as unknown as Schema;
  if (schema === null || typeof schema !== 'object') return schema as Schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in schema && 'type' in schema && !('additionalProperties' in schema) ? { ...copy, additionalProperties: false } : copy;
}

/** Where an object breaks the definition of its kind. */
export function openreportsViolations(object: { readonly apiVersion: string; readonly kind: string }): readonly string[] {
  const violations = openreportsSchemas.get(`${object.apiVersion} ${object.kind}`);
  if (violations === undefined) return [`there is no definition of ${object.apiVersion} ${object.kind}`];
  return violations(object);
}

/**
 * What GitLab documents of its Code Quality artifact. Its parser asks for less: whatever passes here passes the schema that GitLab itself checks
 * artifacts with, `app/validators/json_schemas/codeclimate.json`.
 */
export const gitlabViolations = judge({
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'location', 'severity'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', minLength: 1 },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', minLength: 1, not: { pattern: '^(/|\\./)' } },
          lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
        },
      },
    },
  },
});
