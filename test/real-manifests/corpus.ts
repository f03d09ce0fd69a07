import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const fixtures = join(__dirname, '../fixtures/kubernetes-addons');

/** Where the manifests of Kubernetes come from; one golden count each. Everything in one of them is meant for one cluster. */
export const sources = ['cluster/addons', 'cluster/gce', 'cluster/log-dump', 'test/e2e/testing-manifests'] as const;

/** A file of the corpus. */
export interface RealFile {
  /** Relative to the folder of the corpus. */
  readonly file: string;
  readonly text: string;
}

/** The folder with the manifests. `REAL_MANIFESTS` names another one, such as a whole checkout of Kubernetes, for the laws. */
const directory = process.env['REAL_MANIFESTS'] ?? fixtures;

/** The manifests under a folder of the corpus, by name. */
export function filesUnder(folder: string, root: string = fixtures): readonly RealFile[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile() && isManifest(entry.name)).map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1));
  return paths.sort().map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
}

/** All manifests of the corpus. */
export const realFiles: readonly RealFile[] = filesUnder('', directory.replace(/\/$/, ''));

function isManifest(name: string): boolean {
  return /\.(ya?ml|json|manifest)(\.in|\.base)?$/.test(name);
}
