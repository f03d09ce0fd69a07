import { spawn } from 'node:child_process';
import { accessSync, chmodSync, constants, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Provider } from './provider';

/** A real Pulumi engine with a backend of its own, in a folder that goes away. */
export interface Engine {
  /** Runs the program of a stack: `preview`, or `up`. */
  run(verb: 'preview' | 'up', options?: RunOptions): Promise<EngineRun>;
  /** Everything that the backend holds, as text. */
  state(): string;
  stop(): void;
}

interface RunOptions {
  /** What the program, and the policy pack, read from their environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly policies?: boolean;
}

export interface EngineRun {
  readonly exitCode: number | null;
  readonly output: string;
}

/** The program of the Pulumi command line, from PULUMI_BIN. */
function pulumiBinary(): string {
  const binary = process.env['PULUMI_BIN'] ?? '';
  try {
    accessSync(binary, constants.X_OK);
    return binary;
  } catch {
    throw new Error(`These tests need the Pulumi command line: PULUMI_BIN is ${binary === '' ? 'not set' : binary}. Set it to the path of \`pulumi\`, of version 3.246.0 or near.`);
  }
}

/** Makes an empty stack. */
export async function startEngine(provider: Provider): Promise<Engine> {
  const binary = pulumiBinary();
  const folder = mkdtempSync(join(tmpdir(), 'casemate-pulumi-'));
  const bin = join(folder, 'bin');
  for (const name of ['bin', 'home', 'backend']) mkdirSync(join(folder, name));
  writeFileSync(join(bin, 'pulumi-language-nodejs'), `#!/bin/sh\nexec '${process.execPath}' '${join(__dirname, 'language-host.cjs')}' "$@"\n`);
  chmodSync(join(bin, 'pulumi-language-nodejs'), 0o755);
  // `pulumi` writes the settings of the stack beside the program.
  const program = join(folder, 'program');
  cpSync(join(__dirname, 'program'), program, { recursive: true });
  const env = {
    ...process.env,
    PATH: [bin, dirname(binary), process.env['PATH']].join(delimiter),
    NODE_PATH: join(__dirname, '..', '..', 'node_modules'),
    CASEMATE_ROOT: join(__dirname, '..', '..'),
    PULUMI_HOME: join(folder, 'home'), PULUMI_BACKEND_URL: `file://${join(folder, 'backend')}`, PULUMI_CONFIG_PASSPHRASE: 'test',
    PULUMI_SKIP_UPDATE_CHECK: 'true', PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true', PULUMI_DEBUG_PROVIDERS: provider.attach,
  };
  const pulumi = (args: readonly string[], own: Readonly<Record<string, string>> = {}): Promise<EngineRun> =>
    runProcess(binary, [...args, '--non-interactive', '--color', 'never'], program, { ...env, ...own });
  const { exitCode, output } = await pulumi(['stack', 'init', 'test']);
  if (exitCode !== 0) throw new Error(`The stack could not be made: ${output}`);
  return {
    run: (verb, { env: own, policies = false } = {}) =>
      pulumi([verb, '--stack', 'test', ...(verb === 'up' ? ['--yes', '--skip-preview'] : []), ...(policies ? ['--policy-pack', join(__dirname, 'policies')] : [])], own),
    state: () => textIn(join(folder, 'backend')),
    stop: () => rmSync(folder, { recursive: true, force: true }),
  };
}

// The providers listen in this process: it must not stand still meanwhile.
function runProcess(file: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<EngineRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, output }));
  });
}

const textIn = (folder: string): string => readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n');
