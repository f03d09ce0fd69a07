import { App, Chart, Cron } from 'cdk8s';
import { ConfigMap, EnvValue } from 'cdk8s-plus-28';
import {
  declarePlatform, DefaultDenyNamespace, EncryptedSecretStore, get, HardenedCronJob, HardenedDeployment, HardenedIngress, HardenedJob,
  HardenedStatefulSet, Health, Image, IngressController, LeastPrivilegeServiceAccount, Peer, Provider,
} from 'casemate/constructs';

// The digests are placeholders: take the real ones from your registry with `docker buildx imagetools inspect`.
const image = (name: string, tag: string): Image =>
  Image.pinned(`registry.example.com/shop/${name}`, tag, `sha256:${'4c2e7b1f'.repeat(8)}`);

const app = new App();
declarePlatform(app, { kubernetes: '1.37', nodeOs: 'ubuntu', userNamespaces: true, supplementalGroupsPolicy: true });

// A namespace in which nothing is allowed that is not written below. Everything that is made in it lands in it.
const chart = new Chart(app, 'shop');
const shop = new DefaultDenyNamespace(chart, 'shop', { tenant: 'team-shop' });

// Passwords stay in Vault. The cluster fetches them as an identity that Vault knows; programs read them from files.
const vault = new EncryptedSecretStore(shop, 'vault', {
  provider: Provider.vault({ server: 'https://vault.example.com:8200', role: 'shop' }),
});
const dbPassword = vault.file('db-password', { key: 'shop/db', property: 'password' });

// The database keeps its data on a volume of its own.
const db = new HardenedStatefulSet(shop, 'db', {
  containers: [{
    image: image('postgres', '17.2'),
    user: 10005,
    resources: { cpu: '500m', memory: '1Gi' },
    portNumber: 5432,
    health: Health.tcp(),
    readiness: Health.command('/usr/bin/pg_isready', '--username=shop'),
    writablePaths: { '/run/postgresql': '16Mi' },
    persistentPaths: { '/var/lib/postgresql/data': '10Gi' },
    secrets: [dbPassword],
    envVariables: {
      // A directory of its own: that of a volume belongs to root.
      PGDATA: EnvValue.fromValue('/var/lib/postgresql/data/pgdata'),
      POSTGRES_USER: EnvValue.fromValue('shop'),
      POSTGRES_PASSWORD_FILE: EnvValue.fromValue(dbPassword.path),
    },
  }],
});

// The API reads one ConfigMap through the Kubernetes API, so it gets an account that may do exactly that.
const flags = new ConfigMap(shop, 'flags', { metadata: { name: 'flags' }, data: { checkout: 'v2' }, immutable: true });
const apiAccount = new LeastPrivilegeServiceAccount(shop, 'api-account', {
  allow: [get('configmaps', { names: [flags.name] })],
});
const database = {
  DB_HOST: EnvValue.fromValue(db.service.name),
  DB_PASSWORD_FILE: EnvValue.fromValue(dbPassword.path),
};
const api = new HardenedDeployment(shop, 'api', {
  replicas: 3,
  serviceAccount: apiAccount,
  containers: [{
    image: image('api', '1.4.2'),
    user: 10001,
    resources: { cpu: '200m', memory: '256Mi' },
    portNumber: 8080,
    health: Health.http('/healthz'),
    readiness: Health.http('/readyz'),
    secrets: [dbPassword],
    envVariables: database,
  }],
});

// The front end is an unprivileged nginx: it writes its cache, and nothing else.
const frontEnd = new HardenedDeployment(shop, 'front-end', {
  containers: [{
    image: image('front-end', '1.4.2'),
    user: 10002,
    resources: { cpu: '100m', memory: '64Mi' },
    portNumber: 8080,
    health: Health.http('/healthz'),
    readiness: Health.http('/readyz'),
    writablePaths: { '/var/cache/nginx': '32Mi' },
    envVariables: { API_URL: EnvValue.fromValue(`http://${api.exposeViaService().name}:8080`) },
  }],
});

// The schema is migrated once for each release, and old carts are deleted every night.
const migrate = new HardenedJob(shop, 'migrate-1-4-2', {
  containers: [{
    image: image('migrate', '1.4.2'),
    user: 10003,
    resources: { cpu: '200m', memory: '256Mi' },
    secrets: [dbPassword],
    envVariables: database,
  }],
});
const cleanUp = new HardenedCronJob(shop, 'clean-up', {
  schedule: Cron.schedule({ hour: '3', minute: '20' }),
  containers: [{
    image: image('clean-up', '1.4.2'),
    user: 10004,
    resources: { cpu: '100m', memory: '128Mi' },
    secrets: [dbPassword],
    envVariables: database,
  }],
});

// Who talks to whom. What is not here does not happen.
frontEnd.connectsTo(api);
[api, migrate, cleanUp].forEach((program) => program.connectsTo(db));
api.connectsTo(Peer.apiServer('203.0.113.10/32'));

// The way in: over TLS alone, and the front end lets the controller in, and nobody else. cert-manager keeps the certificate in that Secret.
new HardenedIngress(shop, 'ingress', {
  controller: IngressController.traefik({ namespace: 'traefik' }),
  rules: [{ host: 'shop.example.com', backend: frontEnd.exposeViaService() }],
  certificate: 'shop-tls',
});

app.synth();
