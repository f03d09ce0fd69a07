import { type Declaration, declareFunction, declareMethod } from './declaration';
import { parseRequestUri, UrlError } from './url';
import { type CelValue, noSuchOverload, NotEvaluable, Opaque, Optional } from './value';

type Validate = (text: string) => readonly string[];

class Format extends Opaque {
  override readonly typeName = 'kubernetes.NamedFormat';

  constructor(readonly name: string, readonly validate: Validate) {
    super();
  }

  override equals(other: CelValue): boolean {
    if (!(other instanceof Format)) throw noSuchOverload();
    return this.name === other.name;
  }
}

interface NamePattern {
  readonly maximum: number;
  readonly pattern: string;
  readonly rule: string;
  readonly examples: readonly string[];
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const LABEL_KEY = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${LABEL_KEY})?`;

const label: NamePattern = {
  maximum: 63, pattern: LABEL, examples: ['my-name', '123-abc'],
  rule: "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
};
const subdomain: NamePattern = {
  maximum: 253, pattern: `${LABEL}(\\.${LABEL})*`, examples: ['example.com'],
  rule: "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
};
const label1035: NamePattern = {
  maximum: 63, pattern: '[a-z]([-a-z0-9]*[a-z0-9])?', examples: ['my-name', 'abc-123'],
  rule: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
};
const labelValue: NamePattern = {
  maximum: 63, pattern: LABEL_VALUE, examples: ['MyValue', 'my_value', '12345'],
  rule: "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
};
const keyName: NamePattern = {
  maximum: 63, pattern: LABEL_KEY, examples: ['MyName', 'my.name', '123-abc'],
  rule: "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
};

const fits = (text: string, { pattern }: NamePattern): boolean => new RegExp(`^${pattern}$`).test(text);

function check(text: string, rules: NamePattern): readonly string[] {
  const tooLong = Buffer.byteLength(text) > rules.maximum ? [`must be no more than ${rules.maximum} bytes`] : [];
  return fits(text, rules) ? tooLong : [...tooLong, describe(rules)];
}

function describe({ rule, pattern, examples }: NamePattern): string {
  return `${rule} (e.g. ${examples.map((example) => `'${example}'`).join(',  or ')}, regex used for validation is '${pattern}')`;
}

/** A label is also told from a subdomain, whose dots are its only fault. */
function checkLabel(text: string): readonly string[] {
  const problems = check(text, label);
  return fits(text, label) || !fits(text, subdomain) ? problems : [...problems.slice(0, -1), 'must not contain dots'];
}

function checkQualifiedName(text: string): readonly string[] {
  const parts = text.split('/');
  if (parts.length > 2) {
    const example = "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
    return [`${describe({ ...keyName, rule: example })} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const [name = '', prefix] = parts.toReversed();
  return [...checkPrefix(prefix), ...checkNamePart(name)];
}

function checkPrefix(prefix: string | undefined): readonly string[] {
  if (prefix === undefined) return [];
  return prefix === '' ? ['prefix part must be non-empty'] : check(prefix, subdomain).map((problem) => `prefix part ${problem}`);
}

function checkNamePart(name: string): readonly string[] {
  const empty = name === '' ? ['name part must be non-empty'] : [];
  const tooLong = Buffer.byteLength(name) > keyName.maximum ? [`name part must be no more than ${keyName.maximum} bytes`] : [];
  return [...empty, ...tooLong, ...(fits(name, keyName) ? [] : [describe(keyName)])];
}

/** Something will be added to the text, so that a hyphen at its end is fine. */
const asPrefix = (validate: Validate): Validate => (text) => validate(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text);

const one = (isValid: (text: string) => boolean, problem: string): Validate => (text) => (isValid(text) ? [] : [problem]);

function checkUri(text: string): readonly string[] {
  try {
    parseRequestUri(text);
    return [];
  } catch (error) {
    if (error instanceof UrlError) return [`parse ${JSON.stringify(text)}: ${error.message}`];
    throw error;
  }
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
}

const TIME = /^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$/;

function isDateTime(text: string): boolean {
  const [date = '', time] = text.toLowerCase().split('t');
  const [, hour = '', minute = '', second = ''] = TIME.exec(time ?? '') ?? [];
  return time !== undefined && isDate(date) && hour !== '' && hour <= '23' && minute <= '59' && second <= '59';
}

const label1035Check: Validate = (text) => check(text, label1035);
const subdomainCheck: Validate = (text) => check(text, subdomain);

const formats: readonly Format[] = [
  new Format('dns1123Label', checkLabel), new Format('dns1123LabelPrefix', asPrefix(checkLabel)),
  new Format('dns1123Subdomain', subdomainCheck), new Format('dns1123SubdomainPrefix', asPrefix(subdomainCheck)),
  new Format('dns1035Label', label1035Check), new Format('dns1035LabelPrefix', asPrefix(label1035Check)),
  new Format('qualifiedName', checkQualifiedName), new Format('labelValue', (text) => check(text, labelValue)),
  new Format('uri', checkUri), new Format('uuid', one((text) => UUID.test(text), 'does not match the UUID format')),
  new Format('byte', one((text) => BASE64.test(text), 'invalid base64')), new Format('date', one(isDate, 'invalid date')),
  new Format('datetime', one(isDateTime, 'invalid datetime')),
];

function validate({ name, validate: problemsOf }: Format, text: string): Optional {
  // The patterns of JavaScript and Go agree on these characters only.
  if (/[^\x00-\x7f]/.test(text) && (name === 'datetime' || name === 'date')) throw new NotEvaluable(`it validates unusual characters as ${name}`);
  const problems = problemsOf(text);
  return problems.length === 0 ? Optional.none : Optional.of(problems);
}

/** Kubernetes' own formats of names and values. */
export const formatFunctions: readonly Declaration[] = [
  ...formats.map((format) => declareFunction(`format.${format.name}(): kubernetes.NamedFormat`, () => format)),
  declareFunction('format.named(string): optional(kubernetes.NamedFormat)', (name: string) => {
    const found = formats.find((format) => format.name === name);
    return found === undefined ? Optional.none : Optional.of(found);
  }),
  declareMethod('kubernetes.NamedFormat.validate(string): optional(list(string))', validate),
];
