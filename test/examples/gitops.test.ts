import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../../src/check/check';
import type { KubernetesObject } from '../../src/manifest/object';
import { objectsOfExample, runExample } from '../support/examples';

const CHARTS = ['argo-cd', 'flux'];
const NAMESPACE = 'shop';
let objects: readonly KubernetesObject[];

beforeAll(() => {
  objects = objectsOfExample('gitops', CHARTS);
});

const specOf = (kind: string): Readonly<Record<string, unknown>> => objects.find((object) => object.kind === kind)?.['spec'] as Readonly<Record<string, unknown>>;

test('has no finding, and everything in it was judged', () => {
  const { findings, notEvaluated, summary } = check(objects, { kubernetes: '1.37' });
  expect({ findings, notEvaluated }).toEqual({ findings: [], notEvaluated: [] });
  expect(summary.objects).toBe(objects.length);
});

test('is what two tools need, each in its own namespace', () => {
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata?.namespace}/${metadata?.name}`)).toEqual([
    'AppProject argocd/shop', 'Application argocd/shop', 'GitRepository flux-system/shop', 'Kustomization flux-system/shop',
  ]);
});

test('both write to one namespace, as an account of its own', () => {
  expect(specOf('AppProject')).toMatchObject({
    destinations: [{ namespace: NAMESPACE }], destinationServiceAccounts: [{ namespace: NAMESPACE, defaultServiceAccount: 'shop-deployer' }],
  });
  expect(specOf('Kustomization')).toMatchObject({ targetNamespace: NAMESPACE, serviceAccountName: 'shop-deployer' });
});

test('the project admits the kinds that examples/shop is made of, and no other', () => {
  const kinds = (name: string): readonly string[] =>
    (specOf('AppProject')[name] as readonly { group: string; kind: string }[]).map(({ group, kind }) => `${group}/${kind}`).sort();
  const written = objectsOfExample('shop').map(({ apiVersion, kind }) => `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`);
  expect([...kinds('clusterResourceWhitelist'), ...kinds('namespaceResourceWhitelist')].sort()).toEqual([...new Set(written)].sort());
});

test('is the same from run to run', () => {
  expect(runExample('gitops', CHARTS)).toBe(runExample('gitops', CHARTS));
});

test('imports public names only', () => {
  const program = readFileSync(join(__dirname, '../../examples/gitops/main.ts'), 'utf8');
  expect([...program.matchAll(/from '([^']+)'/g)].map(([, name]) => name).sort()).toEqual(['casemate/constructs', 'cdk8s']);
});
