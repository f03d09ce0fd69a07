import { CasemateError } from '../src/error';

/** Who can decrypt: at least one. Private keys are never among them. */
export interface SopsRecipients {
  /** Public keys of age: `age1…`. */
  readonly age?: readonly string[];
  /** ARNs of keys in AWS KMS. */
  readonly kms?: readonly string[];
  /** Resource ids of keys in Google Cloud KMS: `projects/…/locations/…/keyRings/…/cryptoKeys/…`. */
  readonly gcpKms?: readonly string[];
  /** Keys in Azure Key Vault: `https://shop.vault.azure.net/keys/sops/1a2b…`. */
  readonly azureKeyvault?: readonly string[];
  /** Keys of a transit engine of Vault: `https://vault.example.com/v1/sops/keys/shop`. */
  readonly hcVaultTransitUri?: readonly string[];
}

/** Props of {@link sopsConfiguration}. */
export interface SopsRule {
  /** Which files the rule is for, a regular expression over the path. @default `\.sops\.yaml$` */
  readonly pathRegex?: string;
  readonly recipients: SopsRecipients;
}

interface Kind {
  readonly name: string;
  readonly form: RegExp;
  readonly like: string;
}

const KINDS: Readonly<Record<keyof SopsRecipients, Kind>> = {
  age: { name: 'age', form: /^age1[02-9ac-hj-np-z]{58}$/, like: 'age1 and 58 characters, as age-keygen prints it behind "public key"' },
  kms: { name: 'kms', form: /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/[\w/-]+$/, like: 'arn:aws:kms:eu-west-1:123456789012:key/…' },
  gcpKms: { name: 'gcp_kms', form: /^projects\/[^/,]+\/locations\/[^/,]+\/keyRings\/[^/,]+\/cryptoKeys\/[^/,]+$/, like: 'projects/…/locations/…/keyRings/…/cryptoKeys/…' },
  azureKeyvault: { name: 'azure_keyvault', form: /^https:\/\/[a-z0-9.-]+\/keys\/[\w-]+(?:\/[0-9a-f]*)?$/, like: 'https://shop.vault.azure.net/keys/sops/…' },
  hcVaultTransitUri: { name: 'hc_vault_transit_uri', form: /^https:\/\/[^\s,@]+\/keys\/[\w-]+$/, like: 'https://vault.example.com/v1/sops/keys/shop' },
};

/**
 * The text of a `.sops.yaml`: `sops` then encrypts the values of Secrets for these recipients, and leaves their names readable, so that a review
 * sees which Secret changes.
 *
 * @throws CasemateError `CM5086` for a rule without recipients, or with one that is none: a private key above all.
 * @see https://getsops.io/docs/#using-sopsyaml-conf-to-select-kms-pgp-and-age-for-new-files
 *
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { sopsConfiguration } from 'casemate/constructs';
 *
 * const write = (key: string) => writeFileSync('.sops.yaml', sopsConfiguration([{ recipients: { age: [key] } }]));
 * ```
 */
export function sopsConfiguration(rules: readonly SopsRule[]): string {
  if (rules.length === 0) throw refused('there is no rule', 'Write at least one, with its recipients.');
  return `creation_rules:\n${rules.map(ruleOf).join('')}`;
}

function ruleOf({ pathRegex = '\\.sops\\.yaml$', recipients }: SopsRule): string {
  const kinds = (Object.keys(KINDS) as readonly (keyof SopsRecipients)[]).filter((kind) => (recipients[kind] ?? []).length > 0);
  if (kinds.length === 0) throw refused('a rule has no recipients: nobody could decrypt', `Name at least one of ${Object.keys(KINDS).join(', ')}.`);
  const lines = kinds.map((kind) => `    ${KINDS[kind].name}: ${quoted((recipients[kind] ?? []).map((text) => checked(text, kind)).join(','))}\n`);
  return `  - path_regex: ${quoted(pathRegex)}\n    encrypted_regex: ${quoted('^(data|stringData)$')}\n${lines.join('')}`;
}

function checked(text: string, kind: keyof SopsRecipients): string {
  if (KINDS[kind].form.test(text)) return text;
  // The text is not repeated: it may be a private key.
  throw refused(`one of recipients.${kind} is not ${KINDS[kind].like}`, 'Write who encrypts to whom: public keys and names of keys, never a private key.');
}

/** A text in single quotes means itself, but for the quote. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const refused = (message: string, repair: string): CasemateError =>
  new CasemateError({ code: 'CM5086', message: `sopsConfiguration: ${message}. ${repair}`, place: { field: 'recipients' }, repair });
