import { Volume } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { Health, type HardenedContainerProps, Image, User } from '../../constructs/index';

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
  readonly prop: 'user' | 'writablePaths' | 'persistentPaths' | 'image';
  /** What the message says to add, word for word. */
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const digest = `sha256:${'0'.repeat(64)}`;
export const imageOf = ({ image, tag }: Pick<Program, 'image' | 'tag'>): Image => Image.pinned(image, tag, digest);

const asImageSays = User.fromImage();
const user = (id: number): Addition => ({ code: 'CM5004', prop: 'user', text: `user: ${id}`, value: { user: id } });
const anyUser: Addition = { code: 'CM5004', prop: 'user', text: 'user: 10001', value: { user: 10_001 } };
const paths = (prop: 'writablePaths' | 'persistentPaths', value: Readonly<Record<string, string>>): Addition => ({
  code: 'CM5012', prop, text: `${prop}: { ${Object.entries(value).map(([path, size]) => `'${path}': '${size}'`).join(', ')} }`, value: { [prop]: value },
});
const writes = (value: Readonly<Record<string, string>>): Addition => paths('writablePaths', value);
const keeps = (value: Readonly<Record<string, string>>): Addition => paths('persistentPaths', value);

const http = (path: string, portNumber: number): Program['container'] => ({ user: asImageSays, portNumber, health: Health.http(path) });
const tcp = (portNumber: number): Program['container'] => ({ user: asImageSays, portNumber, health: Health.tcp() });

export const programs: readonly Program[] = [
  { image: 'nginx', tag: '1.29', kind: 'Deployment', imageUser: 'root', container: http('/', 80), added: [user(101), writes({ '/run': '16Mi', '/var/cache/nginx': '64Mi' })] },
  { image: 'nginxinc/nginx-unprivileged', tag: '1.29', kind: 'Deployment', imageUser: '101', container: http('/', 8080), added: [] },
  { image: 'httpd', tag: '2.4', kind: 'Deployment', imageUser: 'root', container: http('/', 80), added: [user(33), writes({ '/usr/local/apache2/logs': '16Mi' })] },
  {
    image: 'caddy', tag: '2.10', kind: 'Deployment', imageUser: 'root', container: http('/', 80),
    added: [{ code: 'CM5013', prop: 'image', text: 'RUN setcap -r /usr/bin/caddy', value: { image: Image.pinned('registry.example.com/caddy', '2.10', digest), user: 10_001 } }],
  },
  { image: 'traefik', tag: 'v3.5', kind: 'Deployment', imageUser: 'root', container: http('/ping', 8080), added: [anyUser] },
  { image: 'haproxy', tag: '3.2', kind: 'Deployment', imageUser: 'haproxy', container: tcp(8080), added: [user(99)] },
  { image: 'postgres', tag: '17.6', kind: 'StatefulSet', imageUser: 'root', container: tcp(5432), added: [user(999), writes({ '/run/postgresql': '16Mi' }), keeps({ '/var/lib/postgresql/data': '10Gi' })] },
  { image: 'mysql', tag: '8.4', kind: 'StatefulSet', imageUser: 'root', container: tcp(3306), added: [user(999), writes({ '/var/run/mysqld': '16Mi' }), keeps({ '/var/lib/mysql': '10Gi' })] },
  { image: 'mariadb', tag: '11.8', kind: 'StatefulSet', imageUser: 'root', container: tcp(3306), added: [user(999), writes({ '/run/mysqld': '16Mi' }), keeps({ '/var/lib/mysql': '10Gi' })] },
  { image: 'mongo', tag: '8.0', kind: 'StatefulSet', imageUser: 'root', container: tcp(27_017), added: [user(999), keeps({ '/data/configdb': '1Gi', '/data/db': '10Gi' })] },
  { image: 'redis', tag: '8.2', kind: 'StatefulSet', imageUser: 'root', container: tcp(6379), added: [user(999), keeps({ '/data': '1Gi' })] },
  { image: 'valkey/valkey', tag: '8.1', kind: 'StatefulSet', imageUser: 'root', container: tcp(6379), added: [user(999), keeps({ '/data': '1Gi' })] },
  { image: 'memcached', tag: '1.6', kind: 'Deployment', imageUser: 'memcache', container: tcp(11_211), added: [user(11_211)] },
  { image: 'rabbitmq', tag: '4.1', kind: 'StatefulSet', imageUser: 'root', container: tcp(5672), added: [user(999), keeps({ '/var/lib/rabbitmq': '10Gi' })] },
  {
    image: 'apache/kafka', tag: '3.9.1', kind: 'StatefulSet', imageUser: 'appuser', container: tcp(9092),
    added: [user(1000), writes({ '/opt/kafka/config': '16Mi', '/opt/kafka/logs': '256Mi' }), keeps({ '/var/lib/kafka/data': '20Gi' })],
  },
  { image: 'nats', tag: '2.11', kind: 'Deployment', imageUser: 'root', container: http('/healthz', 8222), added: [anyUser] },
  {
    image: 'elasticsearch', tag: '9.1.3', kind: 'StatefulSet', imageUser: '1000', container: { ...tcp(9200), user: 1000 },
    added: [writes({ '/usr/share/elasticsearch/logs': '256Mi' }), keeps({ '/usr/share/elasticsearch/data': '20Gi' })],
    limit: 'its automatic set-up writes into its configuration: bring certificates and key store as files',
  },
  { image: 'quay.io/keycloak/keycloak', tag: '26.3', kind: 'Deployment', imageUser: '1000', container: { user: 1000, portNumber: 8080, health: Health.http('/health/live', { port: 9000 }) }, added: [writes({ '/opt/keycloak/data': '256Mi' })] },
  { image: 'grafana/grafana', tag: '12.1.1', kind: 'StatefulSet', imageUser: '472', container: { ...http('/api/health', 3000), user: 472 }, added: [keeps({ '/var/lib/grafana': '1Gi' })] },
  { image: 'prom/prometheus', tag: 'v3.5.0', kind: 'StatefulSet', imageUser: 'nobody', container: http('/-/healthy', 9090), added: [user(65_534), keeps({ '/prometheus': '20Gi' })] },
  { image: 'prom/alertmanager', tag: 'v0.28.1', kind: 'StatefulSet', imageUser: 'nobody', container: http('/-/healthy', 9093), added: [user(65_534), keeps({ '/alertmanager': '1Gi' })] },
  {
    image: 'prom/node-exporter', tag: 'v1.9.1', kind: 'DaemonSet', imageUser: 'nobody', container: http('/', 9100), added: [user(65_534)],
    limit: 'it sees its pod and not its node: that takes host paths and the namespaces of the node, and so an exception',
  },
  {
    image: 'fluent/fluent-bit', tag: '4.0.5', kind: 'DaemonSet', imageUser: 'root', container: http('/api/v1/health', 2020), added: [anyUser],
    limit: 'the logs of the node are a host path and root\'s, and so an exception; a native sidecar over a shared volume needs none',
  },
  { image: 'hashicorp/vault', tag: '1.20', kind: 'StatefulSet', imageUser: 'root', container: tcp(8200), added: [user(100), writes({ '/vault/logs': '256Mi' }), keeps({ '/vault/file': '10Gi' })], limit: 'it cannot lock its memory: set SKIP_SETCAP and disable_mlock, on nodes without swap' },
  { image: 'istio/proxyv2', tag: '1.27.0', kind: 'Deployment', imageUser: '1337', container: { user: 1337, portNumber: 15_021, health: Health.http('/healthz/ready') }, added: [writes({ '/etc/istio/proxy': '16Mi', '/var/lib/istio/data': '16Mi' })], limit: 'traffic is redirected by the CNI plug-in or ambient mode; the init container for it needs NET_ADMIN' },
  { image: 'wordpress', tag: '6.8', kind: 'StatefulSet', imageUser: 'root', container: http('/wp-login.php', 80), added: [user(33), writes({ '/run/apache2': '16Mi' }), keeps({ '/var/www/html': '10Gi' })] },
  { image: 'nextcloud', tag: '31.0', kind: 'StatefulSet', imageUser: 'root', container: http('/status.php', 80), added: [user(33), writes({ '/run/apache2': '16Mi' }), keeps({ '/var/www/html': '10Gi' })] },
  { image: 'php', tag: '8.4-fpm', kind: 'Deployment', imageUser: 'root', container: tcp(9000), added: [user(33)] },
  { image: 'eclipse-temurin', tag: '21-jre', kind: 'Deployment', imageUser: 'root', container: { ...http('/actuator/health', 8080), user: 10_001 }, added: [] },
  { image: 'mcr.microsoft.com/dotnet/aspnet', tag: '9.0', kind: 'Deployment', imageUser: 'app', container: { ...http('/healthz', 8080), user: 1654 }, added: [] },
  { image: 'node', tag: '22', kind: 'Deployment', imageUser: 'root', container: http('/healthz', 3000), added: [user(1000)] },
  { image: 'python', tag: '3.13', kind: 'Deployment', imageUser: 'root', container: http('/healthz', 8000), added: [anyUser] },
  { image: 'jenkins/jenkins', tag: '2.516', kind: 'StatefulSet', imageUser: 'jenkins', container: http('/login', 8080), added: [user(1000), keeps({ '/var/jenkins_home': '20Gi' })] },
  { image: 'gitea/gitea', tag: '1.24-rootless', kind: 'StatefulSet', imageUser: '1000', container: { ...http('/api/healthz', 3000), user: 1000 }, added: [keeps({ '/etc/gitea': '1Gi', '/var/lib/gitea': '10Gi' })] },
  {
    image: 'sonarqube', tag: '25.9', kind: 'StatefulSet', imageUser: 'sonarqube', container: tcp(9000),
    added: [user(1000), writes({ '/opt/sonarqube/logs': '256Mi', '/opt/sonarqube/temp': '1Gi' }), keeps({ '/opt/sonarqube/data': '10Gi', '/opt/sonarqube/extensions': '1Gi' })],
  },
  { image: 'quay.io/minio/minio', tag: 'RELEASE.2025-07-23T15-54-02Z', kind: 'StatefulSet', imageUser: 'root', container: http('/minio/health/live', 9000), added: [anyUser, keeps({ '/data': '50Gi' })] },
  { image: 'registry', tag: '3.0', kind: 'StatefulSet', imageUser: 'root', container: http('/', 5000), added: [anyUser, keeps({ '/var/lib/registry': '50Gi' })] },
  { image: 'quay.io/oauth2-proxy/oauth2-proxy', tag: 'v7.12.0', kind: 'Deployment', imageUser: '65532', container: http('/ping', 4180), added: [] },
  { image: 'registry.k8s.io/external-dns/external-dns', tag: 'v0.19.0', kind: 'Deployment', imageUser: '65532', container: http('/healthz', 7979), added: [] },
];

/** A volume of the node, as the documentation of agents says to mount it. */
export const hostLogs = (scope: Construct): Volume => Volume.fromHostPath(scope, 'logs', 'logs', { path: '/var/log' });

/** docs/breakage.md. */
export function breakageTable(): string {
  const cell = ({ text, prop }: Addition): string => (prop === 'image' ? `an image of your own: \`${text}\`` : `\`${text}\``);
  const row = ({ image, tag, kind, imageUser, container, added, limit }: Program): string =>
    `| ${image}:${tag} | ${kind} | ${imageUser} | ${container.portNumber ?? ''} | ${added.length === 0 ? 'fits' : added.map(cell).join('<br>')} | ${limit ?? ''} |`;
  return [
    '<!-- Generated by `npm run generate` from test/constructs/breakage.ts: change that, not this. -->',
    '# Well-known images under the kit',
    '',
    'What an image needs that was not written for a read-only root filesystem, without capabilities and without root. Its constructs ask for the image, its',
    'user, its resources, its port and its health. "Fits" means that this is enough. Where it is not, synth fails, with the prop to add in the message;',
    'the column has them in order. A port below 1024 needs nothing. [The test](../test/constructs/breakage.test.ts) adds exactly these, one by one.',
    '',
    'Users, ports and paths are those that the images are known for; compare them with the Dockerfile of the tag that you use. None was started for this table.',
    '',
    '| Image | As | Its user | Port | What synth asks for | What it does not do then |',
    '|---|---|---|---|---|---|',
    ...programs.map(row),
    '',
  ].join('\n');
}
