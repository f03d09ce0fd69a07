import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../../src/cli/main';

/** What a run of the command line left behind. */
export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The files of the directory afterwards, by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** What a run is given. */
export interface RunOptions {
  /** The files of the directory that the run starts in. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTTY?: boolean;
}

/** Runs the command line in this process, in a directory of its own. */
export async function casemate(argv: readonly string[], { files = {}, stdin = '', env = {}, isTTY = false }: RunOptions = {}): Promise<Run> {
  return inDirectory(files, async (directory) => {
    const out = { stdout: '', stderr: '' };
    const output = (name: 'stdout' | 'stderr') => ({
      isTTY,
      write: (text: string) => {
        out[name] += text;
      },
    });
    const exitCode = await main(argv, { directory, env, stdin: () => Buffer.from(stdin), stdout: output('stdout'), stderr: output('stderr') });
    return { exitCode, ...out, files: readAll(directory) };
  });
}

/** Makes a directory with files, and takes it away afterwards. */
export async function inDirectory<T>(files: Readonly<Record<string, string | Uint8Array>>, use: (directory: string) => T | Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'casemate-cli-'));
  try {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), content);
    }
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function readAll(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(directory.length + 1), readFileSync(path, 'latin1')];
  }));
}

/** A Deployment with findings of every severity; comments and odd spacing that a repair must keep. */
export const sloppy = `# the shop's front end
apiVersion: apps/v1
kind: Deployment
metadata:
  name:   web   # keep
  namespace: shop
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: "web"
          image: nginx
`;

/** A Service: nothing looks at it, nothing is wrong with it. */
export const clean = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n';
