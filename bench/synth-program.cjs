// One program, with the constructs of the kit or with those of cdk8s-plus: node synth-program.cjs <kind> <pairs> <folder>
//   hardened  what the kit writes for each pair: Deployment, Service, ServiceAccount, PodDisruptionBudget
//   plain     the same containers, as cdk8s-plus writes them: Deployment and Service
//   equal     as plain, with a ServiceAccount and a PodDisruptionBudget of each Deployment: as many objects as hardened
const [kind, count, outdir] = process.argv.slice(2);

const { ApiObject, App, Chart, Duration, Size } = require('cdk8s');
const kplus = require('cdk8s-plus-28');

const REPOSITORY = 'registry.example.com/shop/api';
const DIGEST = `sha256:${'4c2e7b1f'.repeat(8)}`;

const programs = { hardened, plain, equal: plain };
const app = new App({ outdir });
const add = programs[kind](app);
for (let number = 0; number < Number(count); number++) add(`api-${number}`);
app.synth();

function hardened(root) {
  const { declarePlatform, DefaultDenyNamespace, HardenedDeployment, Health, Image } = require('casemate/constructs');
  declarePlatform(root, { kubernetes: '1.37', userNamespaces: true, appArmor: true });
  const shop = new DefaultDenyNamespace(new Chart(root, 'shop'), 'shop', { tenant: 'team-shop' });
  return (id) => {
    new HardenedDeployment(shop, id, {
      containers: [{
        image: Image.pinned(REPOSITORY, '1.4.2', DIGEST),
        user: 10001,
        resources: { cpu: '200m', memory: '256Mi' },
        portNumber: 8080,
        health: Health.http('/healthz'),
        envVariables: { REGION: kplus.EnvValue.fromValue('eu') },
      }],
    }).exposeViaService();
  };
}

function plain(root) {
  const chart = new Chart(root, 'shop', { namespace: 'shop' });
  const probe = { port: 8080, periodSeconds: Duration.seconds(10), timeoutSeconds: Duration.seconds(2) };
  return (id) => {
    const account = kind === 'equal' ? new kplus.ServiceAccount(chart, `${id}-account`) : undefined;
    const deployment = new kplus.Deployment(chart, id, {
      serviceAccount: account,
      containers: [{
        image: `${REPOSITORY}:1.4.2@${DIGEST}`,
        securityContext: { user: 10001, group: 10001 },
        resources: {
          cpu: { request: kplus.Cpu.millis(200), limit: kplus.Cpu.millis(200) },
          memory: { request: Size.mebibytes(256), limit: Size.mebibytes(256) },
        },
        portNumber: 8080,
        liveness: kplus.Probe.fromHttpGet('/healthz', probe),
        readiness: kplus.Probe.fromHttpGet('/healthz', probe),
        startup: kplus.Probe.fromHttpGet('/healthz', probe),
        envVariables: { REGION: kplus.EnvValue.fromValue('eu') },
      }],
    });
    deployment.exposeViaService();
    if (kind !== 'equal') return;
    new ApiObject(deployment, 'budget', {
      apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: { maxUnavailable: 1, selector: { matchLabels: deployment.matchLabels } },
    });
  };
}
