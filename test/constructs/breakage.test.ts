import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ContainerRestartPolicy } from 'cdk8s-plus-28';
import { HardenedDaemonSet, HardenedDeployment, HardenedJob, HardenedStatefulSet, Health } from '../../constructs/index';
import { knownImages } from '../../constructs/known-images';
import { clean, container, failureOf, find, scene, synth, untyped, verdict } from '../support/cdk8s';
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

test('an image that is known is in the table, and the other way round where it needs something', () => {
  const inFull = (image: string): string => (image.includes('.') ? image : `docker.io/${image.includes('/') ? '' : 'library/'}${image}`);
  expect(knownImages.map(({ repository }) => repository).filter((known) => !programs.some(({ image }) => inFull(image) === known))).toEqual([]);
  expect(programs.length).toBeGreaterThanOrEqual(30);
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

test('an agent that mounts the logs of its node takes an exception', () => {
  const { chart, shop } = scene();
  new HardenedDaemonSet(shop, 'agent', { containers: [{ ...container, volumeMounts: [{ path: '/var/log', volume: hostLogs(shop) }] }] });
  expect(failureOf(() => synth(chart)).message).toContain('pod-no-host-path');
});

test('a Job with a sidecar ends', () => {
  const { chart, shop } = scene();
  new HardenedJob(shop, 'migrate', {
    containers: [{ image: container.image, user: container.user, resources: container.resources }],
    initContainers: [{ ...container, name: 'proxy', restartPolicy: ContainerRestartPolicy.ALWAYS }],
  });
  const objects = synth(chart);
  expect(find(objects, 'Job')).toMatchObject({ spec: { template: { spec: { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }] } } } });
  expect(verdict(objects)).toEqual(clean);
});

test('the documentation has the table', () => {
  expect(readFileSync(join(__dirname, '../../docs/breakage.md'), 'utf8')).toBe(breakageTable());
});
