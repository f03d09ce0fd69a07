import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { controls } from '../../src/index';
import {
  HardenedCronJob, HardenedDaemonSet, HardenedDeployment, type HardenedDeploymentProps, HardenedJob, HardenedPod, HardenedStatefulSet, Hardening,
  Health, User,
} from '../../constructs/index';
import { addEveryProp } from '../support/every-prop';
import { clean, container, failureOf, find, fullPlatform, type Rendered, scene, synth, task, untyped, verdict } from '../support/cdk8s';

/** What becomes of the pods of a Deployment with more props than it requires. */
function podSpec(props: Partial<HardenedDeploymentProps>, platform = fullPlatform): Rendered {
  const { chart, shop } = scene(platform);
  new HardenedDeployment(shop, 'api', { containers: [container], ...props });
  return (find(synth(chart), 'Deployment') as Rendered).spec.template.spec;
}

const fails = (props: Partial<HardenedDeploymentProps>, platform = fullPlatform): ReturnType<typeof failureOf> => failureOf(() => podSpec(props, platform));

test('every prop is written, and has no finding', () => {
  const { chart, shop } = scene();
  addEveryProp(shop);
  const objects = synth(chart);
  expect(find(objects, 'Deployment', 'api')).toMatchSnapshot();
  expect(find(objects, 'StatefulSet', 'db')).toMatchObject({
    spec: { volumeClaimTemplates: [{ spec: { accessModes: ['ReadWriteOncePod'], storageClassName: 'encrypted', resources: { requests: { storage: '1Gi' } } } }] },
  });
  expect(find(objects, 'PodDisruptionBudget', 'api')).toMatchObject({ spec: { maxUnavailable: '25%', unhealthyPodEvictionPolicy: 'AlwaysAllow' } });
  expect((find(objects, 'Deployment', 'scaled') as Rendered).spec).not.toHaveProperty('replicas');
  expect(verdict(objects)).toEqual(clean);
});

test.each([
  ['StatefulSet', HardenedStatefulSet, { containers: [container] }],
  ['DaemonSet', HardenedDaemonSet, { containers: [container] }],
  ['Job', HardenedJob, { containers: [task] }],
  ['CronJob', HardenedCronJob, { containers: [task], schedule: { expressionString: '0 0 * * *' } }],
  ['Pod', HardenedPod, { containers: [container] }],
])('a %s takes where its pods run, and which go first', (kind, construct, props) => {
  const { chart, shop } = scene();
  const scheduling = {
    nodeSelector: { pool: 'web' }, tolerations: [{ key: 'pool' }], topologySpread: [{ topologyKey: 'topology.kubernetes.io/zone' }],
    priorityClassName: 'high', runtimeClassName: 'gvisor', supplementalGroups: [20_001],
  };
  untyped<Rendered>(construct, shop, { ...props, ...scheduling });
  const objects = synth(chart);
  const { spec } = find(objects, kind) as Rendered;
  const pod = spec.jobTemplate?.spec.template.spec ?? spec.template?.spec ?? spec;
  expect(pod).toMatchObject({
    nodeSelector: { pool: 'web' }, tolerations: [{ key: 'pool', operator: 'Exists' }], priorityClassName: 'high', runtimeClassName: 'gvisor',
    topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { 'cdk8s.io/metadata.addr': expect.any(String) } } }],
    securityContext: { supplementalGroups: [20_001], supplementalGroupsPolicy: 'Strict' },
  });
  expect(verdict(objects)).toEqual(clean);
});

test('what cdk8s-plus says of nodes holds together with Linux', () => {
  const { chart, shop } = scene();
  const api = new HardenedDeployment(shop, 'api', { containers: [container] });
  api.scheduling.attract(kplus.Node.labeled(kplus.NodeLabelQuery.is('disk', 'ssd')));
  const { affinity } = (find(synth(chart), 'Deployment') as Rendered).spec.template.spec;
  expect(affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms).toEqual([
    { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }, { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] }] },
  ]);
  expect(affinity.podAntiAffinity).toBeDefined();
});

test.each<[string, Partial<HardenedDeploymentProps>, string, string]>([
  ['a budget for one replica', { replicas: 1, disruptionBudget: { maxUnavailable: 1 } }, 'CM5016', 'disruptionBudget is for several replicas'],
  ['a budget of nothing', { disruptionBudget: { maxUnavailable: 0 } }, 'CM5016', 'disruptionBudget has maxUnavailable 0'],
  ['a budget of no part', { disruptionBudget: { maxUnavailable: '0%' } }, 'CM5016', 'disruptionBudget has maxUnavailable "0%"'],
  ['seconds without NoExecute', { tolerations: [{ key: 'a', tolerationSeconds: 5 }] }, 'CM5014', 'tolerations[0] has tolerationSeconds'],
  ['a skew of nothing', { topologySpread: [{ topologyKey: 'zone', maxSkew: 0 }] }, 'CM5014', 'topologySpread[0] has maxSkew 0'],
  ['domains that are no must', { topologySpread: [{ topologyKey: 'zone', minDomains: 3 }] }, 'CM5014', 'topologySpread[0] has minDomains'],
  ['the group of root', { supplementalGroups: [0] }, 'CM5014', 'supplementalGroups has 0'],
  ['a sleep past the end', { containers: [{ ...container, preStopSleep: Duration.seconds(30) }] }, 'CM5014', 'preStopSleep of the container "main" is 30 seconds'],
  ['two ways to stop', { containers: [{ ...container, preStopSleep: Duration.seconds(3), lifecycle: { preStop: kplus.Handler.fromCommand(['/bin/stop']) } }] }, 'CM5014', 'containers[0].preStopSleep is there beside'],
  ['a node by name', { nodeName: 'node-1' } as object, 'CM5002', 'nodeName cannot be set'],
  ['constraints of one\'s own', { topologySpreadConstraints: [] } as object, 'CM5002', 'topologySpreadConstraints cannot be set'],
])('%s is refused', (_, props, code, message) => {
  expect(fails(props)).toMatchObject({ code, message: expect.stringContaining(message) });
});

test('the taint of the control plane is not to be tolerated', () => {
  expect(fails({ tolerations: [{ key: 'node-role.kubernetes.io/control-plane' }] }).message).toContain('pod-no-control-plane-placement');
});

describe('probes', () => {
  test('by a port alone, health is more patient than readiness', () => {
    const [{ livenessProbe, readinessProbe, ports }] = podSpec({ containers: [{ ...container, health: Health.tcp() }] }).containers;
    expect(livenessProbe).toMatchObject({ tcpSocket: { port: 8080 }, failureThreshold: 6 });
    expect(readinessProbe).toMatchObject({ tcpSocket: { port: 'tcp-8080' }, failureThreshold: 3 });
    expect(ports).toEqual([expect.objectContaining({ containerPort: 8080, name: 'tcp-8080' })]);
  });

  test('a port that has a name keeps it', () => {
    const rest = { ...container, portNumber: undefined };
    const [{ readinessProbe, ports }] = podSpec({ containers: [{ ...rest, ports: [{ number: 5432, name: 'postgres' }], health: Health.tcp({ port: 5432 }) }] }).containers;
    expect([readinessProbe.tcpSocket, ports[0].name]).toEqual([{ port: 'postgres' }, 'postgres']);
  });

  test('a command needs another for readiness, where there is no port', () => {
    const rest = { ...container, portNumber: undefined };
    const health = Health.command('/bin/healthy');
    expect(fails({ containers: [{ ...rest, health }] })).toMatchObject({ code: 'CM5006', message: expect.stringContaining('containers[0].readiness is missing') });
    expect(fails({ containers: [{ ...rest, health, readiness: health }] }).message).toContain('containers[0].readiness is as health');
    expect(podSpec({ containers: [{ ...rest, health, readiness: Health.command('/bin/ready') }] }).containers[0].readinessProbe.exec).toEqual({ command: ['/bin/ready'] });
  });

  test('a container that ends on its own has them on request', () => {
    const { chart, shop } = scene();
    new HardenedJob(shop, 'migrate', { containers: [{ ...task, health: Health.command('/bin/healthy'), readiness: Health.command('/bin/ready') }] });
    expect((find(synth(chart), 'Job') as Rendered).spec.template.spec.containers[0]).toMatchObject({ livenessProbe: expect.anything(), readinessProbe: { exec: { command: ['/bin/ready'] } } });
  });

  test('of an init container are refused', () => {
    expect(fails({ initContainers: [{ ...task, startup: Health.tcp() }] })).toMatchObject({ code: 'CM5092', message: expect.stringContaining('initContainers[0].startup is only for sidecars') });
  });
});

describe('root', () => {
  const root = { containers: [{ ...container, user: User.root() }] };

  test('needs no exception where it is not root on the node', () => {
    expect(podSpec(root)).toMatchObject({ hostUsers: false, containers: [{ securityContext: { runAsUser: 0, runAsNonRoot: false, capabilities: { drop: ['ALL'] } } }] });
  });

  test('needs one elsewhere, and then is what was asked for', () => {
    const platform = { kubernetes: '1.34' } as const;
    expect(fails(root, platform).message).toContain('pod-run-as-non-root');
    const { chart, shop } = scene(platform);
    const api = new HardenedDeployment(shop, 'api', root);
    const options = { reason: 'the vendor agent changes owners when it starts', owner: 'team-shop', expires: '2027-01-15' };
    for (const control of [controls.podRunAsNonRoot, controls.podNoUidZero, controls.podHighUidGid]) Hardening.of(api).except(control, options);
    expect((find(synth(chart), 'Deployment') as Rendered).spec.template.spec.containers[0].securityContext).toMatchObject({ runAsUser: 0, runAsNonRoot: false });
  });

  test('as a bare number is still refused', () => {
    expect(fails({ containers: [{ ...container, user: 0 }] })).toMatchObject({ code: 'CM5004' });
  });
});
