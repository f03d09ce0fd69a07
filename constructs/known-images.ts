/** What a public image needs beyond what its repository's name says. From its own documentation and Dockerfile. */
export interface KnownImage {
  /** As `docker pull` writes it, in full: `docker.io/library/nginx`. */
  readonly repository: string;
  /** The number that its files are made for, where the image names root, or its user by name; `null` where any number will do. */
  readonly user: number | null;
  /** Where it writes what may be gone with the pod, and how much. */
  readonly writes?: Readonly<Record<string, string>>;
  /** Where it keeps data. */
  readonly keeps?: Readonly<Record<string, string>>;
  /** Why it cannot run without privileges at all, and what to do instead. */
  readonly refused?: { readonly why: string; readonly repair: string };
}

/** Images that are known to stop, or to fail later and in silence, where something of this is missing. */
export const knownImages: readonly KnownImage[] = [
  { repository: 'docker.io/apache/kafka', user: 1000, writes: { '/opt/kafka/config': '16Mi', '/opt/kafka/logs': '256Mi' }, keeps: { '/var/lib/kafka/data': '20Gi' } },
  { repository: 'docker.io/fluent/fluent-bit', user: null },
  { repository: 'docker.io/gitea/gitea', user: 1000, keeps: { '/etc/gitea': '1Gi', '/var/lib/gitea': '10Gi' } },
  { repository: 'docker.io/grafana/grafana', user: 472, keeps: { '/var/lib/grafana': '1Gi' } },
  { repository: 'docker.io/hashicorp/vault', user: 100, writes: { '/vault/logs': '256Mi' }, keeps: { '/vault/file': '10Gi' } },
  { repository: 'docker.io/istio/proxyv2', user: 1337, writes: { '/etc/istio/proxy': '16Mi', '/var/lib/istio/data': '16Mi' } },
  { repository: 'docker.io/jenkins/jenkins', user: 1000, keeps: { '/var/jenkins_home': '20Gi' } },
  {
    repository: 'docker.io/library/caddy',
    user: null,
    refused: {
      why: 'has a program with a file capability (cap_net_bind_service), which the kernel refuses to start without that capability',
      repair: 'Build it from that image with `RUN setcap -r /usr/bin/caddy`, under a name of your own.',
    },
  },
  { repository: 'docker.io/library/elasticsearch', user: 1000, writes: { '/usr/share/elasticsearch/logs': '256Mi' }, keeps: { '/usr/share/elasticsearch/data': '20Gi' } },
  { repository: 'docker.io/library/haproxy', user: 99 },
  { repository: 'docker.io/library/httpd', user: 33, writes: { '/usr/local/apache2/logs': '16Mi' } },
  { repository: 'docker.io/library/mariadb', user: 999, writes: { '/run/mysqld': '16Mi' }, keeps: { '/var/lib/mysql': '10Gi' } },
  { repository: 'docker.io/library/memcached', user: 11_211 },
  { repository: 'docker.io/library/mongo', user: 999, keeps: { '/data/configdb': '1Gi', '/data/db': '10Gi' } },
  { repository: 'docker.io/library/mysql', user: 999, writes: { '/var/run/mysqld': '16Mi' }, keeps: { '/var/lib/mysql': '10Gi' } },
  { repository: 'docker.io/library/nats', user: null },
  { repository: 'docker.io/library/nextcloud', user: 33, writes: { '/run/apache2': '16Mi' }, keeps: { '/var/www/html': '10Gi' } },
  { repository: 'docker.io/library/nginx', user: 101, writes: { '/run': '16Mi', '/var/cache/nginx': '64Mi' } },
  { repository: 'docker.io/library/node', user: 1000 },
  { repository: 'docker.io/library/php', user: 33 },
  { repository: 'docker.io/library/postgres', user: 999, writes: { '/run/postgresql': '16Mi' }, keeps: { '/var/lib/postgresql/data': '10Gi' } },
  { repository: 'docker.io/library/python', user: null },
  { repository: 'docker.io/library/rabbitmq', user: 999, keeps: { '/var/lib/rabbitmq': '10Gi' } },
  { repository: 'docker.io/library/redis', user: 999, keeps: { '/data': '1Gi' } },
  { repository: 'docker.io/library/registry', user: null, keeps: { '/var/lib/registry': '50Gi' } },
  {
    repository: 'docker.io/library/sonarqube',
    user: 1000,
    writes: { '/opt/sonarqube/logs': '256Mi', '/opt/sonarqube/temp': '1Gi' },
    keeps: { '/opt/sonarqube/data': '10Gi', '/opt/sonarqube/extensions': '1Gi' },
  },
  { repository: 'docker.io/library/traefik', user: null },
  { repository: 'docker.io/library/wordpress', user: 33, writes: { '/run/apache2': '16Mi' }, keeps: { '/var/www/html': '10Gi' } },
  { repository: 'docker.io/prom/alertmanager', user: 65_534, keeps: { '/alertmanager': '1Gi' } },
  { repository: 'docker.io/prom/node-exporter', user: 65_534 },
  { repository: 'docker.io/prom/prometheus', user: 65_534, keeps: { '/prometheus': '20Gi' } },
  { repository: 'docker.io/valkey/valkey', user: 999, keeps: { '/data': '1Gi' } },
  { repository: 'quay.io/keycloak/keycloak', user: 1000, writes: { '/opt/keycloak/data': '256Mi' } },
  { repository: 'quay.io/minio/minio', user: null, keeps: { '/data': '50Gi' } },
];

const byRepository = new Map(knownImages.map((image) => [image.repository, image]));

/** What is known of an image; images of the same name elsewhere may be others. */
export const knownImage = (repository: string): KnownImage | undefined => byRepository.get(inFull(repository));

/** Docker's own short forms: `nginx`, `grafana/grafana`. */
function inFull(repository: string): string {
  const [first = '', ...rest] = repository.split('/');
  if (rest.length === 0) return `docker.io/library/${first}`;
  if (first === 'index.docker.io' || first === 'docker.io') return `docker.io/${rest.length === 1 ? 'library/' : ''}${rest.join('/')}`;
  return /[.:]/.test(first) || first === 'localhost' ? repository : `docker.io/${repository}`;
}
