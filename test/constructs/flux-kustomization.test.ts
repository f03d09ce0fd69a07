import { FluxKustomization, type FluxKustomizationProps, LeastPrivilegeServiceAccount } from '../../constructs/index';
import { clean, failureOf, find, type Rendered, scene, synth, untyped, verdict } from '../support/cdk8s';

const source = { kind: 'OCIRepository', name: 'shop' } as const;

function write(more: (account: LeastPrivilegeServiceAccount) => Partial<FluxKustomizationProps>): Rendered {
  const { chart, shop } = scene();
  const serviceAccount = new LeastPrivilegeServiceAccount(shop, 'deployer');
  new FluxKustomization(shop, 'manifests', { source, path: './dist', serviceAccount, ...more(new LeastPrivilegeServiceAccount(shop, 'decryptor')) });
  const objects = synth(chart);
  expect(verdict(objects)).toEqual(clean);
  return find(objects, 'Kustomization');
}

const least = { interval: '10m', timeout: '5m', sourceRef: source, path: './dist', serviceAccountName: 'deployer', targetNamespace: 'shop', prune: true, wait: true };

test('what is applied is applied as an account, into one namespace, and goes when it goes', () => {
  expect(write(() => ({})).spec).toEqual(least);
});

test('SOPS by the cloud identity of an account, or with keys that somebody put there', () => {
  expect(write((account) => ({ decryption: { account } })).spec).toEqual({ ...least, decryption: { provider: 'sops', serviceAccountName: 'decryptor' } });
  expect(write(() => ({ decryption: { keys: 'sops-age' } })).spec).toEqual({ ...least, decryption: { provider: 'sops', secretRef: { name: 'sops-age' } } });
});

test.each([
  ['no account', { source, path: './dist' }, 'CM5087'],
  ['the name of an account', { source, path: './dist', serviceAccount: 'deployer' }, 'CM5087'],
  ['the key of another cluster', { source, path: './dist', kubeConfig: { secretRef: { name: 'other' } } }, 'CM5002'],
  ['values that come later', { source, path: './dist', postBuild: {} }, 'CM5002'],
  ['a typing error', { source, path: './dist', prune: false }, 'CM5001'],
])('%s is refused', (_what, props, code) => {
  expect(failureOf(() => untyped(FluxKustomization, scene().shop, props))).toMatchObject({ name: 'CasemateError', code });
});
