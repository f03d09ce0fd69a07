/**
 * What a credential looks like. A token of a public format is one wherever it stands; anything else only under a name that says so, and only
 * where it is neither a placeholder nor a pointer to the value. Nothing here returns a value: only its form and length.
 */

/** A credential that was found in a text. */
export interface FoundCredential {
  /** With its article, as in a finding: "an AWS access key". Never the value. */
  readonly form: string;
  readonly length: number;
}

interface Format {
  readonly form: string;
  readonly pattern: RegExp;
  /** A part of every match, lower case: patterns run only where it is. */
  readonly marker: string;
}

/** The formats that their issuers have published. Every repetition is bounded or has one way to match: texts come from untrusted files. */
const FORMATS: readonly Format[] = [
  { form: 'an AWS access key', marker: 'akia', pattern: /\bAKIA[A-Z2-7]{16}\b/ },
  { form: 'an AWS access key', marker: 'asia', pattern: /\bASIA[A-Z2-7]{16}\b/ },
  { form: 'a Google API key', marker: 'aiza', pattern: /\bAIza[\w-]{35}(?![\w-])/ },
  { form: 'a Google client secret', marker: 'gocspx-', pattern: /\bGOCSPX-[\w-]{28}(?![\w-])/ },
  { form: 'an Azure storage key', marker: 'accountkey=', pattern: /\bAccountKey=[A-Za-z0-9+/]{86}==/ },
  { form: 'an Azure access key', marker: 'sharedaccesskey=', pattern: /\bSharedAccessKey=[A-Za-z0-9+/]{43}=/ },
  { form: 'an Azure client secret', marker: '8q~', pattern: /(?<![\w~.-])[\w~.-]{3}8Q~[\w~.-]{31,34}(?![\w~.-])/ },
  { form: 'a GitHub token', marker: 'gh', pattern: /\bgh[pousr]_[A-Za-z0-9]{36,255}/ },
  { form: 'a GitHub token', marker: 'github_pat_', pattern: /\bgithub_pat_\w{36,120}/ },
  { form: 'a GitLab token', marker: 'gl', pattern: /\bgl(?:pat|dt|rt|ptt|agent|oas|soat|cbt|imt|ft)-[\w-]{20,100}/ },
  { form: 'a Slack token', marker: 'xox', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{20,200}/ },
  { form: 'a Slack webhook', marker: 'hooks.slack.com', pattern: /\bhooks\.slack\.com\/services\/T\w{6,12}\/B\w{6,12}\/\w{20,40}/ },
  { form: 'a Stripe key', marker: 'k_live_', pattern: /\b[rs]k_live_[A-Za-z0-9]{16,100}/ },
  { form: 'an npm token', marker: 'npm_', pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { form: 'a PyPI token', marker: 'pypi-', pattern: /\bpypi-AgEIcHlwaS5vcmc[\w-]{40,300}/ },
  { form: 'a Docker token', marker: 'dckr_pat_', pattern: /\bdckr_pat_[\w-]{27,40}/ },
  { form: 'a Vault token', marker: 'hv', pattern: /\bhv[bsr]\.[\w-]{24,200}/ },
  { form: 'a SendGrid key', marker: 'sg.', pattern: /\bSG\.[\w-]{22}\.[\w-]{43}(?![\w-])/ },
  { form: 'an OpenAI key', marker: 't3blbkfj', pattern: /\bsk-[\w-]{20,80}T3BlbkFJ[\w-]{20,100}/ },
  { form: 'an Anthropic key', marker: 'sk-ant-', pattern: /\bsk-ant-[a-z0-9]{3,12}-[\w-]{40,150}/ },
  { form: 'a DigitalOcean token', marker: '_v1_', pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/ },
  { form: 'an age key', marker: 'age-secret-key-1', pattern: /\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b/ },
  { form: 'a JSON Web Token', marker: 'eyj', pattern: /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{16,1000}/ },
  // Where there is only the frame, as in documentation, nothing is lost.
  { form: 'a private key', marker: 'private key', pattern: /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\\rn]{1,8}(?:[A-Za-z0-9-]{1,20}: [^\n\\]{1,80}[\s\\rn]{1,8}){0,4}[A-Za-z0-9+/=]{40}[A-Za-z0-9+/=\s\\]{0,8000}/ },
  { form: 'a login to a registry', marker: '"auth', pattern: /"auth\\?"\s{0,4}:\s{0,4}\\?"[A-Za-z0-9+/]{8,400}={0,2}\\?"/ },
];

const HEADER = /\bauthorization["']?\s{0,4}[:=]\s{0,4}["']?(?:basic|bearer)\s{1,4}([\w.~+/=-]{8,2000})/i;
const URL_WITH_PASSWORD = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'<>]{0,100}:([^\s/@"'<>]{1,200})@[\w[{$<-]/gi;

/** Whether any pattern is worth running. Nearly every text has none of the markers. */
const ANY_MARKER = new RegExp(FORMATS.map(({ marker }) => marker.replace(/[.]/g, '\\$&')).join('|'), 'i');
const ALL_FORMATS = FORMATS.map(({ form, marker, pattern }) => ({ form, marker, pattern: new RegExp(pattern, 'g') }));
const SHORTEST = 9;

/** A credential of a public format anywhere in a text; `undefined` where there is none. */
export function knownFormIn(text: string): FoundCredential | undefined {
  if (text.length < SHORTEST) return undefined;
  const token = ANY_MARKER.test(text) ? tokenIn(text) : undefined;
  return token ?? (/authorization/i.test(text) || (text.includes('@') && text.includes('://')) ? loginIn(text) : undefined);
}

function tokenIn(text: string): FoundCredential | undefined {
  const lower = text.toLowerCase();
  for (const { form, marker, pattern } of ALL_FORMATS) {
    if (!lower.includes(marker)) continue;
    for (const [match] of text.matchAll(pattern)) if (!isPlaceholder(match)) return { form, length: match.length };
  }
  return undefined;
}

function loginIn(text: string): FoundCredential | undefined {
  const header = HEADER.exec(text)?.[1];
  if (header !== undefined && isLiteral(header)) return { form: 'an Authorization header', length: header.length };
  for (const [, password = ''] of text.matchAll(URL_WITH_PASSWORD)) {
    if (isLiteral(password)) return { form: 'a URL with a password', length: password.length };
  }
  return undefined;
}

/** What stands where a value will be: it opens nothing. */
const PLACEHOLDERS: readonly RegExp[] = [
  /^[\s"'*.xX_#?-]*$/,
  /[<>]|\$[({A-Za-z_\d]|\{\{|%[({]|^%s$|^__\w+__$|^@\w+@$|^\[.*\]$/,
  /chang(?:e|ing)[-_ ]?(?:me|it|this)|replac(?:e|ing)[-_ ]?(?:me|it|this|with)|place[-_ ]?holder|redacted|fixme|todo\b|insert[-_ ]|fill[-_ ]?(?:me|in)/,
  /^(?:your|some|put|enter|provide|set)[-_ ]|example|dummy|fake|notreal|not[-_]real|goes[-_ ]?here/,
  /^(?:none|null|nil|undefined|unset|n\/a|tbd|todo|true|false|yes|no|on|off|auto|default|required|optional|enabled?|disabled?|string|any|empty)$/,
  // Encrypted with SOPS, or a pointer into a store.
  /@azurekeyvault$/,
  /^enc\[|^(?:vault|secretref|secrets?manager|awssm|gcpsm|keyvault|ssm|env|file|op|ref\+\w+|secret|projects|arn|kms):/,
];

/** Whether a value stands for another: a template, a reference into a store, a word such as `changeme`. */
export function isPlaceholder(value: string): boolean {
  const lower = value.trim().toLowerCase();
  return PLACEHOLDERS.some((pattern) => pattern.test(lower));
}

/** A path, an address, a duration, an expression of a program: it says where a secret is, or what it is like. */
const POINTER = /^(?:\.{0,2}\/|~\/|[a-z]:\\|[a-z][a-z0-9+.-]*:\/\/)|^\d{1,3}$|^\d+(?:\.\d+)?(?:ms|[smhdw])$|[()\s]|^[a-z_]+(?:\.[a-z_]+)+$|^[\w.-]+\[/i;

/** `JWT_SECRET`: the name of the variable that a script puts in its place. */
const VARIABLE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

const isLiteral = (value: string): boolean => !isPlaceholder(value) && !POINTER.test(value.trim()) && !VARIABLE.test(value.trim());

/** Names whose value is the credential itself, whatever it looks like. */
const PASSWORD_NAME = /(?:password|passwd|passphrase)$|[^a-z](?:pwd|pass)$/;
/** Names whose value is a credential, or the name of one. */
const KEY_NAME = /(?:secret|access|api|private|signing|encryption|shared|master|account)[-_. ]?key$|(?:client|app|jwt|session|cookie|signing|shared|hmac|oauth)[-_. ]?secret$|(?:access|auth|refresh|bearer|api|bot|deploy)[-_. ]?token$/;
/** Names of so many things that only a value that nobody would think of tells. */
const VAGUE_NAME = /(?:token|secret|secrets|credential|credentials|creds|auth)$/;

/**
 * A credential in a value, known by the name that it stands under; `undefined` where the name says nothing, or the value is a placeholder, a
 * path, or the name of where the secret is.
 *
 * @example
 * ```ts
 * credentialUnder('DB_PASSWORD', 'hunter2'); // { form: 'a literal under "DB_PASSWORD"', length: 7 }
 * credentialUnder('DB_PASSWORD_FILE', '/etc/secrets/db'); // undefined
 * ```
 */
export function credentialUnder(name: string, value: string): FoundCredential | undefined {
  const known = knownFormIn(value);
  if (known !== undefined) return known;
  return isSecretName(name, value) && isLiteral(value) ? { form: `a literal under "${name}"`, length: value.trim().length } : undefined;
}

function isSecretName(name: string, value: string): boolean {
  if (!/pass|pwd|secret|key|token|cred|auth/i.test(name)) return false;
  const spelled = name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
  if (PASSWORD_NAME.test(spelled)) return true;
  if (KEY_NAME.test(spelled)) return value.trim().length >= 6 && !isName(value);
  return VAGUE_NAME.test(spelled) && isRandom(value.trim());
}

/** Words with dashes between them, as objects and their keys are named: what follows is the name of a Secret, or of a key in it. */
const isName = (value: string): boolean => /^[a-z]+(?:[-._/][a-z0-9]+)*$/.test(value.trim()) && !isRandom(value.trim());

const RANDOM_LENGTH = 16;
/** In bits for each character. English has about 3 at this length, random hexadecimal digits 3.5, random base64 over 4. */
const RANDOM_ENTROPY = 3.3;

function isRandom(value: string): boolean {
  if (value.length < RANDOM_LENGTH || !/^[\w.~+/=:-]+$/.test(value)) return false;
  const words = value.split(/[-._/:]/).filter((word) => /^(?:[a-z]{2,}\d{0,2}|[A-Z][a-z]+|[A-Z]{2,}|\d{1,4})$/.test(word));
  if (words.join('').length > value.length / 2) return false;
  return /\d/.test(value) && /[A-Za-z]/.test(value) && entropyOf(value) >= RANDOM_ENTROPY;
}

/** Shannon's entropy of a text, in bits for each character. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const { length } = [...text];
  return [...counts.values()].reduce((bits, count) => bits - (count / length) * Math.log2(count / length), 0);
}

/** How a credential reads in a finding: its form and its length, never a character of it. */
export const describeCredential = ({ form, length }: FoundCredential): string => `${form} (${length} ${length === 1 ? 'character' : 'characters'})`;
