import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Minor } from '../../src/manifest/object';
import { minorNumber } from '../../src/platform';
import { Client } from './client';

const READY_WITHIN_MS = 90_000;
const ATTEMPTS = 3;

/** An etcd and a kube-apiserver of our own, on loopback. */
export interface TestServer {
  /** The minor that the server says it is. */
  readonly minor: Minor;
  readonly client: Client;
  /** Ends both and removes everything they wrote. */
  stop(): Promise<void>;
}

/** Starts etcd and kube-apiserver out of KUBEBUILDER_ASSETS. Both end with the test process, however that ends. */
export async function startServer(): Promise<TestServer> {
  const assets = assetsFolder();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(assets);
    } catch (error) {
      // Somebody may have taken one of the free ports in between.
      if (attempt === ATTEMPTS || !String(error).includes('address already in use')) throw error;
    }
  }
}

function assetsFolder(): string {
  const assets = process.env['KUBEBUILDER_ASSETS'] ?? '';
  const missing = ['etcd', 'kube-apiserver'].filter((program) => assets === '' || !existsSync(join(assets, program)));
  if (missing.length === 0) return assets;
  throw new Error([
    `The cluster tests need a folder with ${missing.join(' and ')} in KUBEBUILDER_ASSETS, which is ${assets === '' ? 'not set' : assets}.`,
    'Get one with setup-envtest (go install sigs.k8s.io/controller-runtime/tools/setup-envtest@latest):',
    '  export KUBEBUILDER_ASSETS="$(setup-envtest use -p path 1.37)"',
  ].join('\n'));
}

async function start(assets: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'casemate-cluster-'));
  const [etcdPort, peerPort, port] = await freePorts(3) as [number, number, number];
  const token = randomUUID();
  const minor = minorOf(join(assets, 'kube-apiserver'));
  writeCredentials(folder, token);
  const commands = [
    { name: 'etcd', file: join(assets, 'etcd'), args: etcdFlags(etcdPort, peerPort) },
    { name: 'kube-apiserver', file: join(assets, 'kube-apiserver'), args: [...apiServerFlags(etcdPort, port), ...gatesOf(minor)] },
  ];
  const supervisor = spawn(process.execPath, [join(__dirname, 'supervise.mjs'), JSON.stringify({ folder, commands })], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const client = new Client(port, token);
  const stop = async (): Promise<void> => {
    client.close();
    await stopSupervisor(supervisor);
  };
  try {
    await ready(client, supervisor, folder);
    return { minor, client, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function stopSupervisor(supervisor: ChildProcess): Promise<void> {
  if (supervisor.exitCode !== null) return;
  const exited = once(supervisor, 'exit');
  supervisor.stdin?.end();
  await exited;
}

function writeCredentials(folder: string, token: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const mode = 0o600;
  writeFileSync(join(folder, 'sa.key'), privateKey, { mode });
  writeFileSync(join(folder, 'sa.pub'), publicKey);
  writeFileSync(join(folder, 'tokens.csv'), `${token},admin,admin,"system:masters"\n`, { mode });
}

function etcdFlags(port: number, peerPort: number): readonly string[] {
  const client = `http://127.0.0.1:${port}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  return [
    '--data-dir=etcd', '--unsafe-no-fsync', '--log-level=error',
    `--listen-client-urls=${client}`, `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`, `--initial-cluster=default=${peer}`,
  ];
}

function apiServerFlags(etcdPort: number, port: number): readonly string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`, '--bind-address=127.0.0.1', '--advertise-address=127.0.0.1', `--secure-port=${port}`,
    '--cert-dir=certificates', '--token-auth-file=tokens.csv', '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc', '--service-account-signing-key-file=sa.key',
    '--service-account-key-file=sa.pub', '--service-cluster-ip-range=10.96.0.0/16',
    // Without it, validation refuses privileged pods before any policy has seen them.
    '--allow-privileged=true',
    // Nobody makes the default service accounts: that is the controller manager's work.
    '--disable-admission-plugins=ServiceAccount', '--enable-priority-and-fairness=false', '--endpoint-reconciler-type=none', '-v=1',
  ];
}

/** The minor of the kube-apiserver in KUBEBUILDER_ASSETS, before any is started. */
export const serverMinor = (): Minor => minorOf(join(assetsFolder(), 'kube-apiserver'));

/** `Kubernetes v1.37.2` is 1.37. */
function minorOf(apiServer: string): Minor {
  const version = execFileSync(apiServer, ['--version'], { encoding: 'utf8' });
  const minor = /v(1\.\d+)\./.exec(version)?.[1];
  if (minor === undefined) throw new Error(`${apiServer} --version says no version: ${version}`);
  return minor as Minor;
}

/** Fields behind a gate that is off are dropped before any policy sees them: the gates of those that the controls read. */
const gates: readonly { readonly name: string; readonly from: number; readonly onSince: number }[] = [
  { name: 'UserNamespacesSupport', from: 28, onSince: 33 },
  { name: 'ProcMountType', from: 28, onSince: 33 },
  { name: 'ImageVolume', from: 31, onSince: 35 },
  { name: 'PodLevelResources', from: 32, onSince: 34 },
];

function gatesOf(minor: Minor): readonly string[] {
  const off = gates.filter(({ from, onSince }) => minorNumber(minor) >= from && minorNumber(minor) < onSince);
  return off.length === 0 ? [] : [`--feature-gates=${off.map(({ name }) => `${name}=true`).join(',')}`];
}

async function ready(client: Client, supervisor: ChildProcess, folder: string): Promise<void> {
  let ended = '';
  supervisor.stdout?.on('data', (chunk: Buffer) => (ended += chunk.toString()));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (ended === '' && Date.now() < deadline) {
    const answer = await client.get('/readyz').catch(() => undefined);
    if (answer?.status === 200) return;
    await sleep(100);
  }
  const log = ['etcd', 'kube-apiserver'].map((name) => lastLines(join(folder, `${name}.log`))).join('\n');
  throw new Error(`The API server did not get ready${ended === '' ? '' : `: ${ended.trim()}`}\n${log}`);
}

const lastLines = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-15).join('\n') : '');

/** Ports that are free now. All are held until the last is found, so that none comes twice. */
async function freePorts(count: number): Promise<readonly number[]> {
  const holders = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const ports = await Promise.all(holders.map(async (holder) => {
    await once(holder, 'listening');
    return (holder.address() as { port: number }).port;
  }));
  await Promise.all(holders.map((holder) => new Promise((done) => holder.close(done))));
  return ports;
}
