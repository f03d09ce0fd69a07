import { type XmlElement } from './xml';

/** Where an element does not match an XML Schema. Throws for what it does not know: it passes nothing that it did not look at. */
export function xmlViolations(schema: XmlElement, document: XmlElement): readonly string[] {
  expectNames(schema, ['xs:element']);
  const declarations = new Map(schema.children.map((child) => [child.attributes['name'] ?? '', child]));
  return elementViolations(document, declarations, `/${document.name}`);
}

type Declarations = ReadonlyMap<string, XmlElement>;

function elementViolations(element: XmlElement, declarations: Declarations, at: string): string[] {
  const declaration = declarations.get(element.name);
  if (declaration === undefined) return [`${at} is not declared`];
  if (declaration.attributes['type'] === 'xs:string') {
    return [...element.children.map(({ name }) => `${at} may not hold ${name}`), ...Object.keys(element.attributes).map((name) => `${at} may not have ${name}`)];
  }
  const [type, ...others] = declaration.children;
  if (type?.name !== 'xs:complexType' || others.length > 0) throw new Error(`The type of ${element.name} is not supported.`);
  expectNames(type, ['xs:sequence', 'xs:attribute']);
  const isMixed = type.attributes['mixed'] === 'true';
  return [
    ...(isMixed || element.text.trim() === '' ? [] : [`${at} may not hold text`]),
    ...attributeViolations(element, type.children.filter(({ name }) => name === 'xs:attribute'), at),
    ...sequenceViolations(element, type.children.filter(({ name }) => name === 'xs:sequence'), declarations, at),
  ];
}

function attributeViolations(element: XmlElement, attributes: readonly XmlElement[], at: string): string[] {
  for (const { attributes: { type } } of attributes) if (type !== 'xs:string') throw new Error(`The type ${type ?? ''} is not supported.`);
  const known = new Set(attributes.map(({ attributes: { name } }) => name));
  const missing = attributes.filter(({ attributes: { name = '', use } }) => use === 'required' && element.attributes[name] === undefined);
  return [
    ...missing.map(({ attributes: { name } }) => `${at} lacks ${name ?? ''}`),
    ...Object.keys(element.attributes).filter((name) => !known.has(name)).map((name) => `${at} may not have ${name}`),
  ];
}

function sequenceViolations(element: XmlElement, sequences: readonly XmlElement[], declarations: Declarations, at: string): string[] {
  let next = 0;
  const problems: string[] = [];
  for (const particle of sequences.flatMap(({ children }) => children)) {
    const { ref, minOccurs = '1', maxOccurs = '1' } = particle.attributes;
    if (particle.name !== 'xs:element' || ref === undefined) throw new Error(`${particle.name} in a sequence is not supported.`);
    let count = 0;
    while (element.children[next]?.name === ref) {
      next += 1;
      count += 1;
    }
    if (count < Number(minOccurs)) problems.push(`${at} lacks ${ref}`);
    if (maxOccurs !== 'unbounded' && count > Number(maxOccurs)) problems.push(`${at} holds too many ${ref}`);
  }
  const stray = element.children[next];
  if (stray !== undefined) problems.push(`${at} may not hold ${stray.name} there`);
  return [...problems, ...element.children.flatMap((child, index) => elementViolations(child, declarations, `${at}/${child.name}[${index}]`))];
}

function expectNames(element: XmlElement, names: readonly string[]): void {
  for (const { name } of element.children) if (!names.includes(name)) throw new Error(`${name} in ${element.name} is not supported.`);
}
