import type { KubernetesObject } from '../manifest/object';
import type { Path } from '../manifest/path';
import { credentialUnder, type FoundCredential, isPlaceholder, knownFormIn } from './credential-patterns';
import { credentialInText, credentialsInWords } from './credential-texts';
import { type Fields, fieldsAt, itemsAt } from '../manifest/fields';

/** A credential that is written into an object. */
export interface PlacedCredential extends FoundCredential {
  readonly path: Path;
}

/** The literal credentials in an object, by the rules for its kind. */
export function credentialsIn(object: KubernetesObject, podTemplatePath: Path | undefined): readonly PlacedCredential[] {
  if (isCore(object, 'Secret')) return [...valuesOfSecret(object)];
  if (isCore(object, 'ConfigMap')) return credentialsInConfigMap(object);
  return podTemplatePath === undefined ? [] : credentialsInWorkload(object, podTemplatePath);
}

const isCore = ({ apiVersion, kind }: KubernetesObject, wanted: string): boolean => apiVersion === 'v1' && kind === wanted;

/** What a Secret holds that is not public: all but certificates, names and addresses. */
export function* valuesOfSecret(object: KubernetesObject): Iterable<PlacedCredential> {
  for (const field of ['data', 'stringData']) {
    for (const [key, value] of textsIn(fieldsAt(object, field))) {
      const text = field === 'data' ? decode(value) : value;
      if (isPublic(key, text) && knownFormIn(text) === undefined) continue;
      yield { path: [field, key], form: 'a value', length: text.length };
    }
  }
}

/** The last word of keys that go with a secret and are none. */
const PUBLIC_KEY = /(?:^|[^a-z])(?:user|username|login|name|host|hostname|port|id|email|region|endpoint|server|address|url|uri|database|db|dbname|namespace|type|realm|issuer|audience|scheme|protocol|description|expiration|groups|crt|cer|pub|bundle|usage-bootstrap-[a-z]+)$/;
const PUBLIC_BLOCKS = /^(?:\s*-----BEGIN ((?:TRUSTED )?CERTIFICATE|PUBLIC KEY|RSA PUBLIC KEY|X509 CRL|CERTIFICATE REQUEST)-----[A-Za-z0-9+/=\s]*-----END \1-----)+\s*$/;

function isPublic(key: string, text: string): boolean {
  const spelled = key.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
  return text.trim() === '' || isPlaceholder(text) || PUBLIC_KEY.test(spelled) || PUBLIC_BLOCKS.test(text) || text.startsWith('ssh-');
}

/** Credentials in the settings and files of a ConfigMap, one for each key. */
export function credentialsInConfigMap(object: KubernetesObject): readonly PlacedCredential[] {
  const credentials: PlacedCredential[] = [];
  for (const [key, text] of textsIn(fieldsAt(object, 'data'))) {
    const found = text.includes('\n') ? credentialInText(text) : (credentialUnder(key, text) ?? credentialInText(text));
    if (found !== undefined) credentials.push({ ...found, path: ['data', key] });
  }
  for (const [key, value] of textsIn(fieldsAt(object, 'binaryData'))) {
    const found = knownFormIn(decode(value));
    if (found !== undefined) credentials.push({ ...found, path: ['binaryData', key] });
  }
  return credentials;
}

/** Credentials in what the pods of a workload are given: environment, command line, annotations. */
export function credentialsInWorkload(object: KubernetesObject, podTemplatePath: Path): readonly PlacedCredential[] {
  const template = podTemplatePath.reduce<unknown>((parent, step) => fieldsAt(parent, String(step)), object);
  const podSpec = fieldsAt(template, 'spec');
  return [
    ...(podTemplatePath.length > 0 ? inAnnotations(object, []) : []),
    ...inAnnotations(template, podTemplatePath),
    ...CONTAINER_LISTS.flatMap((list) => itemsAt(podSpec, list).flatMap((container, index) => inContainer(container, [...podTemplatePath, 'spec', list, index]))),
  ];
}

const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'];

function inContainer(container: Fields, path: Path): readonly PlacedCredential[] {
  const credentials: PlacedCredential[] = [];
  itemsAt(container, 'env').forEach(({ name, value }, index) => {
    const found = typeof name === 'string' && typeof value === 'string' ? credentialUnder(name, value) : undefined;
    if (found !== undefined) credentials.push({ ...found, path: [...path, 'env', index, 'value'] });
  });
  for (const field of ['command', 'args']) {
    const words: unknown = container[field];
    if (!Array.isArray(words)) continue;
    for (const { index, ...found } of credentialsInWords(words)) credentials.push({ ...found, path: [...path, field, index] });
  }
  return credentials;
}

/** The name of an annotation often holds the word for a Secret whose name is the value: only passwords and known formats count. */
function inAnnotations(parent: unknown, path: Path): readonly PlacedCredential[] {
  const credentials: PlacedCredential[] = [];
  for (const [key, value] of textsIn(fieldsAt(fieldsAt(parent, 'metadata'), 'annotations'))) {
    const found = /passw(?:or)?d$/i.test(key) ? credentialUnder('password', value) : knownFormIn(value);
    if (found !== undefined) credentials.push({ ...found, path: [...path, 'metadata', 'annotations', key] });
  }
  return credentials;
}

const textsIn = (map: Fields): readonly (readonly [string, string])[] =>
  Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '');

/** Text in base64. What is none, the API server refuses; here it counts as it stands. */
function decode(value: string): string {
  return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value) ? Buffer.from(value, 'base64').toString('utf8') : value;
}
