import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ContainerRestartPolicy, EnvValue, PersistentVolumeClaim, Volume } from 'cdk8s-plus-28';
import { controls } from '../../src/index';
import { HardenedDaemonSet, HardenedDeployment, HardenedJob, HardenedStatefulSet, Hardening, Health } from '../../constructs/index';
import { knownImage, knownImages } from '../../constructs/known-images';
import { clean, container, failureOf, find, type Rendered, scene, synth, task, untyped, verdict } from '../support/cdk8s';
import { breakageTable, hostLogs, imageOf, type Program, programs } from './breakage';

const constructs = { Deployment: HardenedDeployment, StatefulSet: HardenedStatefulSet, DaemonSet: HardenedDaemonSet, Job: HardenedJob };

/** Writes one program, with what it requires and what was added to it. */
function write(program: Program, added: Readonly<Record<string, unknown>>): ReturnType<typeof synth> {
  const { chart, shop } = scene();
  const props = { image: imageOf(program), resources: container.resources, ...program.container, ...added };
  untyped(constructs[program.kind] as typeof HardenedDeployment, shop, { containers: [props] });
  return synth(chart);
}

test.each(programs.map((program) => [`${program.image} as ${program.kind}`, program] as const))('%s', (_, program) => {
  let props = {};
  for (const { code, prop, text, value } of program.added) {
    const failure = failureOf(() => write(program, props));
    expect(failure).toMatchObject({ code, message: expect.stringContaining(`containers[0].${prop} `), repair: expect.stringContaining(text) });
    props = { ...props, ...value };
  }
  expect(verdict(write(program, props))).toEqual(clean);
});

test('every image that is known is in the table, and every one in the table is known', () => {
  const inTable = programs.map(({ image }) => knownImage(image)?.repository);
  expect([...inTable].sort()).toEqual(knownImages.map(({ repository }) => repository).sort());
  expect(programs.length).toBeGreaterThanOrEqual(30);
});

test('what is known of an image was read at a commit, or it is said that it was not', () => {
  const unread = knownImages.filter(({ sources, unconfirmed }) => sources.length === 0 && unconfirmed === undefined);
  expect(unread).toEqual([]);
  const unclear = knownImages.flatMap(({ sources }) => sources).filter((source) => !/^([\w.-]+\/){2}blob\/[0-9a-f]{12}\/\S+$|^https:\/\/\S+$/.test(source));
  expect(unclear).toEqual([]);
});

test('an image of the same name elsewhere is another', () => {
  const { chart, shop } = scene();
  new HardenedDeployment(shop, 'web', { containers: [{ ...container, image: imageOf({ image: 'registry.example.com/shop/nginx', tag: '1' }) }] });
  expect(() => synth(chart)).not.toThrow();
});

test.each(['nginx', 'library/nginx', 'docker.io/nginx', 'docker.io/library/nginx', 'index.docker.io/library/nginx'])('%s is nginx', (image) => {
  const { shop } = scene();
  const make = (): unknown => new HardenedDeployment(shop, 'web', { containers: [{ ...container, image: imageOf({ image, tag: '1.29' }) }] });
  expect(failureOf(make)).toMatchObject({ code: 'CM5012' });
});

test('a path above, or the same under its other name, is enough', () => {
  const { chart, shop } = scene();
  const mysql = { ...container, image: imageOf({ image: 'mysql', tag: '8.4' }), user: 999, health: Health.tcp() };
  new HardenedStatefulSet(shop, 'db', { containers: [{ ...mysql, writablePaths: { '/run/mysqld/': '16Mi' }, persistentPaths: { '/var/lib': '10Gi' } }] });
  expect(() => synth(chart)).not.toThrow();
});

test('root is refused with the number of the image', () => {
  const { shop } = scene();
  const make = (): unknown => new HardenedDeployment(shop, 'web', { containers: [{ ...container, image: imageOf({ image: 'nginx', tag: '1.29' }), user: 0 }] });
  expect(failureOf(make)).toMatchObject({ code: 'CM5004', repair: 'Write user: 101.' });
});

test('a variable with another value is the user\'s decision', () => {
  const { chart, shop } = scene();
  const postgres = { ...container, image: imageOf({ image: 'postgres', tag: '17.6' }), user: 999, health: Health.tcp(), writablePaths: { '/run/postgresql': '16Mi' } };
  new HardenedStatefulSet(shop, 'db', {
    containers: [{ ...postgres, persistentPaths: { '/var/lib/postgresql/data': '10Gi' }, envVariables: { PGDATA: EnvValue.fromValue('/var/lib/postgresql/data/17') } }],
  });
  expect(() => synth(chart)).not.toThrow();
});

describe('what is no image', () => {
  const istio = { image: imageOf({ image: 'istio/proxyv2', tag: '1.27.0' }), user: 1337, resources: container.resources, portNumber: 15_021, health: Health.http('/healthz/ready') };
  const sidecar = { ...istio, name: 'istio-proxy', writablePaths: { '/etc/istio/proxy': '16Mi', '/var/lib/istio/data': '16Mi' }, restartPolicy: ContainerRestartPolicy.ALWAYS };

  test('a port below 1024 needs no capability', () => {
    const { chart, shop } = scene();
    new HardenedDeployment(shop, 'web', { containers: [{ ...container, portNumber: 80 }] });
    const { securityContext } = (find(synth(chart), 'Deployment') as Rendered).spec.template.spec;
    expect(securityContext.sysctls).toEqual([{ name: 'net.ipv4.ip_unprivileged_port_start', value: '80' }]);
  });

  test('a mesh sidecar is a native one, and asks for what it writes as well', () => {
    const { chart, shop } = scene();
    const bare = { ...sidecar, writablePaths: {} };
    expect(failureOf(() => new HardenedDeployment(shop, 'bare', { containers: [container], initContainers: [bare] }))).toMatchObject({ code: 'CM5012' });
    new HardenedDeployment(shop, 'web', { containers: [container], initContainers: [sidecar] });
    const objects = synth(chart);
    expect((find(objects, 'Deployment') as Rendered).spec.template.spec.initContainers).toMatchObject([{ name: 'istio-proxy', restartPolicy: 'Always' }]);
    expect(verdict(objects)).toEqual(clean);
  });

  test('a Job with a sidecar ends', () => {
    const { chart, shop } = scene();
    new HardenedJob(shop, 'migrate', { containers: [task], initContainers: [sidecar] });
    const objects = synth(chart);
    expect((find(objects, 'Job') as Rendered).spec.template.spec).toMatchObject({ initContainers: [{ name: 'istio-proxy', restartPolicy: 'Always' }] });
    expect(verdict(objects)).toEqual(clean);
  });

  test('a volume of NFS in the pod is refused, and no user namespace is asked of it', () => {
    const { chart, shop } = scene();
    const volume = Volume.fromNfs(shop, 'media', 'media', { server: 'nfs.example.com', path: '/media' });
    const web = new HardenedDeployment(shop, 'web', { containers: [{ ...container, volumeMounts: [{ path: '/media', volume }] }] });
    expect(failureOf(() => synth(chart)).message).toContain('pod-volume-types-restricted');
    expect((web.node.defaultChild as Rendered).toJson().spec.template.spec).not.toHaveProperty('hostUsers');
  });

  test('a claim on NFS takes an exception from users of its own', () => {
    const { chart, shop } = scene();
    const claim = PersistentVolumeClaim.fromClaimName(shop, 'claim', 'media');
    const volume = Volume.fromPersistentVolumeClaim(shop, 'media', claim);
    const web = new HardenedDeployment(shop, 'web', { containers: [{ ...container, volumeMounts: [{ path: '/media', volume }] }] });
    Hardening.of(web).except(controls.podUserNamespace, { reason: 'the media are on NFS, whose users cannot be mapped', owner: 'team-shop', expires: '2027-01-15' });
    const { spec } = (find(synth(chart), 'Deployment') as Rendered).spec.template;
    expect(spec).not.toHaveProperty('hostUsers');
    expect(spec.volumes).toContainEqual({ name: 'pvc-media', persistentVolumeClaim: { claimName: 'media', readOnly: false } });
  });

  test('the logs of a node take an exception', () => {
    const { chart, shop } = scene();
    new HardenedDaemonSet(shop, 'agent', { containers: [{ ...container, volumeMounts: [{ path: '/var/log', volume: hostLogs(shop) }] }] });
    expect(failureOf(() => synth(chart)).message).toContain('pod-no-host-path');
  });
});

test('the documentation has the table', () => {
  expect(readFileSync(join(__dirname, '../../docs/breakage.md'), 'utf8')).toBe(breakageTable());
});
