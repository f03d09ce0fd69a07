import { credentialUnder, type FoundCredential, isPlaceholder, knownFormIn } from './credential-patterns';

/** Files in ConfigMaps can be long, and lines of minified programs too: what a person wrote by hand is neither. */
const LONGEST_LINE = 500;

const ASSIGNMENT = /^[\s"'{-]*(?:export\s+|set\s+)?([A-Za-z][\w.-]{1,80})["']?\s{0,4}(?:=>|:=|[:=])\s{0,4}["']?([^"'\s,;#]{1,300})["']?[\s,;}]*(?:#.*)?$/;
const ELEMENT = /<([\w.-]{2,80})>([^<>]{1,300})<\/\1>/;
const CONNECTION = /(?:^|[;?&\s"'])(password|pwd)=([^;&\s"']{1,200})(?:[;&]|$)/i;

/** A credential in a text of many lines: a file of settings, a script. */
export function credentialInText(text: string): FoundCredential | undefined {
  const known = knownFormIn(text);
  if (known !== undefined) return known;
  for (const line of text.split('\n')) {
    const found = line.length > LONGEST_LINE ? undefined : credentialInLine(line);
    if (found !== undefined) return found;
  }
  return undefined;
}

function credentialInLine(line: string): FoundCredential | undefined {
  if (/^\s*(?:#|\/\/|;|\*|--|<!--)/.test(line)) return undefined;
  for (const pattern of [ASSIGNMENT, ELEMENT, CONNECTION]) {
    const [, name, value] = pattern.exec(line) ?? [];
    if (name === undefined || value === undefined || namesItself(name, value)) continue;
    const found = credentialUnder(name.toLowerCase() === 'pwd' ? 'password' : name, value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `password: password` says how a field is called, or what type it has. */
const namesItself = (name: string, value: string): boolean => name.toLowerCase().endsWith(value.toLowerCase()) || value === 'str';

/** A credential on a command line, and the word that it is in. */
export interface CredentialWord extends FoundCredential {
  readonly index: number;
}

/** The credentials in the words of a command: `--password=x`, `--password x`, and what a shell is told to run. */
export function credentialsInWords(words: readonly unknown[]): readonly CredentialWord[] {
  return words.flatMap((word, index) => {
    const found = typeof word === 'string' ? credentialInWord(word) ?? valueOfOption(words[index - 1], word) : undefined;
    return found === undefined ? [] : [{ ...found, index }];
  });
}

function credentialInWord(word: string): FoundCredential | undefined {
  const known = knownFormIn(word);
  if (known !== undefined) return known;
  const parts = word.split(/[\s;&|]+/);
  for (const [index, part] of parts.entries()) {
    const [, name, value] = /^-{0,2}([A-Za-z][\w.-]{1,80})=["']?([^"']{1,300})["']?$/.exec(part) ?? [];
    const found = name === undefined || value === undefined ? valueOfOption(parts[index - 1], part) : credentialUnder(name, value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function valueOfOption(option: unknown, value: string): FoundCredential | undefined {
  const [, name] = typeof option === 'string' ? (/^--?([A-Za-z][\w.-]{1,80})$/.exec(option) ?? []) : [];
  if (name === undefined || value.startsWith('-') || isPlaceholder(value)) return undefined;
  return credentialUnder(name, value.replace(/^["']|["']$/g, ''));
}
