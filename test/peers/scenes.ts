import { App, Chart, Cron, YamlOutputType } from 'cdk8s';
import {
  declarePlatform, DefaultDenyNamespace, type DefaultDenyNamespaceProps, EncryptedSecretStore, get, HardenedCronJob, HardenedDaemonSet,
  HardenedDeployment, HardenedGateway, HardenedHTTPRoute, HardenedIngress, HardenedJob, HardenedPod, HardenedService, HardenedStatefulSet,
  IngressController, LeastPrivilegeServiceAccount, MountedSecretStore, Peer, type Platform, Provider,
} from '../../constructs/index';
import { container } from '../support/cdk8s';

/** A program, and what was decided about it. */
export interface Scene {
  readonly title: string;
  readonly platform: Platform;
  /** What an organisation decides: whom to write to, and how many. */
  readonly conventions?: { readonly contact: string; readonly replicas: number };
}

const platform: Platform = { kubernetes: '1.37', userNamespaces: true, appArmor: true };

/** A namespace with nothing in it. */
export const EMPTY = 'a DefaultDenyNamespace that is still empty';

export const scenes: readonly Scene[] = [
  { title: 'each construct with its required props', platform },
  { title: 'each construct with its required props, and legacy annotations', platform: { ...platform, legacyAnnotations: true } },
  {
    title: 'each construct with the conventions of an organisation, and legacy annotations',
    platform: { ...platform, legacyAnnotations: true },
    conventions: { contact: 'team-shop@example.com', replicas: 3 },
  },
  { title: EMPTY, platform: { ...platform, legacyAnnotations: true } },
];

const task = { image: container.image, user: container.user, resources: container.resources };

/** What every construct of the kit writes, each in a namespace of its own. */
export function write({ title, platform: declared, conventions }: Scene): string {
  const app = new App({ yamlOutputType: YamlOutputType.FILE_PER_APP });
  declarePlatform(app, declared);
  const chart = new Chart(app, 'peers');
  const props: DefaultDenyNamespaceProps = { tenant: 'team-shop', ...(conventions === undefined ? {} : { contact: conventions.contact }) };
  const replicas = conventions === undefined ? {} : { replicas: conventions.replicas };
  const home = (id: string): DefaultDenyNamespace => new DefaultDenyNamespace(chart, id, props);
  if (title === EMPTY) {
    home('empty');
    return app.synthYaml();
  }
  new HardenedDeployment(home('deployment'), 'web', { containers: [container], ...replicas }).exposeViaService();
  new HardenedStatefulSet(home('stateful-set'), 'db', { containers: [{ ...container, persistentPaths: { '/var/lib/db': '1Gi' } }], ...replicas });
  new HardenedDaemonSet(home('daemon-set'), 'agent', { containers: [container] });
  new HardenedJob(home('job'), 'migrate', { containers: [task] });
  new HardenedCronJob(home('cron-job'), 'nightly', { schedule: Cron.daily(), containers: [task] });
  new HardenedPod(home('pod'), 'shell', { containers: [container] });
  const calling = home('calling');
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
  writeEntries(home, replicas);
  return app.synthYaml();
}

/** Every way in, to one program each: a policy that lets a controller in needs no other. */
function writeEntries(home: (id: string) => DefaultDenyNamespace, replicas: { readonly replicas?: number }): void {
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
