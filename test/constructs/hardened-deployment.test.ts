import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { HardenedDeployment, Health, Image, User } from '../../constructs/index';
import type { KubernetesObject } from '../../src/manifest/object';
import { clean, container, failureOf, find, type Rendered, scene, synth, untyped, verdict } from '../support/cdk8s';

const podSpec = (object: KubernetesObject): Record<string, Rendered> => (object as Rendered).spec.template.spec;
const only = (object: KubernetesObject): Record<string, Rendered> => podSpec(object).containers[0];

describe('what it writes', () => {
  test('is what is written here, and has no finding', () => {
    const { chart, shop } = scene();
    new HardenedDeployment(shop, 'api', { containers: [{ ...container, writablePaths: { '/var/cache/nginx': '32Mi' } }] });
    const objects = synth(chart);
    expect(find(objects, 'Deployment')).toMatchSnapshot();
    expect(verdict(objects)).toEqual(clean);
  });

  test('keeps every field that the schema of cdk8s-plus-28 does not know', () => {
    const { chart, shop } = scene();
    new HardenedDeployment(shop, 'api', { containers: [container] });
    const spec = podSpec(find(synth(chart), 'Deployment'));
    expect(spec).toMatchObject({ hostUsers: false, enableServiceLinks: false, securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } });
  });

  test('keeps a field that a patch adds in the spelling of Kubernetes after us', () => {
    const { chart, shop } = scene();
    const api = new HardenedDeployment(shop, 'api', { containers: [container] });
    ApiObject.of(api).addJsonPatch(JsonPatch.add('/spec/template/spec/runtimeClassName', 'gvisor'));
    expect(podSpec(find(synth(chart), 'Deployment'))).toMatchObject({ runtimeClassName: 'gvisor' });
  });

  test('is the same from run to run', () => {
    const yaml = (): string => {
      const { app, shop } = scene();
      new HardenedDeployment(shop, 'api', { containers: [container] });
      return app.synthYaml();
    };
    expect(yaml()).toBe(yaml());
  });

  test('selects by the label of cdk8s alone, which no other label changes', () => {
    const { chart, shop } = scene();
    new HardenedDeployment(shop, 'api', { containers: [container], podMetadata: { labels: { tier: 'web' } } });
    const object = find(synth(chart), 'Deployment') as Rendered;
    expect(Object.keys(object.spec.selector.matchLabels)).toEqual(['cdk8s.io/metadata.addr']);
    expect(object.spec.template.metadata.labels).toMatchObject({ ...object.spec.selector.matchLabels, tier: 'web', 'app.kubernetes.io/name': 'api', owner: 'team-shop' });
  });

  test('is a Deployment of cdk8s-plus for whatever takes one', () => {
    const { chart, shop } = scene();
    const api = new HardenedDeployment(shop, 'api', { containers: [container] });
    expect(api).toBeInstanceOf(kplus.Deployment);
    new kplus.HorizontalPodAutoscaler(shop, 'autoscaler', { target: api, maxReplicas: 5 });
    const service = api.exposeViaService();
    expect(service.name).toBe('api');
    const objects = synth(chart);
    expect(find(objects, 'Service')).toMatchObject({ metadata: { name: 'api', namespace: 'shop' } });
    expect(find(objects, 'HorizontalPodAutoscaler')).toMatchObject({ metadata: { namespace: 'shop' }, spec: { scaleTargetRef: { name: 'api' } } });
    expect((find(objects, 'Deployment') as Rendered).spec).not.toHaveProperty('replicas');
    expect(verdict(objects)).toEqual(clean);
  });

  test('works without a DefaultDenyNamespace, with names by cdk8s', () => {
    const { app } = scene();
    const chart = new Chart(app, 'plain', { namespace: 'elsewhere' });
    const api = new HardenedDeployment(chart, 'api', { containers: [container] });
    api.exposeViaService();
    const objects = synth(chart);
    expect(objects.map(({ metadata }) => metadata?.namespace)).toEqual(objects.map(() => 'elsewhere'));
    expect(find(objects, 'Deployment').metadata?.name).toMatch(/^plain-api-c8/);
    // Network policies come with a DefaultDenyNamespace.
    expect(verdict(objects).findings.map(({ control }) => control)).toEqual(['network-default-deny-egress', 'network-default-deny-ingress']);
  });
});

describe('what the kit decides', () => {
  const deployment = (props: object): KubernetesObject[] => {
    const { chart, shop } = scene();
    untyped(HardenedDeployment, shop, { containers: [container], ...props });
    return synth(chart);
  };

  test('a disruption budget where there are several replicas, none where there is one', () => {
    expect(find(deployment({}), 'PodDisruptionBudget')).toMatchObject({ spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' } });
    expect(deployment({ replicas: 1 }).filter(({ kind }) => kind === 'PodDisruptionBudget')).toEqual([]);
  });

  test('an account of its own that may do nothing and has no token', () => {
    const objects = deployment({});
    expect(find(objects, 'ServiceAccount', 'api-account')).toMatchObject({ automountServiceAccountToken: false });
    expect(podSpec(find(objects, 'Deployment'))).toMatchObject({ serviceAccountName: 'api-account', automountServiceAccountToken: false });
    expect(JSON.stringify(objects)).not.toContain('serviceAccountToken');
  });

  test('scratch space that adds up, each path in a volume of its own container', () => {
    const object = find(deployment({
      containers: [
        { ...container, writablePaths: { '/var/cache/a': '32Mi', '/var/cache-a': '1Gi' } },
        { ...container, name: 'second', portNumber: 9090 },
      ],
    }), 'Deployment');
    const names = podSpec(object)['volumes'].map(({ name }: { name: string }) => name);
    expect(names).toEqual(['main-tmp', 'main-var-cache-a', 'main-var-cache-a-2', 'second-tmp']);
    expect(only(object)['resources'].limits).toEqual({ cpu: '200m', memory: '256Mi', 'ephemeral-storage': '1184Mi' });
    expect(only(object)['resources'].requests).toEqual(only(object)['resources'].limits);
  });

  test('a /tmp of the size that was asked for', () => {
    const object = find(deployment({ containers: [{ ...container, writablePaths: { '/tmp': '2Gi' } }] }), 'Deployment');
    expect(podSpec(object)['volumes']).toEqual([{ name: 'main-tmp', emptyDir: { sizeLimit: '2Gi' } }]);
  });

  test('a low port by a safe sysctl, not by a capability', () => {
    const objects = deployment({ containers: [{ ...container, portNumber: 80 }] });
    expect(podSpec(find(objects, 'Deployment'))['securityContext'].sysctls).toEqual([{ name: 'net.ipv4.ip_unprivileged_port_start', value: '80' }]);
    expect(verdict(objects)).toEqual(clean);
  });

  test('no number for a user that the image names', () => {
    const objects = deployment({ containers: [{ ...container, user: User.fromImage() }] });
    expect(only(find(objects, 'Deployment'))['securityContext']).toMatchObject({ runAsNonRoot: true });
    expect(only(find(objects, 'Deployment'))['securityContext']).not.toHaveProperty('runAsUser');
    expect(verdict(objects)).toEqual(clean);
  });

  test('probes of every kind', () => {
    const healths = [Health.tcp(), Health.grpc({ service: 'shop' }), Health.command('/bin/healthy', '-q'), Health.http('/ok', { port: 9090 })];
    const probes = healths.map((health) => only(find(deployment({ containers: [{ ...container, health }] }), 'Deployment'))['livenessProbe']);
    expect(probes).toEqual([
      expect.objectContaining({ tcpSocket: { port: 8080 } }),
      expect.objectContaining({ grpc: { port: 8080, service: 'shop' } }),
      expect.objectContaining({ exec: { command: ['/bin/healthy', '-q'] } }),
      expect.objectContaining({ httpGet: { path: '/ok', port: 9090, scheme: 'HTTP' } }),
    ]);
  });

  test('sidecars and init containers are as hard as the others', () => {
    const objects = deployment({
      initContainers: [
        { image: container.image, user: 10_001, resources: container.resources },
        { ...container, name: 'proxy', portNumber: 9090, restartPolicy: kplus.ContainerRestartPolicy.ALWAYS },
      ],
    });
    const init = podSpec(find(objects, 'Deployment'))['initContainers'];
    expect(init.map((one: Rendered) => [one.name, one.restartPolicy, one.securityContext.readOnlyRootFilesystem, 'livenessProbe' in one])).toEqual([
      ['init-0', undefined, true, false], ['proxy', 'Always', true, true],
    ]);
    expect(verdict(objects)).toEqual(clean);
  });
});

describe('what contradicts it', () => {
  const refusal = (props: object): ReturnType<typeof failureOf> =>
    failureOf(() => untyped(HardenedDeployment, scene().shop, { containers: [container], ...props }));
  const ofContainer = (props: object): ReturnType<typeof failureOf> => refusal({ containers: [{ ...container, ...props }] });

  test.each([
    ['hostNetwork', { hostNetwork: true }, 'CM5002'],
    ['automountServiceAccountToken', { automountServiceAccountToken: true }, 'CM5002'],
    ['securityContext', { securityContext: { ensureNonRoot: false } }, 'CM5002'],
    ['hostUsers', { hostUsers: true }, 'CM5002'],
    ['replica', { replica: 3 }, 'CM5001'],
    ['containers', { containers: [] }, 'CM5009'],
    ['containers', { containers: [container, container] }, 'CM5094'],
    ['serviceAccount', { serviceAccount: { name: 'admin' } }, 'CM5096'],
  ])('%s of the workload', (prop, props, code) => {
    expect(refusal(props)).toMatchObject({ name: 'CasemateError', code, message: expect.stringMatching(new RegExp(`^test/shop/api: ${prop}`)), repair: expect.stringMatching(/\.$/) });
  });

  test.each([
    ['privileged', { privileged: true }, 'CM5002', 'root on the node'],
    ['securityContext', { securityContext: {} }, 'CM5002', 'decides'],
    ['image', { image: 'nginx:1.27' }, 'CM5003', 'not pinned'],
    ['user', { user: 0 }, 'CM5004', 'root'],
    ['user', { user: undefined }, 'CM5004', 'missing'],
    ['user', { user: -1 }, 'CM5004', 'not a user'],
    ['resources', { resources: undefined }, 'CM5091', 'memory'],
    ['resources.memory', { resources: { cpu: '1', memory: '256 MB' } }, 'CM5005', 'quantity'],
    ['resources.cpu', { resources: { cpu: '0', memory: '256Mi' } }, 'CM5005', 'quantity'],
    ['health', { health: undefined }, 'CM5006', 'hangs'],
    ['health', { portNumber: undefined }, 'CM5008', 'port'],
    ['writablePaths["cache"]', { writablePaths: { cache: '1Mi' } }, 'CM5007', 'absolute'],
    ['persistentPaths', { persistentPaths: { '/data': '1Gi' } }, 'CM5001', 'not a prop'],
  ])('%s of a container', (prop, props, code, why) => {
    const failure = ofContainer(props);
    expect(failure).toMatchObject({ name: 'CasemateError', code });
    expect(failure.message).toContain(`test/shop/api: containers[0].${prop} `);
    expect(failure.message).toContain(why);
  });

  test.each([
    ['the digest', () => Image.pinned('registry.example.com/api', '1.0', 'sha256:abc')],
    ['the tag', () => Image.pinned('registry.example.com/api', 'latest', container.image.digest)],
    ['the repository', () => Image.pinned('registry.example.com/api:1.0', '1.0', container.image.digest)],
  ])('an image without %s', (part, make) => {
    expect(failureOf(make)).toMatchObject({ code: 'CM5090', message: expect.stringContaining(part) });
  });

  test('a patch that undoes it: synth names the control, the construct, the field and what is missing', () => {
    const { app, shop } = scene();
    const api = new HardenedDeployment(shop, 'api', { containers: [container] });
    ApiObject.of(api).addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/securityContext/privileged', true));
    const { message } = failureOf(() => app.synthYaml());
    expect(message).toContain('[test/shop/api] pod-no-privileged: spec.template.spec.containers[0].securityContext.privileged: ');
    expect(message).toContain('Repair: the kit cannot know');
  });

  test('a patch of a wrong type', () => {
    const { app, shop } = scene();
    const api = new HardenedDeployment(shop, 'api', { containers: [container] });
    ApiObject.of(api).addJsonPatch(JsonPatch.replace('/spec/template/spec/enableServiceLinks', 'no'), JsonPatch.replace('/spec/replicas', 'two'));
    expect(failureOf(() => app.synthYaml()).message).toMatch(/\[test\/shop\/api\] CM3002: spec\.replicas is /);
  });

  test('a container that was added behind our back', () => {
    const { app, shop } = scene();
    const api = new HardenedDeployment(shop, 'api', { containers: [container] });
    api.attachContainer(new kplus.Container({ name: 'agent', image: 'agent:1', securityContext: { privileged: true, allowPrivilegeEscalation: true } }));
    const { message } = failureOf(() => app.synthYaml());
    expect(message).toContain('pod-no-privileged: spec.template.spec.containers[1]');
    expect(message).toContain('image-digest: spec.template.spec.containers[1].image');
  });
});

describe('what the platform decides', () => {
  const deploymentOn = (platform: Parameters<typeof scene>[0]): Rendered => {
    const { chart, shop } = scene(platform);
    new HardenedDeployment(shop, 'api', { containers: [container] });
    return find(synth(chart), 'Deployment');
  };
  const specOn = (platform: Parameters<typeof scene>[0]): Record<string, Rendered> => deploymentOn(platform).spec.template;

  test('nothing is written that a platform does not declare, and synth says so once', () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation();
    const { spec } = specOn({ kubernetes: '1.37' });
    const messages = emitWarning.mock.calls.map(([message]) => message);
    emitWarning.mockRestore();
    expect(spec).not.toHaveProperty('hostUsers');
    expect(spec['securityContext']).not.toHaveProperty('appArmorProfile');
    expect(messages).toEqual(['hostUsers: false', 'appArmorProfile', 'supplementalGroupsPolicy: Strict'].map((field) => expect.stringContaining(`${field} is left out`)));
  });

  test('AppArmor is an annotation before 1.30, and both on request', () => {
    const annotation = { 'container.apparmor.security.beta.kubernetes.io/main': 'runtime/default' };
    jest.spyOn(process, 'emitWarning').mockImplementation();
    const old = specOn({ kubernetes: '1.29', appArmor: true });
    expect(old['metadata'].annotations).toEqual(annotation);
    expect(old['spec'].securityContext).not.toHaveProperty('appArmorProfile');
    const both = specOn({ kubernetes: '1.37', appArmor: true, userNamespaces: true, legacyAnnotations: true });
    expect(both['metadata'].annotations).toEqual(annotation);
    expect(both['spec'].securityContext).toHaveProperty('appArmorProfile');
    const { metadata } = deploymentOn({ kubernetes: '1.37', appArmor: true, userNamespaces: true, legacyAnnotations: true });
    expect(metadata.annotations).toEqual({ ...annotation, 'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default' });
  });
});

test('a plain Deployment of cdk8s-plus has findings', () => {
  const chart = Testing.chart();
  new kplus.Deployment(chart, 'plain', { containers: [{ image: 'nginx' }] });
  const controls = new Set(verdict(synth(chart)).findings.map(({ control }) => control));
  expect([...controls]).toEqual(expect.arrayContaining(['image-digest', 'pod-drop-all-capabilities', 'pod-seccomp-runtime-default', 'pod-user-namespace']));
});
