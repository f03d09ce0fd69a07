import type { KubernetesObject } from '../../manifest/object';

/** Writes objects as YAML documents. JSON is YAML: values that look like something else stay what they are. */
export const yamlDocuments = (objects: readonly KubernetesObject[]): string => objects.map((object) => `---\n${yamlValue(object, '')}\n`).join('');

/** A value in block style, its texts as in JSON. */
function yamlValue(value: unknown, indent: string): string {
  if (Array.isArray(value)) return value.map((item) => `${indent}- ${yamlValue(item, `${indent}  `).trimStart()}`).join('\n');
  if (value === null || typeof value !== 'object') return `${indent}${scalar(value)}`;
  return Object.entries(value).filter(([, item]) => item !== undefined).map(([key, item]) => entry(key, item, indent)).join('\n');
}

function entry(key: string, value: unknown, indent: string): string {
  const name = `${indent}${scalar(key)}:`;
  if (value === null || typeof value !== 'object') return `${name} ${scalar(value)}`;
  if (Object.keys(value).length === 0) return `${name} ${Array.isArray(value) ? '[]' : '{}'}`;
  return `${name}\n${yamlValue(value, `${indent}  `)}`;
}

/** Words without quotes are for names that no version of YAML reads as anything else. */
function scalar(value: unknown): string {
  const isPlain = typeof value === 'string' && /^[A-Za-z][\w./-]*$/.test(value) && !/^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}
