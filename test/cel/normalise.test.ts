import * as fc from 'fast-check';
import { interpret } from '../../src/cel/interpret';
import { normalise } from '../../src/cel/normalise';
import type { KubernetesObject } from '../../src/manifest/object';
import { workload } from '../support/random-workloads';

const pod = (spec: unknown): KubernetesObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec });
const deployment = (spec: unknown): KubernetesObject => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: { template: { spec } } });

test('what needs nothing comes back as it is', () => {
  for (const object of [
    pod({ containers: [{ name: 'a', resources: { limits: { cpu: '500m', memory: '1Gi' }, requests: { cpu: '500m', memory: '1Gi' } } }], volumes: [{ name: 'v', emptyDir: {} }] }),
    deployment({ hostNetwork: true, containers: [{ ports: [{ containerPort: 80 }], resources: { limits: { cpu: '1' } } }] }),
    { apiVersion: 'v1', kind: 'ConfigMap', data: { limits: '1024Mi' } },
    pod(undefined), pod(null), pod('text'), pod({ containers: 'many', volumes: [null, 'x'] }),
  ]) expect(normalise(object)).toBe(object);
});

test('a volume without a source is an emptyDir', () => {
  expect(normalise(deployment({ volumes: [{ name: 'a' }, { name: 'b', hostPath: null }, { name: 'c', secret: {} }] }))).toEqual(
    deployment({ volumes: [{ name: 'a', emptyDir: {} }, { name: 'b', hostPath: null, emptyDir: {} }, { name: 'c', secret: {} }] }));
});

describe('ports on the host network', () => {
  const spec = (ports: unknown): unknown => ({ hostNetwork: true, containers: [{ ports }], initContainers: [{ ports }], ephemeralContainers: [{ ports }] });

  test('are host ports in a Pod', () => {
    expect(normalise(pod(spec([{ containerPort: 80 }, { containerPort: 81, hostPort: 0 }, { containerPort: 82, hostPort: 9000 }])))).toEqual(pod({
      hostNetwork: true,
      containers: [{ ports: [{ containerPort: 80, hostPort: 80 }, { containerPort: 81, hostPort: 81 }, { containerPort: 82, hostPort: 9000 }] }],
      initContainers: [{ ports: [{ containerPort: 80, hostPort: 80 }, { containerPort: 81, hostPort: 81 }, { containerPort: 82, hostPort: 9000 }] }],
      ephemeralContainers: [{ ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 0 }, { containerPort: 82, hostPort: 9000 }] }],
    }));
  });

  test('are not in a template, nor off the host network', () => {
    for (const object of [deployment(spec([{ containerPort: 80 }])), pod({ containers: [{ ports: [{ containerPort: 80 }] }] })]) expect(normalise(object)).toBe(object);
  });
});

test('a null is a value in maps of amounts and of annotations', () => {
  expect(normalise(deployment({ containers: [{ resources: { limits: { memory: null, cpu: '1' } } }] })))
    .toEqual(deployment({ containers: [{ resources: { limits: { memory: '0', cpu: '1' } } }] }));
  expect(normalise({ apiVersion: 'v1', kind: 'Pod', metadata: { annotations: { a: null, b: 'x' } } } as unknown as KubernetesObject))
    .toHaveProperty('metadata.annotations', { a: '', b: 'x' });
});

test('requests of a Pod default to its limits, those of a template do not', () => {
  const container = { resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } } };
  expect(normalise(pod({ containers: [container] }))).toEqual(pod({
    containers: [{ resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m', memory: '1Gi' } } }],
  }));
  const template = deployment({ containers: [container] });
  expect(normalise(template)).toBe(template);
});

test('quantities have their canonical text wherever they stand', () => {
  const amounts = { cpu: 0.5, memory: '1024Mi', 'example.com/gpu': 2 };
  const canonical = { cpu: '500m', memory: '1Gi', 'example.com/gpu': '2' };
  const claim = (resources: unknown): unknown => ({ spec: { resources: { requests: resources } } });
  expect(normalise(deployment({
    containers: [{ resources: { limits: amounts, requests: amounts } }], overhead: amounts,
    volumes: [{ name: 'a', emptyDir: { sizeLimit: '2048Ki' } }, { name: 'b', ephemeral: { volumeClaimTemplate: claim({ storage: '1024Gi' }) } }],
  }))).toEqual(deployment({
    containers: [{ resources: { limits: canonical, requests: canonical } }], overhead: canonical,
    volumes: [{ name: 'a', emptyDir: { sizeLimit: '2Mi' } }, { name: 'b', ephemeral: { volumeClaimTemplate: claim({ storage: '1Ti' }) } }],
  }));
  expect(normalise({ apiVersion: 'v1', kind: 'ResourceQuota', spec: { hard: amounts } })).toHaveProperty('spec.hard', canonical);
  expect(normalise({ apiVersion: 'v1', kind: 'LimitRange', spec: { limits: [{ type: 'Pod', max: amounts }] } })).toHaveProperty('spec.limits.0.max', canonical);
  expect(normalise({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec: { resources: { requests: { storage: '1024Mi' } } } }))
    .toHaveProperty('spec.resources.requests.storage', '1Gi');
});

test('what is no quantity is left for the schema to find', () => {
  const object = pod({ containers: [{ resources: { requests: { cpu: 'much', memory: true }, limits: {} } }] });
  expect(normalise(object)).toBe(object);
});

test('the input is never changed, and a second time changes nothing', () => {
  fc.assert(fc.property(workload, (object) => {
    const before = structuredClone(object);
    const once = normalise(object);
    expect(object).toEqual(before);
    expect(normalise(once)).toBe(once);
  }), { numRuns: 100 });
});

test('hostile keys stay keys', () => {
  const object = JSON.parse('{"apiVersion":"v1","kind":"Pod","spec":{"__proto__":{"hostNetwork":true},"volumes":[{"name":"a"}]}}') as KubernetesObject;
  const normalised = normalise(object) as unknown as { spec: { hostNetwork?: boolean } };
  expect(Object.hasOwn(normalised.spec, '__proto__')).toBe(true);
  expect(normalised.spec.hostNetwork).toBeUndefined();
});

test('a volume without a source is allowed where an emptyDir is', () => {
  const object = normalise(pod({ volumes: [{ name: 'scratch' }] }));
  expect(interpret('variables.volumes.all(v, has(v.emptyDir))')({ object }, {} as never)).toBe(true);
});
