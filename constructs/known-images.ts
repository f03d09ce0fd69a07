/** What a public image needs beyond what its repository's name says. */
export interface KnownImage {
  /** As `docker pull` writes it, in full: `docker.io/library/nginx`. */
  readonly repository: string;
  /**
   * The number that its files are made for, where the image names root, or its user by name; `null` where any number will do;
   * `'image'` where the image names its user by number.
   */
  readonly user: number | null | 'image';
  /** The group that its files are readable for, where they are for nobody else. */
  readonly group?: number;
  /** Where it writes what may be gone with the pod, and how much. */
  readonly writes?: Readonly<Record<string, string>>;
  /** Where it keeps data. */
  readonly keeps?: Readonly<Record<string, string>>;
  /** Environment variables without which it does not start, or loses data. */
  readonly environment?: Readonly<Record<string, Variable>>;
  /** Why it cannot run without privileges at all, and what to do instead. */
  readonly refused?: { readonly why: string; readonly repair: string };
  /** What was read for this: files of GitHub as `owner/repository/blob/commit/path`. */
  readonly sources: readonly string[];
  /** What none of the sources says. */
  readonly unconfirmed?: string;
}

/** A value that an image has to be told. */
export interface Variable {
  readonly value: string;
  readonly why: string;
}

const ENTRY_POINT_OF_VAULT = 'its entry point ends where that fails, and it takes root';
const PHP_APACHE = 'docker-library/php/blob/092d7bdebba2/8.3/bookworm/apache/Dockerfile';

/** Images that are known to stop, or to fail later and in silence, where something of this is missing. */
export const knownImages: readonly KnownImage[] = [
  {
    repository: 'docker.io/apache/kafka', user: 1000,
    writes: { '/opt/kafka/config': '16Mi', '/opt/kafka/logs': '256Mi' }, keeps: { '/var/lib/kafka/data': '20Gi' },
    environment: { KAFKA_LOG_DIRS: { value: '/var/lib/kafka/data', why: 'its records would be below /tmp, and gone with the pod' } },
    sources: [
      'apache/kafka/blob/120d52df7d4a/docker/jvm/Dockerfile', 'apache/kafka/blob/070305685295/docker/resources/common-scripts/configure',
      'apache/kafka/blob/4a814a69d9b7/docker/server.properties',
    ],
    unconfirmed: 'the number of appuser, which is the first that Alpine gives; where its own log is',
  },
  { repository: 'docker.io/fluent/fluent-bit', user: null, sources: ['fluent/fluent-bit/blob/015e1bc1b354/dockerfiles/Dockerfile'] },
  {
    repository: 'docker.io/gitea/gitea', user: 'image', keeps: { '/etc/gitea': '1Gi', '/var/lib/gitea': '10Gi' },
    sources: ['go-gitea/gitea/blob/023ef493211f/Dockerfile.rootless'],
  },
  {
    repository: 'docker.io/grafana/grafana', user: 472, keeps: { '/var/lib/grafana': '1Gi' },
    sources: ['grafana/grafana/blob/07754534fbaf/packaging/docker/run.sh', 'https://grafana.com/docs/grafana/v5.4/installation/docker'],
    unconfirmed: 'the number of its user, of which the sources only tell through older versions',
  },
  {
    repository: 'docker.io/hashicorp/vault', user: 100, writes: { '/vault/logs': '256Mi' }, keeps: { '/vault/file': '10Gi' },
    environment: { SKIP_CHOWN: { value: 'true', why: ENTRY_POINT_OF_VAULT }, SKIP_SETCAP: { value: 'true', why: ENTRY_POINT_OF_VAULT } },
    sources: ['hashicorp/vault/blob/024c09b6651c/Dockerfile', 'hashicorp/vault/blob/1d04c5e2762f/.release/docker/docker-entrypoint.sh'],
    unconfirmed: 'the number of its user, which is the first that Alpine gives to a system',
  },
  {
    repository: 'docker.io/istio/proxyv2', user: 1337, writes: { '/etc/istio/proxy': '16Mi', '/var/lib/istio/data': '16Mi' },
    sources: [
      'istio/istio/blob/00af2c5549d5/pilot/docker/Dockerfile.proxyv2',
      'istio/istio/blob/0134e0029458/manifests/charts/istio-control/istio-discovery/files/injection-template.yaml',
    ],
  },
  {
    repository: 'docker.io/jenkins/jenkins', user: 1000, keeps: { '/var/jenkins_home': '20Gi' },
    sources: ['jenkinsci/docker/blob/0556428af89d/debian/bookworm/hotspot/Dockerfile'],
  },
  {
    repository: 'docker.io/library/caddy', user: null,
    refused: {
      why: 'has a program with a file capability (cap_net_bind_service), which the kernel refuses to start without that capability',
      repair: 'Build it from that image with `RUN setcap -r /usr/bin/caddy`, under a name of your own.',
    },
    sources: ['caddyserver/caddy-docker/blob/1660dc8c7f53/2.10/alpine/Dockerfile'],
  },
  { repository: 'docker.io/library/eclipse-temurin', user: null, sources: ['adoptium/containers/blob/02b2232323f7/21/jre/ubuntu/noble/Dockerfile'] },
  {
    repository: 'docker.io/library/elasticsearch', user: 1000,
    writes: { '/usr/share/elasticsearch/logs': '256Mi' }, keeps: { '/usr/share/elasticsearch/data': '20Gi' },
    sources: ['elastic/elasticsearch/blob/000e018384d2/distribution/docker/src/docker/Dockerfile'],
  },
  { repository: 'docker.io/library/haproxy', user: 99, sources: ['docker-library/haproxy/blob/04b2168ff76f/3.2/Dockerfile'] },
  {
    repository: 'docker.io/library/httpd', user: 33, writes: { '/usr/local/apache2/logs': '16Mi' },
    sources: ['docker-library/httpd/blob/01bbb88480d4/2.4/Dockerfile'],
    unconfirmed: 'the number of www-data, which is Debian\'s; where the file with the number of its process is',
  },
  {
    repository: 'docker.io/library/mariadb', user: 999, writes: { '/run/mysqld': '16Mi' }, keeps: { '/var/lib/mysql': '10Gi' },
    sources: ['MariaDB/mariadb-docker/blob/15e640e948cc/11.8/Dockerfile'],
    unconfirmed: 'the number of mysql, which is the first that Ubuntu gives to a system',
  },
  { repository: 'docker.io/library/memcached', user: 11_211, sources: ['docker-library/memcached/blob/0215dbaa543d/1/debian/Dockerfile'] },
  {
    repository: 'docker.io/library/mongo', user: 999, keeps: { '/data/configdb': '1Gi', '/data/db': '10Gi' },
    sources: ['docker-library/mongo/blob/0223203c85f9/8.0/Dockerfile'],
  },
  {
    repository: 'docker.io/library/mysql', user: 999, writes: { '/var/run/mysqld': '16Mi' }, keeps: { '/var/lib/mysql': '10Gi' },
    sources: ['docker-library/mysql/blob/3447d2db9bc3/8.4/Dockerfile.oracle', 'docker-library/mysql/blob/06118821c80d/8.4/docker-entrypoint.sh'],
  },
  { repository: 'docker.io/library/nats', user: null, sources: ['nats-io/nats-docker/blob/006614de189f/2.10.x/scratch/Dockerfile'] },
  {
    repository: 'docker.io/library/nextcloud', user: 33, writes: { '/run/apache2': '16Mi' }, keeps: { '/var/www/html': '10Gi' },
    sources: ['nextcloud/docker/blob/02fc45a96e52/31/apache/Dockerfile', PHP_APACHE],
    unconfirmed: 'the number of www-data, which is Debian\'s; what its entry point writes',
  },
  {
    repository: 'docker.io/library/nginx', user: 101, writes: { '/run': '16Mi', '/var/cache/nginx': '64Mi' },
    sources: ['nginxinc/docker-nginx/blob/0215f8f7e23e/mainline/debian/Dockerfile', 'docker-library/docs/blob/01285481cd08/nginx/content.md'],
  },
  { repository: 'docker.io/library/node', user: 1000, sources: ['nodejs/docker-node/blob/07bd7414c9ee/22/bookworm-slim/Dockerfile'] },
  {
    repository: 'docker.io/library/php', user: 33, sources: ['docker-library/php/blob/02b23e01f116/8.4/bookworm/fpm/Dockerfile'],
    unconfirmed: 'the number of www-data, which is Debian\'s',
  },
  {
    repository: 'docker.io/library/postgres', user: 999, writes: { '/run/postgresql': '16Mi' }, keeps: { '/var/lib/postgresql/data': '10Gi' },
    environment: {
      PGDATA: { value: '/var/lib/postgresql/data/pgdata', why: 'initdb wants a directory that is its own and empty, and that of a volume is neither' },
    },
    sources: ['docker-library/postgres/blob/03e18d66ddd0/17/bookworm/Dockerfile', 'docker-library/docs/blob/00bf423fd71b/postgres/content.md'],
  },
  { repository: 'docker.io/library/python', user: null, sources: ['docker-library/python/blob/00bfe6f24794/3.13/slim-bookworm/Dockerfile'] },
  {
    repository: 'docker.io/library/rabbitmq', user: 999, keeps: { '/var/lib/rabbitmq': '10Gi' },
    sources: ['docker-library/rabbitmq/blob/00309be9729c/4.1/ubuntu/Dockerfile'],
  },
  { repository: 'docker.io/library/redis', user: 999, keeps: { '/data': '1Gi' }, sources: ['redis/docker-library-redis/blob/0076c90a8028/debian/Dockerfile'] },
  { repository: 'docker.io/library/registry', user: null, keeps: { '/var/lib/registry': '50Gi' }, sources: ['distribution/distribution/blob/016f8215e33c/Dockerfile'] },
  {
    // Its files are for the group of root alone: as any other group, it cannot read its own program.
    repository: 'docker.io/library/sonarqube', user: 1000, group: 0,
    writes: { '/opt/sonarqube/logs': '256Mi', '/opt/sonarqube/temp': '1Gi' },
    keeps: { '/opt/sonarqube/data': '10Gi', '/opt/sonarqube/extensions': '1Gi' },
    sources: ['SonarSource/docker-sonarqube/blob/12d0aa6fcf34/10/community/Dockerfile'],
  },
  { repository: 'docker.io/library/traefik', user: null, sources: ['traefik/traefik/blob/03490d64525c/Dockerfile'] },
  {
    repository: 'docker.io/library/wordpress', user: 33, writes: { '/run/apache2': '16Mi' }, keeps: { '/var/www/html': '10Gi' },
    sources: ['docker-library/wordpress/blob/06f28e291877/latest/php8.3/apache/Dockerfile', PHP_APACHE],
    unconfirmed: 'the number of www-data, which is Debian\'s',
  },
  { repository: 'docker.io/nginxinc/nginx-unprivileged', user: 'image', sources: ['nginxinc/docker-nginx-unprivileged/blob/015ce722a117/mainline/debian/Dockerfile'] },
  {
    repository: 'docker.io/prom/alertmanager', user: 65_534, keeps: { '/alertmanager': '1Gi' },
    sources: ['prometheus/alertmanager/blob/02a50dd3c158/Dockerfile'], unconfirmed: 'the number of nobody, which is that of every base image',
  },
  {
    repository: 'docker.io/prom/node-exporter', user: 65_534,
    sources: [
      'prometheus/node_exporter/blob/0c561fa1c9f1/Dockerfile', 'prometheus-community/helm-charts/blob/019319902ead/charts/prometheus-node-exporter/values.yaml',
    ],
  },
  {
    repository: 'docker.io/prom/prometheus', user: 65_534, keeps: { '/prometheus': '20Gi' }, sources: [],
    unconfirmed: 'all of it: no Dockerfile of this version could be read',
  },
  { repository: 'docker.io/valkey/valkey', user: 999, keeps: { '/data': '1Gi' }, sources: ['valkey-io/valkey-container/blob/00a2b211887f/8.1/debian/Dockerfile'] },
  { repository: 'mcr.microsoft.com/dotnet/aspnet', user: 1654, sources: ['dotnet/dotnet-docker/blob/5c55bb19d033/src/runtime-deps/9.0/bookworm-slim/amd64/Dockerfile'] },
  { repository: 'quay.io/keycloak/keycloak', user: 'image', writes: { '/opt/keycloak/data': '256Mi' }, sources: ['keycloak/keycloak/blob/0463815bc93a/quarkus/container/Dockerfile'] },
  {
    repository: 'quay.io/minio/minio', user: null, keeps: { '/data': '50Gi' }, sources: ['minio/minio/blob/0031b1205fe3/Dockerfile.release'],
    unconfirmed: 'whether it starts without --certs-dir, since the folder of its own is below ~',
  },
  { repository: 'quay.io/oauth2-proxy/oauth2-proxy', user: 'image', sources: ['oauth2-proxy/oauth2-proxy/blob/00e530f8d494/Dockerfile'] },
  { repository: 'registry.k8s.io/external-dns/external-dns', user: null, sources: ['kubernetes-sigs/external-dns/blob/07b1f81c1468/.ko.yaml'] },
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
