import { type Chart, Cron } from 'cdk8s';
import {
  DefaultDenyNamespace, type DefaultDenyNamespaceProps, EncryptedSecretStore, get, HardenedCronJob, HardenedDaemonSet, HardenedDeployment,
  HardenedJob, HardenedPod, HardenedStatefulSet, LeastPrivilegeServiceAccount, Provider,
} from '../../constructs/index';
import { container, task } from './cdk8s';

/** What an organisation decides: whom to write to, how many replicas, and whether even a program that ends is asked for its health. */
export interface Conventions {
  readonly contact: string;
  readonly replicas: number;
  readonly probesOnTasks: boolean;
}

/** Writes every construct of the kit with what it requires and nothing else, each workload in a namespace of its own. */
export function addEachConstruct(chart: Chart, conventions?: Conventions): void {
  const props: DefaultDenyNamespaceProps = { tenant: 'team-shop', ...(conventions === undefined ? {} : { contact: conventions.contact }) };
  const replicas = conventions === undefined ? {} : { replicas: conventions.replicas };
  const ending = conventions?.probesOnTasks === true ? { ...task, portNumber: container.portNumber, health: container.health } : task;
  const home = (id: string): DefaultDenyNamespace => new DefaultDenyNamespace(chart, id, props);
  new HardenedDeployment(home('deployment'), 'web', { containers: [container], ...replicas }).exposeViaService();
  new HardenedStatefulSet(home('stateful-set'), 'db', { containers: [{ ...container, persistentPaths: { '/var/lib/db': '1Gi' } }], ...replicas });
  new HardenedDaemonSet(home('daemon-set'), 'agent', { containers: [container] });
  new HardenedJob(home('job'), 'migrate', { containers: [ending] });
  new HardenedCronJob(home('cron-job'), 'nightly', { schedule: Cron.daily(), containers: [ending] });
  new HardenedPod(home('pod'), 'shell', { containers: [container] });
  const calling = home('calling');
  const account = new LeastPrivilegeServiceAccount(calling, 'reader', { allow: [get('configmaps', { names: ['flags'] })] });
  const vault = new EncryptedSecretStore(calling, 'vault', { provider: Provider.vault({ server: 'https://vault.example.com:8200', role: 'shop' }) });
  const caller = new HardenedDeployment(calling, 'caller', {
    serviceAccount: account, containers: [{ ...container, secrets: [vault.file('password')] }], ...replicas,
  });
  const called = new HardenedDeployment(calling, 'called', { containers: [container], ...replicas });
  caller.connectsTo(called);
}
