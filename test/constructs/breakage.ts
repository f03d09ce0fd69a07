import { EnvValue, Volume } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { Health, type HardenedContainerProps, Image, User } from '../../constructs/index';
import { knownImage } from '../../constructs/known-images';

/** A well-known program as its documentation says to run it, and what the kit makes of it. */
export interface Program {
  readonly image: string;
  readonly tag: string;
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job';
  /** Whom the image names: a number, a name, or nobody, which is root. */
  readonly imageUser: string;
  /** What its documentation says to write: image user, port, health. */
  readonly container: Pick<HardenedContainerProps, 'user' | 'health'> & { readonly portNumber?: number };
  /** The codes that synth fails with, one after the other, and what is added each time because the message says so. */
  readonly added: readonly Addition[];
  /** What it is known not to do then. */
  readonly limit?: string;
}

/** A prop that synth asks for. */
export interface Addition {
  readonly code: string;
  readonly prop: 'user' | 'group' | 'writablePaths' | 'persistentPaths' | 'envVariables' | 'image';
  /** What the message says to add, word for word. */
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

type Texts = Readonly<Record<string, string>>;

const digest = `sha256:${'0'.repeat(64)}`;
export const imageOf = ({ image, tag }: Pick<Program, 'image' | 'tag'>): Image => Image.pinned(image, tag, digest);

const user = (id: number): Addition => ({ code: 'CM5004', prop: 'user', text: `user: ${id}`, value: { user: id } });
const anyUser: Addition = { code: 'CM5004', prop: 'user', text: 'user: 10001', value: { user: 10_001 } };
const group = (id: number): Addition => ({ code: 'CM5018', prop: 'group', text: `group: ${id}`, value: { group: id } });
const paths = (prop: 'writablePaths' | 'persistentPaths', value: Texts): Addition => ({
  code: 'CM5012', prop, text: `${prop}: { ${Object.entries(value).map(([path, size]) => `'${path}': '${size}'`).join(', ')} }`, value: { [prop]: value },
});
const writes = (value: Texts): Addition => paths('writablePaths', value);
const keeps = (value: Texts): Addition => paths('persistentPaths', value);
const sets = (value: Texts): Addition => ({
  code: 'CM5017', prop: 'envVariables',
  text: `envVariables: { ${Object.entries(value).map(([name, text]) => `${name}: EnvValue.fromValue('${text}')`).join(', ')} }`,
  value: { envVariables: Object.fromEntries(Object.entries(value).map(([name, text]) => [name, EnvValue.fromValue(text)])) },
});

const http = (path: string, portNumber: number, port = portNumber): Program['container'] => ({ user: User.fromImage(), portNumber, health: Health.http(path, { port }) });
const tcp = (portNumber: number): Program['container'] => ({ user: User.fromImage(), portNumber, health: Health.tcp() });

export const programs: readonly Program[] = [
  { image: 'nginx', tag: '1.29', kind: 'Deployment', imageUser: 'root', container: http('/', 80), added: [user(101), writes({ '/run': '16Mi', '/var/cache/nginx': '64Mi' })] },
  { image: 'nginxinc/nginx-unprivileged', tag: '1.29', kind: 'Deployment', imageUser: '101', container: http('/', 8080), added: [] },
  { image: 'httpd', tag: '2.4', kind: 'Deployment', imageUser: 'root', container: http('/', 80), added: [user(33), writes({ '/usr/local/apache2/logs': '16Mi' })] },
  {
    image: 'caddy', tag: '2.10', kind: 'Deployment', imageUser: 'root', container: http('/', 80),
    added: [{ code: 'CM5013', prop: 'image', text: 'RUN setcap -r /usr/bin/caddy', value: { image: Image.pinned('registry.example.com/caddy', '2.10', digest), user: 10_001 } }],
  },
  { image: 'traefik', tag: 'v3.5', kind: 'Deployment', imageUser: 'root', container: http('/ping', 80, 8080), added: [anyUser], limit: 'it answers /ping on 8080 with --ping and --api.insecure alone' },
  { image: 'haproxy', tag: '3.2', kind: 'Deployment', imageUser: 'haproxy', container: tcp(8080), added: [user(99)] },
  {
    image: 'postgres', tag: '17.6', kind: 'StatefulSet', imageUser: 'root', container: tcp(5432),
    added: [user(999), writes({ '/run/postgresql': '16Mi' }), keeps({ '/var/lib/postgresql/data': '10Gi' }), sets({ PGDATA: '/var/lib/postgresql/data/pgdata' })],
  },
  { image: 'mysql', tag: '8.4', kind: 'StatefulSet', imageUser: 'root', container: tcp(3306), added: [user(999), writes({ '/var/run/mysqld': '16Mi' }), keeps({ '/var/lib/mysql': '10Gi' })] },
  { image: 'mariadb', tag: '11.8', kind: 'StatefulSet', imageUser: 'root', container: tcp(3306), added: [user(999), writes({ '/run/mysqld': '16Mi' }), keeps({ '/var/lib/mysql': '10Gi' })] },
  { image: 'mongo', tag: '8.0', kind: 'StatefulSet', imageUser: 'root', container: tcp(27_017), added: [user(999), keeps({ '/data/configdb': '1Gi', '/data/db': '10Gi' })] },
  { image: 'redis', tag: '8.6', kind: 'StatefulSet', imageUser: 'root', container: tcp(6379), added: [user(999), keeps({ '/data': '1Gi' })] },
  { image: 'valkey/valkey', tag: '8.1', kind: 'StatefulSet', imageUser: 'root', container: tcp(6379), added: [user(999), keeps({ '/data': '1Gi' })] },
  { image: 'memcached', tag: '1.6', kind: 'Deployment', imageUser: 'memcache', container: tcp(11_211), added: [user(11_211)] },
  { image: 'rabbitmq', tag: '4.1', kind: 'StatefulSet', imageUser: 'root', container: tcp(5672), added: [user(999), keeps({ '/var/lib/rabbitmq': '10Gi' })], limit: 'its plugins are switched on in the image: the list of them is read-only' },
  {
    image: 'apache/kafka', tag: '3.9.1', kind: 'StatefulSet', imageUser: 'appuser', container: tcp(9092),
    added: [
      user(1000), writes({ '/opt/kafka/config': '16Mi', '/opt/kafka/logs': '256Mi' }), keeps({ '/var/lib/kafka/data': '20Gi' }),
      sets({ KAFKA_LOG_DIRS: '/var/lib/kafka/data' }),
    ],
    limit: 'with one variable set it drops its own configuration: set node, roles, listeners and voters as well',
  },
  { image: 'nats', tag: '2.10', kind: 'Deployment', imageUser: 'root', container: http('/healthz', 8222), added: [anyUser] },
  {
    image: 'elasticsearch', tag: '9.1.3', kind: 'StatefulSet', imageUser: 'elasticsearch', container: tcp(9200),
    added: [user(1000), writes({ '/usr/share/elasticsearch/logs': '256Mi' }), keeps({ '/usr/share/elasticsearch/data': '20Gi' })],
    limit: 'its automatic set-up writes into its configuration: bring certificates and key store as files',
  },
  {
    image: 'quay.io/keycloak/keycloak', tag: '26.3', kind: 'Deployment', imageUser: '1000', container: http('/health/live', 8080, 9000), added: [writes({ '/opt/keycloak/data': '256Mi' })],
    limit: 'it cannot build itself when it starts: build the image, and start it with --optimized',
  },
  { image: 'grafana/grafana', tag: '12.1.1', kind: 'StatefulSet', imageUser: '472', container: http('/api/health', 3000), added: [user(472), keeps({ '/var/lib/grafana': '1Gi' })] },
  { image: 'prom/prometheus', tag: 'v3.5.0', kind: 'StatefulSet', imageUser: 'nobody', container: http('/-/healthy', 9090), added: [user(65_534), keeps({ '/prometheus': '20Gi' })] },
  { image: 'prom/alertmanager', tag: 'v0.28.1', kind: 'StatefulSet', imageUser: 'nobody', container: http('/-/healthy', 9093), added: [user(65_534), keeps({ '/alertmanager': '1Gi' })] },
  {
    image: 'prom/node-exporter', tag: 'v1.9.1', kind: 'DaemonSet', imageUser: 'nobody', container: http('/', 9100), added: [user(65_534)],
    limit: 'it sees its pod and not its node: that takes host paths and the namespaces of the node, and so an exception',
  },
  {
    image: 'fluent/fluent-bit', tag: '5.0.3', kind: 'DaemonSet', imageUser: 'root', container: http('/api/v1/health', 2020), added: [anyUser],
    limit: 'the logs of the node are a host path and root\'s, and so an exception; a native sidecar over a shared volume needs none',
  },
  {
    image: 'hashicorp/vault', tag: '1.20', kind: 'StatefulSet', imageUser: 'root', container: tcp(8200),
    added: [user(100), writes({ '/vault/logs': '256Mi' }), keeps({ '/vault/file': '10Gi' }), sets({ SKIP_CHOWN: 'true', SKIP_SETCAP: 'true' })],
    limit: 'it cannot lock its memory: set disable_mlock, on nodes without swap',
  },
  {
    image: 'istio/proxyv2', tag: '1.27.0', kind: 'Deployment', imageUser: 'root', container: http('/healthz/ready', 15_021),
    added: [user(1337), writes({ '/etc/istio/proxy': '16Mi', '/var/lib/istio/data': '16Mi' })],
    limit: 'traffic is redirected by the CNI plug-in or ambient mode; the init container for it needs NET_ADMIN',
  },
  { image: 'wordpress', tag: '6.8', kind: 'StatefulSet', imageUser: 'root', container: http('/wp-login.php', 80), added: [user(33), writes({ '/run/apache2': '16Mi' }), keeps({ '/var/www/html': '10Gi' })] },
  { image: 'nextcloud', tag: '31.0', kind: 'StatefulSet', imageUser: 'root', container: http('/status.php', 80), added: [user(33), writes({ '/run/apache2': '16Mi' }), keeps({ '/var/www/html': '10Gi' })] },
  { image: 'php', tag: '8.4-fpm', kind: 'Deployment', imageUser: 'root', container: tcp(9000), added: [user(33)] },
  { image: 'eclipse-temurin', tag: '21-jre', kind: 'Deployment', imageUser: 'root', container: http('/actuator/health', 8080), added: [anyUser] },
  { image: 'mcr.microsoft.com/dotnet/aspnet', tag: '9.0', kind: 'Deployment', imageUser: 'root', container: http('/healthz', 8080), added: [user(1654)] },
  { image: 'node', tag: '22', kind: 'Deployment', imageUser: 'root', container: http('/healthz', 3000), added: [user(1000)] },
  { image: 'python', tag: '3.13', kind: 'Deployment', imageUser: 'root', container: http('/healthz', 8000), added: [anyUser] },
  { image: 'jenkins/jenkins', tag: '2.516', kind: 'StatefulSet', imageUser: 'jenkins', container: http('/login', 8080), added: [user(1000), keeps({ '/var/jenkins_home': '20Gi' })] },
  { image: 'gitea/gitea', tag: '1.24-rootless', kind: 'StatefulSet', imageUser: '1000', container: http('/api/healthz', 3000), added: [keeps({ '/etc/gitea': '1Gi', '/var/lib/gitea': '10Gi' })] },
  {
    image: 'sonarqube', tag: '25.9', kind: 'StatefulSet', imageUser: 'sonarqube', container: tcp(9000),
    added: [
      user(1000), group(0), writes({ '/opt/sonarqube/logs': '256Mi', '/opt/sonarqube/temp': '1Gi' }),
      keeps({ '/opt/sonarqube/data': '10Gi', '/opt/sonarqube/extensions': '1Gi' }),
    ],
    limit: 'the group 0 is that of the node\'s root, too: let its pods have users of their own (userNamespaces)',
  },
  { image: 'quay.io/minio/minio', tag: 'RELEASE.2025-07-23T15-54-02Z', kind: 'StatefulSet', imageUser: 'root', container: http('/minio/health/live', 9000), added: [anyUser, keeps({ '/data': '50Gi' })] },
  { image: 'registry', tag: '3.0', kind: 'StatefulSet', imageUser: 'root', container: http('/', 5000), added: [anyUser, keeps({ '/var/lib/registry': '50Gi' })] },
  { image: 'quay.io/oauth2-proxy/oauth2-proxy', tag: 'v7.12.0', kind: 'Deployment', imageUser: '65532', container: http('/ping', 4180), added: [] },
  { image: 'registry.k8s.io/external-dns/external-dns', tag: 'v0.19.0', kind: 'Deployment', imageUser: 'root', container: http('/healthz', 7979), added: [anyUser] },
];

/** What is no image, and breaks programs all the same. Each has a test of its own. */
const SITUATIONS: readonly (readonly [string, string])[] = [
  ['A port below 1024', 'fits: the pod gets the safe sysctl `net.ipv4.ip_unprivileged_port_start`'],
  ['A mesh sidecar in a Deployment', 'fits as a native sidecar, `restartPolicy: ContainerRestartPolicy.ALWAYS`'],
  ['A Job with a sidecar', 'fits as a native sidecar: the Job ends without it'],
  ['A volume of NFS in the pod', 'synth fails on `pod-volume-types-restricted`: mount a PersistentVolumeClaim'],
  ['A claim on NFS, where pods have users of their own', 'the kernel cannot map the users of its files: `Hardening.of(workload).except(controls.podUserNamespace, …)` leaves `hostUsers` out'],
  ['The logs of the node', 'synth fails on `pod-no-host-path`: an exception, or a sidecar over a shared volume'],
];

/** A volume of the node, as the documentation of agents says to mount it. */
export const hostLogs = (scope: Construct): Volume => Volume.fromHostPath(scope, 'logs', 'logs', { path: '/var/log' });

/** docs/breakage.md. */
export function breakageTable(): string {
  const cell = ({ text, prop }: Addition): string => (prop === 'image' ? `an image of your own: \`${text}\`` : `\`${text}\``);
  const row = ({ image, tag, kind, imageUser, container, added, limit }: Program): string =>
    `| ${image}:${tag} | ${kind} | ${imageUser} | ${container.portNumber ?? ''} | ${added.length === 0 ? 'fits' : added.map(cell).join('<br>')} | ${limit ?? ''} | ${sourcesOf(image)} |`;
  return [
    '<!-- Generated by `npm run generate` from test/constructs/breakage.ts and constructs/known-images.ts: change those, not this. -->',
    '# Well-known images under the kit',
    '',
    'What an image needs that was not written for a read-only root filesystem, without capabilities and without root. Its constructs ask for the image, its',
    'user, its resources, its port and its health. "Fits" means that this is enough. Where it is not, synth fails, with the prop to add in the message;',
    'the column has them in order. [The test](../test/constructs/breakage.test.ts) adds exactly these, one by one.',
    '',
    'Users, ports and paths were read in the files of the last column, at that commit: compare them with the Dockerfile of the tag that you use. What they do',
    'not say is named there. None of the images was started for this table.',
    '',
    '| Image | As | Its user | Port | What synth asks for | What it does not do then | Read in |',
    '|---|---|---|---|---|---|---|',
    ...programs.map(row),
    '',
    '## What is no image',
    '',
    '| What | Under the kit |',
    '|---|---|',
    ...SITUATIONS.map(([what, how]) => `| ${what} | ${how} |`),
    '',
  ].join('\n');
}

function sourcesOf(image: string): string {
  const { sources = [], unconfirmed } = knownImage(image) ?? {};
  const links = sources.map((source) => `[${nameOf(source)}](${source.startsWith('https://') ? source : `https://github.com/${source}`})`);
  return [...links, ...(unconfirmed === undefined ? [] : [`not confirmed: ${unconfirmed}`])].join('<br>');
}

/** `docker-library/php 8.4/bookworm/fpm/Dockerfile`, or the host of a page. */
function nameOf(source: string): string {
  if (source.startsWith('https://')) return new URL(source).host;
  const [owner = '', repository = '', , , ...path] = source.split('/');
  return `${owner}/${repository} ${path.join('/')}`;
}
