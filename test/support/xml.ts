/** An element of an XML document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The text directly in the element. */
  readonly text: string;
}

const TOKEN = /<\?[^]*?\?>|<!--[^]*?-->|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Reads a document, and throws where it is not well-formed: a strict reader of the little XML that reports use. */
export function parseXml(text: string): XmlElement {
  const illegal = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (illegal !== null) throw new Error(`The character ${JSON.stringify(illegal[0])} at ${illegal.index} is not XML.`);
  const root = { name: '', attributes: {}, children: [] as XmlElement[], text: '' };
  const open: { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string }[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`There is no XML at ${at}: ${text.slice(at, at + 40)}`);
    const [, closed, opened, attributes = '', selfClosed, characters] = match;
    const parent = open.at(-1) ?? root;
    if (characters !== undefined) parent.text += unescapeXml(characters);
    if (closed !== undefined && (parent === root || open.pop()?.name !== closed)) throw new Error(`${closed} ends at ${at}, and does not begin.`);
    if (opened === undefined) continue;
    const element = { name: opened, attributes: attributesOf(attributes), children: [], text: '' };
    parent.children.push(element);
    if (selfClosed === '') open.push(element);
  }
  const [document, ...others] = root.children;
  if (open.length !== 1 || document === undefined || others.length > 0 || root.text.trim() !== '') throw new Error('A document is one element.');
  return document;
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([\w:.-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, unescapeXml(value)] as const);
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new Error(`An attribute is there twice: ${text}`);
  return Object.fromEntries(pairs);
}

function unescapeXml(text: string): string {
  return text.replace(/&([^;]*;?)/g, (reference, body: string) => {
    const character = ENTITIES[body.slice(0, -1)];
    if (!body.endsWith(';') || character === undefined) throw new Error(`${reference} is no reference.`);
    return character;
  });
}
