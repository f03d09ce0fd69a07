import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { KubernetesObject } from '../../src/index';
import {
  DefaultDenyNamespace, get, HardenedDeployment, Hardening, Health, type KnownWorkload, LeastPrivilegeServiceAccount, Peer, Tenant, User,
} from '../../constructs/index';
import { clean, container, failureOf, find, fullPlatform, type Rendered, scene, synth, verdict } from '../support/cdk8s';
import { all, known, type Old, old, task } from '../support/existing';
import { reaches } from '../support/reach';

/** What is written of one, with what is said of it. */
function told(what: KnownWorkload, workload: Old = {}): { readonly objects: readonly KubernetesObject[]; readonly rendered: Rendered; readonly pod: Rendered } {
  const { chart, shop } = scene();
  old(shop, workload);
  Hardening.of(shop).workload(`${workload.kind ?? 'Deployment'}/web`, what);
  const objects = synth(chart);
  const rendered: Rendered = find(objects, workload.kind ?? 'Deployment');
  return { objects, rendered, pod: rendered.spec.template?.spec ?? rendered.spec.jobTemplate.spec.template.spec };
}

const fails = (what: KnownWorkload, workload?: Old): ReturnType<typeof failureOf> => failureOf(() => told(what, workload));

test.each(['Deployment', 'StatefulSet', 'DaemonSet'])('a %s of which all is said has no finding', (kind) => {
  const { objects } = told(all, { kind, spec: kind === 'StatefulSet' ? { serviceName: 'web' } : {} });
  expect(verdict(objects)).toEqual(clean);
});

test('so has a CronJob, whose pods get a label that policies can name them by', () => {
  const { objects, rendered } = told({ enableServiceLinks: false, containers: { main: task } }, { kind: 'CronJob', pod: { restartPolicy: 'Never' } });
  const label = { 'app.kubernetes.io/name': 'cronjob-web' };
  expect(rendered.spec.jobTemplate.spec.template.metadata.labels).toEqual(label);
  expect(rendered.metadata.labels).toEqual({ ...label, owner: 'team-shop' });
  expect(verdict(objects)).toEqual(clean);
});

test('what nobody says stays an error', () => {
  const { chart, shop } = scene({ kubernetes: '1.34', appArmor: true });
  old(shop);
  Hardening.of(shop).workload('Deployment/web', {});
  const { message } = failureOf(() => synth(chart));
  expect(message).toContain('image-digest');
  expect(message).toContain('pod-run-as-non-root');
  expect(message).toContain('pod-memory-bounded');
  expect(message).toContain('pod-no-service-links');
});

test('what is said counts, and the rest of the manifest stays', () => {
  const probe = { exec: { command: ['/old'] } };
  const { pod, rendered } = told({ ...all, replicas: 3 }, {
    main: {
      ports: [{ containerPort: 8080, name: 'http', hostIP: '' }], args: ['--verbose'], livenessProbe: probe, imagePullPolicy: 'IfNotPresent', tty: true,
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    },
    pod: { terminationGracePeriodSeconds: 5, dnsConfig: { options: [{ name: 'ndots', value: '1' }] } },
    spec: { strategy: { type: 'Recreate' }, minReadySeconds: 7 },
  });
  expect(rendered.spec).toMatchObject({ replicas: 3, strategy: { type: 'Recreate' }, minReadySeconds: 7 });
  expect(pod).toMatchObject({ terminationGracePeriodSeconds: 5, dnsConfig: { options: [{ name: 'ndots', value: '1' }] }, restartPolicy: 'Always', serviceAccountName: 'web-account' });
  expect(pod.containers[0]).toMatchObject({
    image: container.image.toString(), imagePullPolicy: 'IfNotPresent', args: ['--verbose'], tty: true, livenessProbe: { httpGet: { path: '/healthz', port: 8080 } },
    ports: [{ containerPort: 8080, name: 'http', hostIP: '' }],
    securityContext: { runAsUser: 10_001, runAsGroup: 10_001, runAsNonRoot: true, readOnlyRootFilesystem: true, seccompProfile: { type: 'RuntimeDefault' } },
  });
});

describe('probes', () => {
  const probes = (health: Health, main: Old['main'] = {}): Rendered => told({ ...all, containers: { main: { ...known, health } } }, { main }).pod.containers[0];

  test('name a port that there is', () => {
    expect(probes(Health.tcp(), { ports: [{ containerPort: 8080, name: 'http' }] })).toMatchObject({ readinessProbe: { tcpSocket: { port: 'http' } }, livenessProbe: { tcpSocket: { port: 8080 } } });
    expect(probes(Health.tcp())).toMatchObject({ ports: [{ containerPort: 8080, name: 'tcp-8080' }], readinessProbe: { tcpSocket: { port: 'tcp-8080' } } });
    expect(probes(Health.command('/healthy'))).toMatchObject({ livenessProbe: { exec: { command: ['/healthy'] } }, readinessProbe: { tcpSocket: { port: 8080 } } });
  });

  test.each([['none', []], ['several', [{ containerPort: 8080 }, { containerPort: 9090 }]]])('need a port where the container declares %s', (how, ports) => {
    expect(fails(all, { main: { ports } })).toMatchObject({ code: 'CM5008', message: expect.stringContaining(`declares ${how}`) });
  });
});

describe('volumes', () => {
  test('are made where the program writes, with names of their own, and counted', () => {
    const { pod } = told({ ...all, containers: { main: { ...known, writablePaths: { '/var/cache': '32Mi', '/data/': '16Mi', '/ro': '1Mi' } } } }, {
      main: { volumeMounts: [{ name: 'data', mountPath: '/data' }, { name: 'main-var-cache', mountPath: '/ro' }] },
      pod: { volumes: [{ name: 'data', emptyDir: {} }, { name: 'main-var-cache', configMap: { name: 'settings' } }] },
    });
    expect(pod.volumes).toEqual([
      { name: 'data', emptyDir: { sizeLimit: '16Mi' } }, { name: 'main-var-cache', configMap: { name: 'settings' } },
      { name: 'main-tmp', emptyDir: { sizeLimit: '64Mi' } }, { name: 'main-var-cache-2', emptyDir: { sizeLimit: '32Mi' } },
    ]);
    expect(pod.containers[0].volumeMounts.map(({ mountPath }: Rendered) => mountPath)).toEqual(['/data', '/ro', '/tmp', '/var/cache']);
    expect(pod.containers[0].resources.limits['ephemeral-storage']).toBe('177Mi');
  });

  test('are read-only all the way down where they are read-only', () => {
    const main = { volumeMounts: [{ name: 'settings', mountPath: '/etc/settings', readOnly: true }] };
    const pod = { volumes: [{ name: 'settings', configMap: { name: 'settings' } }] };
    expect(told(all, { main, pod }).pod.containers[0].volumeMounts[0]).toEqual({ name: 'settings', mountPath: '/etc/settings', readOnly: true, recursiveReadOnly: 'IfPossible' });
    const { shop } = scene({ kubernetes: '1.30', appArmor: true });
    old(shop, { main, pod });
    Hardening.of(shop).workload('Deployment/web', all);
    const leftOut = Hardening.of(shop).report().flatMap((one) => one.leftOut).map(({ name, field }) => `${name} at ${field}`);
    expect(leftOut).toEqual(['hostUsers: false at spec.template.spec.hostUsers', 'recursiveReadOnly at spec.template.spec.containers[0].volumeMounts[0].recursiveReadOnly']);
  });

  test('belong to one container each', () => {
    const { pod } = told({ ...all, containers: { main: known, init: task } }, { pod: { initContainers: [{ name: 'init', image: 'registry.example.com/init:1' }] } });
    expect(pod.volumes.map(({ name }: Rendered) => name)).toEqual(['main-tmp', 'init-tmp']);
    expect(pod.initContainers[0].volumeMounts).toEqual([{ name: 'init-tmp', mountPath: '/tmp' }]);
  });
});

describe('the account', () => {
  const accountIn = (what: KnownWorkload, pod: Old['pod'] = {}): Rendered => told({ ...all, ...what }, { pod }).pod;

  test('is one of its own, without a token', () => {
    expect(accountIn({})).toMatchObject({ serviceAccountName: 'web-account', automountServiceAccountToken: false });
  });

  test('that the manifest names stays, and what it may do is for its people to say', () => {
    expect(accountIn({}, { serviceAccountName: 'own', automountServiceAccountToken: false })).toMatchObject({ serviceAccountName: 'own' });
    expect(fails(all, { pod: { serviceAccountName: 'own' } }).message).toContain('serviceaccount-no-automount');
    expect(fails(all, { pod: { automountServiceAccountToken: true } }).message).toContain('serviceaccount-no-automount');
  });

  test('with rights comes with a token for an hour', () => {
    const pod = accountIn({ apiAccess: [get('configmaps', { names: ['flags'] })] }, { automountServiceAccountToken: true, serviceAccountName: 'old' });
    expect(pod).toMatchObject({ serviceAccountName: 'web-account', automountServiceAccountToken: false });
    expect(pod.volumes).toContainEqual(expect.objectContaining({ name: 'kube-api-access' }));
    expect(pod.containers[0].volumeMounts).toContainEqual(expect.objectContaining({ name: 'kube-api-access', readOnly: true }));
  });

  test('can be one that there is', () => {
    const { chart, shop } = scene();
    old(shop);
    const account = new LeastPrivilegeServiceAccount(shop, 'shared');
    expect(Hardening.of(shop).workload('Deployment/web', { ...all, serviceAccount: account }).serviceAccount).toBe(account);
    expect(find(synth(chart), 'Deployment')).toMatchObject({ spec: { template: { spec: { serviceAccountName: 'shared' } } } });
  });
});

describe('the budget', () => {
  const budgets = (workload: Old, what: KnownWorkload = {}): readonly KubernetesObject[] => told({ ...all, ...what }, workload).objects.filter(({ kind }) => kind === 'PodDisruptionBudget');

  test('is there where there are several replicas', () => {
    expect(budgets({})).toEqual([]);
    expect(budgets({ spec: { replicas: 2 } })).toMatchObject([{ metadata: { name: 'web', namespace: 'shop' }, spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'web' } } } }]);
    expect(budgets({}, { replicas: 2, disruptionBudget: { maxUnavailable: '50%' } })).toMatchObject([{ spec: { maxUnavailable: '50%' } }]);
    expect(failureOf(() => budgets({ kind: 'DaemonSet' }, { disruptionBudget: { maxUnavailable: 1 } }))).toMatchObject({ code: 'CM5016', message: expect.stringContaining('a DaemonSet has none of') });
    expect(failureOf(() => budgets({ spec: { replicas: 1 } }, { disruptionBudget: { maxUnavailable: 1 } }))).toMatchObject({ code: 'CM5016' });
  });

  test('that is there already stays the only one', () => {
    const { chart, shop } = scene();
    new ApiObject(shop, 'budget', { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } } });
    old(shop, { spec: { replicas: 2 } });
    Hardening.of(shop).workload('Deployment/web', all);
    expect(synth(chart).filter(({ kind }) => kind === 'PodDisruptionBudget')).toHaveLength(1);
    old(shop, { name: 'db', spec: { replicas: 2 } });
    new ApiObject(shop, 'db-budget', { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: { minAvailable: 1, selector: { matchLabels: { app: 'db' } } } });
    expect(failureOf(() => Hardening.of(shop).workload('Deployment/db', { ...all, disruptionBudget: { maxUnavailable: 1 } }))).toMatchObject({ code: 'CM5016', message: expect.stringContaining('beside another') });
  });
});

describe('connections', () => {
  test('open what is said, on both sides, between old and new', () => {
    const { chart, shop } = scene();
    old(shop);
    old(shop, { name: 'db', main: { ports: [{ containerPort: 5432, name: 'db' }] } });
    const hardening = Hardening.of(shop);
    const [web, db] = [hardening.workload('Deployment/web', all), hardening.workload('Deployment/db', { ...all, containers: { main: { ...known, health: Health.tcp() } } })];
    const api = new HardenedDeployment(shop, 'api', { containers: [container] });
    web.connectsTo(api);
    api.connectsTo(db, { ports: [{ port: 'db' }] });
    web.isReachedFrom(Peer.ingressController('traefik'));
    web.reachesInternet({ addresses: ['203.0.113.7/32'] });
    db.isScrapedBy(web, 9187);
    db.isCalledByApiServer(8443, { through: Peer.namespace('konnectivity') });
    const objects = synth(chart);
    expect([...reaches(objects)].sort()).toEqual(['shop/api → shop/db', 'shop/web → shop/api', 'shop/web → shop/db']);
    const policies = objects.filter(({ kind, metadata }) => kind === 'NetworkPolicy' && /^(web|db|api)-/.test(metadata?.name ?? '')).map(({ metadata }) => metadata?.name).sort();
    expect(policies).toEqual(['api-from-web', 'api-to-db', 'db-from-api', 'db-from-konnectivity', 'db-from-web', 'web-from-traefik', 'web-to-api', 'web-to-db', 'web-to-internet']);
    expect(verdict(objects)).toEqual(clean);
  });

  test('never cross between tenants', () => {
    const { chart } = scene();
    const [blue, green] = ['blue', 'green'].map((name) => {
      const tenant = new Tenant(chart, name);
      old(tenant.namespace(name));
      return Hardening.of(tenant).workload('Deployment/web', all);
    });
    expect(failureOf(() => blue?.connectsTo(green as NonNullable<typeof green>))).toMatchObject({ code: 'CM5331' });
  });
});

test('a plain workload of cdk8s-plus has one too, outside of every namespace of the kit', () => {
  const { app } = scene();
  const chart = new Chart(app, 'plain', { namespace: 'plain' });
  const web = new kplus.Deployment(chart, 'web', { containers: [{ name: 'main', image: 'registry.example.com/web', portNumber: 8080 }] });
  Hardening.of(web).workload(`Deployment/${web.name}`, all).connectsTo(Peer.cidr('mail', '203.0.113.9/32', [{ port: 25 }]));
  const objects = synth(chart);
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata?.namespace}`)).toEqual(['Deployment plain', 'ServiceAccount plain', 'PodDisruptionBudget plain', 'NetworkPolicy plain']);
  expect(verdict(objects).findings.map(({ control }) => control).filter((control) => !control.startsWith('network-') && !control.startsWith('namespace-'))).toEqual([]);
});

test('it counts whether apply() comes before or after, with its platform, and after all patches', () => {
  for (const isBefore of [true, false]) {
    const { chart, shop } = scene({ kubernetes: '1.37' });
    const object = old(shop);
    const { of } = Hardening;
    const apply = (): void => of(shop).apply({ platform: fullPlatform });
    if (isBefore) apply();
    of(shop).workload('Deployment/web', all);
    if (!isBefore) apply();
    object.addJsonPatch(JsonPatch.add('/spec/revisionHistoryLimit', 3));
    expect(find(synth(chart), 'Deployment')).toMatchObject({ spec: { revisionHistoryLimit: 3, template: { spec: { hostUsers: false } } } });
  }
});

test('a port below 1024 needs no capability', () => {
  const { pod } = told(all, { main: { ports: [{ containerPort: 80 }] } });
  expect(pod.securityContext.sysctls).toEqual([{ name: 'net.ipv4.ip_unprivileged_port_start', value: '80' }]);
});

beforeEach(() => {
  jest.spyOn(process, 'emitWarning').mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

test('root takes an exception, also where only the image names it', () => {
  expect(failureOf(() => {
    const { app } = scene({ kubernetes: '1.34' });
    const chart = new Chart(app, 'old');
    old(new DefaultDenyNamespace(chart, 'old', { tenant: 'team-old' }));
    Hardening.of(chart).workload('Deployment/web', { ...all, containers: { main: { ...known, user: User.root() } } });
    synth(chart);
  }).message).toContain('pod-no-uid-zero');
  expect(told({ ...all, containers: { main: { ...known, user: User.fromImage() } } }).pod.containers[0].securityContext).not.toHaveProperty('runAsUser');
});

test.each<[string, KnownWorkload, Old, string, string]>([
  ['an unknown prop', { ...all, hostNetwork: true } as KnownWorkload, {}, 'CM5001', 'hostNetwork'],
  ['a dangerous one', { containers: { main: { privileged: true } as never } }, {}, 'CM5002', 'containers["main"].privileged'],
  ['a container that is not there', { containers: { other: {} } }, {}, 'CM5111', 'there is main'],
  ['a group without a user', { containers: { main: { group: 10_001 } } }, {}, 'CM5112', 'group is there without user'],
  ['a probe without health', { containers: { main: { readiness: Health.tcp() } } }, {}, 'CM5112', 'readiness is there without health'],
  ['user 0', { containers: { main: { user: 0 } } }, {}, 'CM5004', 'user 0 is root'],
  ['an image by its tag', { containers: { main: { image: 'web:1' as never } } }, {}, 'CM5003', 'is not pinned'],
  ['an amount that is none', { containers: { main: { resources: { cpu: 'much', memory: '1Gi' } } } }, {}, 'CM5005', 'resources.cpu'],
  ['a size that is none', { containers: { main: { writablePaths: { '/data': '0' } } } }, {}, 'CM5005', 'writablePaths["/data"]'],
  ['a path that is none', { containers: { main: { writablePaths: { data: '1Gi' } } } }, {}, 'CM5007', 'Write "/data"'],
  ['a well-known image without its paths', { containers: { main: { user: 101 } } }, { main: { image: 'nginx:1.29' } }, 'CM5012', "writablePaths: { '/run': '16Mi', '/var/cache/nginx': '64Mi' }"],
])('%s is refused', (_, what, workload, code, message) => {
  expect(fails(what, workload)).toMatchObject({ code, message: expect.stringContaining(message) });
});

test('variables of a well-known image may come from a ConfigMap', () => {
  const postgres = { image: 'postgres:17.6', volumeMounts: [{ name: 'data', mountPath: '/var/lib/postgresql/data' }] };
  const what = { containers: { main: { user: 999, writablePaths: { '/run/postgresql': '16Mi' } } } };
  expect(fails(what, { main: postgres })).toMatchObject({ code: 'CM5017' });
  expect(fails(what, { main: { ...postgres, envFrom: [{ configMapRef: { name: 'settings' } }] } }).code).toBeUndefined();
});

test.each<[string, (hardening: Hardening, chart: Chart) => void, string, string]>([
  ['is not there', (hardening) => hardening.workload('Deployment/other', all), 'CM5110', 'finds no Deployment/other; there is Deployment/web'],
  ['runs no pods', (hardening) => hardening.workload('Namespace/shop', all), 'CM5110', 'finds no Namespace/shop'],
  ['is there twice', (hardening, chart) => { old(new DefaultDenyNamespace(chart, 'other', { tenant: 'team-shop' })); hardening.workload('Deployment/web', all); }, 'CM5110', 'finds 2 Deployment/web'],
  ['is told of twice', (hardening) => { hardening.workload('Deployment/web', all); hardening.workload('Deployment/web', all); }, 'CM5113', 'is told of twice'],
])('a workload that %s is refused', (_, act, code, message) => {
  const { chart, shop } = scene();
  old(shop);
  expect(failureOf(() => act(Hardening.of(chart), chart))).toMatchObject({ code, message: expect.stringContaining(message) });
});

test('the platform is that of the app where nobody names one', () => {
  const { chart, shop } = scene({ ...fullPlatform, legacyAnnotations: true });
  old(shop);
  Hardening.of(chart).workload('Deployment/web', all);
  expect(find(synth(chart), 'Deployment')).toMatchObject({ spec: { template: { metadata: { annotations: { 'container.apparmor.security.beta.kubernetes.io/main': 'runtime/default' } } } } });
});
