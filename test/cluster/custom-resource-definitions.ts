import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesObject, Minor } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/parse';
import { minorNumber } from '../../src/platform';
import type { Client } from './client';
import { createAll } from './install';
import { serverMinor } from './server';

/** Where a project keeps the definitions of its kinds: in a Go module, at one version, whose content is known. */
interface Source {
  readonly module: string;
  readonly version: string;
  /** What `go mod download -json` gives as `Sum`. */
  readonly sum: string;
  /** The first minor of the API server whose CEL knows all functions in them. @default every one */
  readonly since?: Minor;
  readonly files: readonly string[];
}

const inFolder = (folder: string, names: readonly string[]): readonly string[] => names.map((name) => `${folder}/${name}.yaml`);

/**
 * The projects whose kinds the kit writes. Their definitions are theirs: nothing of them is kept here, they are read where `go mod download`
 * puts them. A newer version of some needs a newer Go than its users have, and a kind that is not here needs an API server later than 1.30.
 */
const sources = {
  'argo-cd': {
    module: 'github.com/argoproj/argo-cd/v3', version: 'v3.5.7', sum: 'h1:Xm1BF+I5OgDKUG3SDK49vn2/Y5AMyaNVko+/JT08gj0=',
    files: inFolder('manifests/crds', ['application-crd', 'applicationset-crd', 'appproject-crd']),
  },
  'argo-rollouts': {
    module: 'github.com/argoproj/argo-rollouts', version: 'v1.8.3', sum: 'h1:blbtQva4IK9r6gFh+dWkCrLnFdPOWiv9ubQYu36qeaA=',
    files: inFolder('manifests/crds', ['rollout-crd']),
  },
  cilium: {
    module: 'github.com/cilium/cilium', version: 'v1.20.2', sum: 'h1:dqiEGIcXc+gqCLYG/l7VCFJ8GHyb4HUrwbZOpkX5dL8=',
    files: inFolder('pkg/k8s/apis/cilium.io/client/crds/v2', ['ciliumcidrgroups', 'ciliumclusterwidenetworkpolicies', 'ciliumnetworkpolicies']),
  },
  'external-secrets': {
    module: 'github.com/external-secrets/external-secrets', version: 'v1.3.2', sum: 'h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=',
    files: inFolder('config/crds/bases', ['external-secrets.io_clustersecretstores', 'external-secrets.io_externalsecrets', 'external-secrets.io_secretstores']),
  },
  'flux-kustomize': {
    module: 'github.com/fluxcd/kustomize-controller', version: 'v1.9.6', sum: 'h1:XB+G3A0mky0j5uVHZWv4oSlS2RvZBoNIUhstIvY0JKE=',
    files: inFolder('config/crd/bases', ['kustomize.toolkit.fluxcd.io_kustomizations']),
  },
  'flux-source': {
    module: 'github.com/fluxcd/source-controller', version: 'v1.9.6', sum: 'h1:nG534/bI6nVpyHra7ONAk6xDB3xPsVT+EOLHZHXPrrc=',
    files: inFolder('config/crd/bases', ['source.toolkit.fluxcd.io_gitrepositories', 'source.toolkit.fluxcd.io_ocirepositories']),
  },
  'gateway-api': {
    module: 'sigs.k8s.io/gateway-api', version: 'v1.6.3', sum: 'h1:lKpJa5bGlraC/QeACvCpsHLdmO6y0iKfzVl6gzaFEYc=',
    files: inFolder('config/crd/standard', ['gatewayclasses', 'gateways', 'grpcroutes', 'httproutes', 'referencegrants'].map((name) => `gateway.networking.k8s.io_${name}`)),
  },
  'knative-serving': {
    module: 'knative.dev/serving', version: 'v0.51.0', sum: 'h1:yN2Q7eYqJgoPfZkATjoBZyGbZ2P1Qhns9HIMU4mF+to=',
    files: inFolder('config/core/300-resources', ['configuration', 'service']),
  },
  kyverno: {
    module: 'github.com/kyverno/kyverno', version: 'v1.19.1', sum: 'h1:/MkgFii3/VlQfKR1JpC9tVwNNVNQTt2S4U6qCsafsTU=',
    files: inFolder('config/crds/policies.kyverno.io', ['policyexceptions', 'validatingpolicies'].map((name) => `policies.kyverno.io_${name}`)),
  },
  'network-policy-api': {
    module: 'sigs.k8s.io/network-policy-api', version: 'v0.3.0', sum: 'h1:RL6fVXiix9IW1pj0ImkW645m+EWmb3dBGCiW19bg5+k=', since: '1.31',
    files: inFolder('config/crd/standard', ['policy.networking.k8s.io_clusternetworkpolicies']),
  },
  'sealed-secrets': {
    module: 'github.com/bitnami-labs/sealed-secrets', version: 'v0.40.0', sum: 'h1:rvCP35JL8ZV5LNA2SrwNR6iLyoM3ulrSFWN0lBtYEYI=',
    files: inFolder('helm/sealed-secrets/crds', ['bitnami.com_sealedsecrets']),
  },
  'secrets-store-csi-driver': {
    module: 'sigs.k8s.io/secrets-store-csi-driver', version: 'v1.4.8', sum: 'h1:YmL0lx9HMYqeZCnLyOZRMuGAZXmP/e42UGCCAnMKjgE=',
    files: inFolder('config/crd/bases', ['secrets-store.csi.x-k8s.io_secretproviderclasses']),
  },
} as const satisfies Readonly<Record<string, Source>>;

/** A project whose definitions can be had. */
export type Project = keyof typeof sources;

/** The definitions, or why this machine cannot have them. */
export type Definitions = { readonly objects: readonly KubernetesObject[] } | { readonly missing: string };

/** Gets the definitions of projects, through Go and its cache. Content other than the known one is an error. */
export function definitionsOf(names: readonly Project[]): Definitions {
  const objects: KubernetesObject[] = [];
  for (const name of names) {
    const { since = '1.28' }: Source = sources[name];
    if (minorNumber(serverMinor()) < minorNumber(since)) return { missing: `${name} needs Kubernetes ${since}` };
    const folder = download(sources[name]);
    if ('missing' in folder) return folder;
    objects.push(...sources[name].files.flatMap((file) => definitionsIn(join(folder.path, file))));
  }
  return { objects };
}

/** The text of another file of a project, beside its definitions. */
export function textIn(name: Project, file: string): string {
  const folder = download(sources[name]);
  if ('missing' in folder) throw new Error(folder.missing);
  return readFileSync(join(folder.path, file), 'utf8');
}

/**
 * Describes tests that need the definitions of projects. Where they cannot be had, the tests are skipped, and both the name of the block and
 * standard error say why: nothing passes that was not tried.
 */
export function describeWith(title: string, names: readonly Project[], tests: (definitions: readonly KubernetesObject[]) => void): void {
  const definitions = definitionsOf(names);
  if ('objects' in definitions) {
    describe(title, () => tests(definitions.objects));
    return;
  }
  process.stderr.write(`${title}: not run, ${definitions.missing}\n`);
  describe.skip(`${title} (not run: ${definitions.missing})`, () => tests([]));
}

/** Creates definitions, and waits until the server serves their kinds. */
export async function installDefinitions(client: Client, definitions: readonly KubernetesObject[]): Promise<void> {
  await createAll(client, definitions);
  for (const { metadata } of definitions) await established(client, metadata?.name ?? '');
}

/** The API groups that definitions are of. */
export const groupsOf = (definitions: readonly KubernetesObject[]): ReadonlySet<string> =>
  new Set(definitions.map((definition) => (definition as unknown as Definition).spec.group));

const ESTABLISHED_WITHIN_MS = 30_000;

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[] };
}

async function established(client: Client, name: string): Promise<void> {
  const deadline = Date.now() + ESTABLISHED_WITHIN_MS;
  let last = '';
  while (Date.now() < deadline) {
    const { spec, status } = (await client.get(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`)).body as Definition;
    const roots = spec.versions.filter(({ served }) => served).map((version) => `/apis/${spec.group}/${version.name}`);
    // The server serves a kind before it says that it does.
    const answers = await Promise.all(roots.map(async (root) => [await client.get(`${root}/${spec.names.plural}`), await client.get(root)] as const));
    if (answers.every(([listed, said]) => listed.status === 200 && namesIn(said.body).includes(spec.names.plural))) return;
    last = JSON.stringify(status?.conditions ?? []);
    await sleep(100);
  }
  throw new Error(`The API server does not serve ${name}: ${last}`);
}

const namesIn = (body: unknown): readonly string[] => ((body as { resources?: readonly { name: string }[] }).resources ?? []).map(({ name }) => name);

const downloaded = new Map<string, { readonly path: string } | { readonly missing: string }>();

function download({ module, version, sum }: Source): { readonly path: string } | { readonly missing: string } {
  const key = `${module}@${version}`;
  const known = downloaded.get(key);
  if (known !== undefined) return known;
  const { error, stdout } = spawnSync('go', ['mod', 'download', '-json', key], { cwd: tmpdir(), encoding: 'utf8' });
  const result = error === undefined ? contentOf(key, sum, stdout) : { missing: `go cannot be run (${error.message})` };
  downloaded.set(key, result);
  return result;
}

function contentOf(key: string, sum: string, answer: string): { readonly path: string } | { readonly missing: string } {
  const { Dir, Sum, Error: reason = 'go says nothing' } = (answer === '' ? {} : JSON.parse(answer)) as { Dir?: string; Sum?: string; Error?: string };
  if (Dir === undefined) return { missing: `${key} cannot be had (${reason})` };
  if (Sum !== sum) throw new Error(`${key} is not what it was: ${Sum}, not ${sum}`);
  return { path: Dir };
}

function definitionsIn(file: string): readonly KubernetesObject[] {
  const { manifests, problems } = parseManifests(readFileSync(file, 'utf8'), file);
  const found = manifests.map(({ object }) => object).filter(({ kind }) => kind === 'CustomResourceDefinition');
  if (problems.length > 0 || found.length === 0) throw new Error(`${file} holds no definition: ${JSON.stringify(problems)}`);
  return found;
}
