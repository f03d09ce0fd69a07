import { load } from 'js-yaml';
import { sopsConfiguration, type SopsRecipients } from '../../constructs/index';
import { failureOf } from '../support/cdk8s';

const age = 'age1yt3tfqlfrwdwx0z0ynwplcr6qxcxfaqycuprpmy89nr83ltx74tqdpszlw';
const recipients: Required<SopsRecipients> = {
  age: [age],
  kms: ['arn:aws:kms:eu-west-1:123456789012:key/1c6a1d6e-0000-4000-8000-000000000001', 'arn:aws:kms:eu-west-1:123456789012:alias/sops'],
  gcpKms: ['projects/shop/locations/global/keyRings/sops/cryptoKeys/shop'],
  azureKeyvault: ['https://shop.vault.azure.net/keys/sops/1a2b3c'],
  hcVaultTransitUri: ['https://vault.example.com/v1/sops/keys/shop'],
};

test('values are encrypted, names are not, for everybody who is named', () => {
  expect(load(sopsConfiguration([{ recipients }, { pathRegex: "it's/.*", recipients: { age: [age, age] } }]))).toEqual({
    creation_rules: [
      {
        path_regex: '\\.sops\\.yaml$', encrypted_regex: '^(data|stringData)$', age, kms: recipients.kms.join(','), gcp_kms: recipients.gcpKms[0],
        azure_keyvault: recipients.azureKeyvault[0], hc_vault_transit_uri: recipients.hcVaultTransitUri[0],
      },
      { path_regex: "it's/.*", encrypted_regex: '^(data|stringData)$', age: `${age},${age}` },
    ],
  });
});

test.each<[string, SopsRecipients]>([
  ['nobody', {}],
  ['an empty list', { age: [] }],
  ['a private key', { age: ['AGE-SECRET-KEY-1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQY'] }],
  ['two keys in one', { age: [`${age},${age}`] }],
  ['a name that is no ARN', { kms: ['alias/sops'] }],
  ['a vault in the clear', { hcVaultTransitUri: ['http://vault.example.com/v1/sops/keys/shop'] }],
  ['a vault with a token', { hcVaultTransitUri: ['https://hunter2@vault.example.com/v1/sops/keys/shop'] }],
])('%s is refused, and not repeated', (_what, wrong) => {
  const failure = failureOf(() => sopsConfiguration([{ recipients: wrong }]));
  expect(failure).toMatchObject({ name: 'CasemateError', code: 'CM5086' });
  for (const text of Object.values(wrong).flat()) expect(failure.message).not.toContain(text);
});

test('no rule is refused', () => {
  expect(failureOf(() => sopsConfiguration([]))).toMatchObject({ code: 'CM5086' });
});
