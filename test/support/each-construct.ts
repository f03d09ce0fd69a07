import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Chart, Cron } from 'cdk8s';
import {
  DefaultDenyNamespace, type DefaultDenyNamespaceProps, EncryptedSecretStore, FluxKustomization, get, HardenedCronJob, HardenedDaemonSet,
  HardenedDeployment, HardenedGateway, HardenedHTTPRoute, HardenedIngress, HardenedJob, HardenedPod, HardenedService, HardenedStatefulSet, Health,
  IngressController, LeastPrivilegeServiceAccount, MountedSecretStore, Peer, Provider, sealed, SealedSecret, SopsSecret, Tenant,
} from '../../constructs/index';
import { container, task } from './cdk8s';

/** What an organisation decides: whom to write to, how many replicas, and whether even a program that ends is asked for its health. */
export interface Conventions {
  readonly contact: string;
  readonly replicas: number;
  readonly probesOnTasks: boolean;
}

type Home = (id: string) => DefaultDenyNamespace;
type Replicas = { readonly replicas?: number };

/** Writes every construct of the kit with what it requires and nothing else, each workload in a namespace of its own. */
export function addEachConstruct(chart: Chart, conventions?: Conventions): void {
  const props: DefaultDenyNamespaceProps = { tenant: 'team-shop', ...(conventions === undefined ? {} : { contact: conventions.contact }) };
  const replicas: Replicas = conventions === undefined ? {} : { replicas: conventions.replicas };
  const home: Home = (id) => new DefaultDenyNamespace(chart, id, props);
  addWorkloads(home, replicas, conventions?.probesOnTasks === true);
  addHealths(home, replicas);
  addConnected(home('calling'), replicas);
  addEntries(home, replicas);
  addGitOps(home, replicas);
  const tenant = new Tenant(chart, 'tenant', { contact: conventions?.contact, people: { groups: ['tenant-developers'] } });
  new HardenedDeployment(tenant, 'web', { containers: [container], ...replicas });
}

function addWorkloads(home: Home, replicas: Replicas, probesOnTasks: boolean): void {
  const ending = probesOnTasks ? { ...task, portNumber: container.portNumber, health: container.health } : task;
  new HardenedDeployment(home('deployment'), 'web', { containers: [container], ...replicas }).exposeViaService();
  new HardenedStatefulSet(home('stateful-set'), 'db', { containers: [{ ...container, persistentPaths: { '/data': '1Gi' } }], ...replicas });
  new HardenedDaemonSet(home('daemon-set'), 'agent', { containers: [container] });
  new HardenedJob(home('job'), 'migrate', { containers: [ending] });
  new HardenedCronJob(home('cron-job'), 'nightly', { schedule: Cron.daily(), containers: [ending] });
  new HardenedPod(home('pod'), 'shell', { containers: [container] });
}

/** Programs that are asked for their health in other ways than by HTTP. */
function addHealths(home: Home, replicas: Replicas): void {
  const tcp = home('by-port');
  new HardenedDeployment(tcp, 'tcp', { containers: [{ ...container, health: Health.tcp() }], ...replicas }).exposeViaService();
  new HardenedDeployment(home('by-grpc'), 'grpc', { containers: [{ ...container, health: Health.grpc() }], ...replicas });
  const worker = { ...task, health: Health.command('/bin/healthy'), readiness: Health.command('/bin/ready') };
  new HardenedDeployment(home('by-command'), 'worker', { containers: [worker], ...replicas });
}

function addConnected(calling: DefaultDenyNamespace, replicas: Replicas): void {
  const account = new LeastPrivilegeServiceAccount(calling, 'reader', { allow: [get('configmaps', { names: ['flags'] })] });
  const provider = Provider.vault({ server: 'https://vault.example.com:8200', role: 'shop' });
  const secrets = [
    new EncryptedSecretStore(calling, 'vault', { provider }).file('password'),
    new MountedSecretStore(calling, 'keys', { provider }).file('signing', { property: 'value' }),
  ];
  const caller = new HardenedDeployment(calling, 'caller', {
    serviceAccount: account, containers: [{ ...container, secrets }], ...replicas,
  });
  const called = new HardenedDeployment(calling, 'called', { containers: [container], ...replicas });
  caller.connectsTo(called);
}

/** Every way in, to one program each: a policy that lets a controller in needs no other. */
function addEntries(home: Home, replicas: Replicas): void {
  const ingress = home('ingress');
  new HardenedIngress(ingress, 'entry', {
    controller: IngressController.traefik({ namespace: 'traefik' }), certificate: 'shop-tls',
    rules: [{ host: 'shop.example.com', backend: new HardenedDeployment(ingress, 'web', { containers: [container], ...replicas }).exposeViaService() }],
  });
  const route = home('route');
  const gateway = new HardenedGateway(route, 'public', {
    gatewayClassName: 'traefik', peer: Peer.gateway('traefik'), listeners: [{ hostname: 'shop.example.net', certificate: 'net-tls' }],
  });
  new HardenedHTTPRoute(route, 'entry', {
    gateway, hostnames: ['shop.example.net'],
    rules: [{ backend: new HardenedService(route, 'inside', { selector: new HardenedDeployment(route, 'web', { containers: [container], ...replicas }) }) }],
  });
}

/** What `sealFor` once wrote: a ciphertext that is new in each run can look like some cloud's key to a scanner. */
const ciphertext = readFileSync(join(__dirname, '..', 'fixtures', 'sealed', 'signing.txt'), 'utf8').trim();

/** Secrets that are encrypted in git, programs that read them, and what brings both into the cluster. */
function addGitOps(home: Home, replicas: Replicas): void {
  const byKey = home('sealed');
  const signing = new SealedSecret(byKey, 'signing', { encryptedData: { key: sealed(ciphertext) } });
  new HardenedDeployment(byKey, 'signer', { containers: [{ ...container, secrets: [signing.file('key')] }], ...replicas });
  const flux = home('flux');
  new FluxKustomization(flux, 'manifests', {
    source: { kind: 'OCIRepository', name: 'shop' }, path: './dist', serviceAccount: new LeastPrivilegeServiceAccount(flux, 'deployer'),
    decryption: { account: new LeastPrivilegeServiceAccount(flux, 'decryptor') },
  });
  const password = SopsSecret.read(join(__dirname, '..', 'fixtures', 'sops', 'password.sops.yaml')).file('password');
  new HardenedDeployment(flux, 'deployed', { containers: [{ ...container, secrets: [password] }], ...replicas });
}
