/** Texts of the form of real credentials, which no scanner of this repository should find: they are put together here. */
const digits = (length: number): string => 'a1B2c3D4e5F6g7H8'.repeat(8).slice(0, length);
const hex = (length: number): string => '0123456789abcdef'.repeat(8).slice(0, length);
const dashes = '-'.repeat(5);

/** By how a finding calls them. */
export const credentials: readonly (readonly [form: string, text: string])[] = [
  ['an AWS access key', `AKIA${'Q2W3E4R5T6Y7'.repeat(2).slice(0, 16)}`],
  ['an AWS access key', `ASIA${'Q2W3E4R5T6Y7'.repeat(2).slice(0, 16)}`],
  ['a Google API key', `AIza${digits(35)}`],
  ['a Google client secret', `GOCSPX-${digits(28)}`],
  ['an Azure storage key', `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${digits(86)}==`],
  ['an Azure access key', `Endpoint=sb://shop.example.net/;SharedAccessKeyName=root;SharedAccessKey=${digits(43)}=`],
  ['an Azure client secret', `abc8Q~${digits(34)}`],
  ['a GitHub token', `ghp_${digits(36)}`],
  ['a GitHub token', `github_pat_${digits(22)}_${digits(59)}`],
  ['a GitLab token', `glpat-${digits(20)}`],
  ['a Slack token', `xoxb-${digits(30)}`],
  ['a Slack webhook', `https://hooks.slack.com/services/T${digits(8)}/B${digits(8)}/${digits(24)}`],
  ['a Stripe key', `sk_live_${digits(24)}`],
  ['an npm token', `npm_${digits(36)}`],
  ['a PyPI token', `pypi-AgEIcHlwaS5vcmc${digits(60)}`],
  ['a Docker token', `dckr_pat_${digits(27)}`],
  ['a Vault token', `hvs.${digits(24)}`],
  ['a SendGrid key', `SG.${digits(22)}.${digits(43)}`],
  ['an OpenAI key', `sk-${digits(20)}T3BlbkFJ${digits(20)}`],
  ['an Anthropic key', `sk-ant-api03-${digits(60)}`],
  ['a DigitalOcean token', `dop_v1_${hex(64)}`],
  ['an age key', `AGE-SECRET-KEY-1${'Q2W3E4R5T6Y7'.repeat(5).slice(0, 58)}`],
  ['a JSON Web Token', `eyJ${digits(20)}.eyJ${digits(40)}.${digits(43)}`],
  ['a private key', `${dashes}BEGIN RSA PRIVATE KEY${dashes}\n${digits(64)}\n${digits(64)}\n${dashes}END RSA PRIVATE KEY${dashes}\n`],
  ['a private key', `{"type":"service_account","private_key":"${dashes}BEGIN PRIVATE KEY${dashes}\\n${digits(64)}\\n${digits(64)}"}`],
  ['a private key', `${dashes}BEGIN EC PRIVATE KEY${dashes}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,${hex(32)}\n\n${digits(64)}`],
  ['a login to a registry', `{"auths":{"registry.example.com":{"auth":"${digits(24)}"}}}`],
  ['an Authorization header', `Authorization: Basic ${digits(24)}`],
  ['an Authorization header', `authorization: bearer ${digits(40)}`],
  ['a URL with a password', 'postgres://shop:hunter2@db.example.com:5432/shop'],
  ['a URL with a password', 'redis://:hunter2@cache:6379'],
];

/** A value that nobody would think of. */
export const random = digits(32);

/** A private key of which only the frame is there. */
export const framedKey = `${dashes}BEGIN PRIVATE KEY${dashes}\n...\n${dashes}END PRIVATE KEY${dashes}\n`;

/** A certificate, which is public. */
export const certificate = `${dashes}BEGIN CERTIFICATE${dashes}\n${digits(64)}\n${digits(20)}==\n${dashes}END CERTIFICATE${dashes}\n`;
