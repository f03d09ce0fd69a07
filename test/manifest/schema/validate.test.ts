import type { KubernetesObject, Minor } from '../../../src/manifest/object';
import { formatPath } from '../../../src/manifest/path';
import { validate } from '../../../src/manifest/schema/index';

const pod = (spec: unknown, metadata: unknown = { name: 'web' }) => ({ apiVersion: 'v1', kind: 'Pod', metadata, spec }) as KubernetesObject;
const container = (fields: object) => pod({ containers: [{ name: 'app', ...fields }] });
const problemsOf = (object: KubernetesObject, minor: Minor = '1.37') =>
  validate(object, minor).map(({ path, kind, expected, actual }) => [formatPath(path), kind, expected, actual]);

const APP = 'spec.containers[0]';

test('a correct object has no problems, nor have its nulls', () => {
  const object: unknown = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', labels: { app: 'web' }, annotations: null, creationTimestamp: null },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          hostUsers: false,
          securityContext: { fsGroup: 1000, runAsNonRoot: true, sysctls: [] },
          containers: [{
            name: 'app', image: 'app:1', command: null, args: ['--port', '80'],
            resources: { requests: { cpu: 0.5, memory: '1Gi' }, limits: { cpu: 2, memory: 1024, 'example.com/gpu': '1' } },
            livenessProbe: { httpGet: { port: 'http', path: '/' } },
            readinessProbe: { tcpSocket: { port: 80 } },
          }],
        },
      },
    },
    status: {},
  };
  expect(validate(object as KubernetesObject, '1.37')).toEqual([]);
});

test.each([
  ['securityContext: yes', container({ securityContext: true }), `${APP}.securityContext`, 'an object', 'a boolean'],
  ['a list for an object', container({ securityContext: [] }), `${APP}.securityContext`, 'an object', 'a list'],
  ['an object for a list', pod({ containers: { name: 'app' } }), 'spec.containers', 'a list', 'an object'],
  ['text for a list', container({ command: 'sh' }), `${APP}.command`, 'a list', 'a string'],
  ['text for a boolean', pod({ hostPID: 'true' }), 'spec.hostPID', 'a boolean', 'a string'],
  ['a number for a boolean', pod({ hostPID: 1 }), 'spec.hostPID', 'a boolean', 'a number'],
  ['text for an integer', pod({ securityContext: { runAsUser: '0' } }), 'spec.securityContext.runAsUser', 'an integer', 'a string'],
  ['a fraction', pod({ securityContext: { runAsUser: 1.5 } }), 'spec.securityContext.runAsUser', 'an integer', 'a number with a fraction'],
  ['33 bits', container({ ports: [{ containerPort: 2 ** 31 }] }), `${APP}.ports[0].containerPort`, 'an integer', 'a number out of range'],
  ['65 bits', pod({ securityContext: { runAsUser: 2 ** 63 } }), 'spec.securityContext.runAsUser', 'an integer', 'a number out of range'],
  ['a number for text', container({ image: 5 }), `${APP}.image`, 'a string', 'a number'],
  ['a boolean for text', container({ env: [{ name: 'DEBUG', value: true }] }), `${APP}.env[0].value`, 'a string', 'a boolean'],
  ['a number among text', container({ args: ['a', 1] }), `${APP}.args[1]`, 'a string', 'a number'],
  ['a boolean annotation', pod({}, { annotations: { 'a/b': true } }), 'metadata.annotations["a/b"]', 'a string', 'a boolean'],
  ['a number as label', pod({}, { labels: { version: 1 } }), 'metadata.labels.version', 'a string', 'a number'],
  ['a list as map', pod({}, { labels: ['a'] }), 'metadata.labels', 'a map', 'a list'],
  ['a fraction as port', container({ livenessProbe: { httpGet: { port: 80.5 } } }), `${APP}.livenessProbe.httpGet.port`,
    'an integer or a string', 'a number with a fraction'],
  ['a quantity with a space', container({ resources: { limits: { memory: '1 Gi' } } }), `${APP}.resources.limits.memory`,
    'a quantity such as 500m or 1Gi', 'another string'],
  ['a boolean quantity', container({ resources: { limits: { memory: true } } }), `${APP}.resources.limits.memory`,
    'a quantity such as 500m or 1Gi', 'a boolean'],
  ['a day for a time', pod({}, { creationTimestamp: '2026-01-31' }), 'metadata.creationTimestamp', 'a time such as 2026-01-31T12:00:00Z',
    'another string'],
  ['not a number', pod({ priority: NaN }), 'spec.priority', 'an integer', 'no finite number'],
  ['a function', pod({ hostPID: () => true }), 'spec.hostPID', 'a boolean', 'a value that JSON cannot hold'],
])('%s', (_name, object, field, expected, actual) => {
  expect(problemsOf(object)).toEqual([[field, 'type', expected, actual]]);
});

test.each(['YQ==', 'YWJj', 'YW\nJj\n', ''])('base64: %p', (text) => {
  expect(validate({ apiVersion: 'v1', kind: 'Secret', data: { key: text } }, '1.37')).toEqual([]);
});

test.each(['YQ', 'hunter2!', '$(PASSWORD)', 'YQ==='])('no base64: %p; the value is not repeated', (text) => {
  const problems = validate({ apiVersion: 'v1', kind: 'Secret', data: { key: text } }, '1.37');
  expect(problems).toEqual([{ path: ['data', 'key'], kind: 'type', expected: 'base64', actual: 'another string' }]);
});

test.each(['1', '-1', '+1', '.5', '5.', '1.5Gi', '500m', '100n', '1u', '1k', '1E', '1Ei', '1e3', '1E-3', ' 1Gi '])('a quantity: %p',
  (text) => {
  expect(problemsOf(container({ resources: { limits: { memory: text } } }))).toEqual([]);
});

test.each(['', 'x', '1GiB', '1K', '1e', '1 Gi', '1.2.3', '1mi', '0x10'])('no quantity: %p', (text) => {
  expect(problemsOf(container({ resources: { limits: { memory: text } } }))).toHaveLength(1);
});

test('items that are null', () => {
  expect(problemsOf(pod({ containers: [null], tolerations: [{}, undefined] }))).toEqual([
    ['spec.containers[0]', 'null-in-list', 'an object', 'null'],
    ['spec.tolerations[1]', 'null-in-list', 'an object', 'null'],
  ]);
});

describe('unknown fields', () => {
  test.each([
    ['securityContxt', container({ securityContxt: {} }), ['spec', 'containers', 0, 'securityContxt'], 'Container', 'securityContext'],
    ['runasNonRoot', pod({ securityContext: { runasNonRoot: true } }), ['spec', 'securityContext', 'runasNonRoot'], 'PodSecurityContext',
      'runAsNonRoot'],
    ['one at the root', { apiVersion: 'v1', kind: 'Pod', spce: {} }, ['spce'], 'Pod', 'spec'],
    ['null', pod({ hostpid: null }), ['spec', 'hostpid'], 'PodSpec', 'hostPID'],
  ])('%s', (_name, object: KubernetesObject, path, type, suggestion) => {
    expect(validate(object, '1.37')).toEqual([
      { path, kind: 'unknown-field', expected: `a field of ${type}`, actual: 'no such field', suggestion },
    ]);
  });

  test('a field of a later minor', () => {
    const object = pod({ resources: { limits: { cpu: 1 } } });
    expect(problemsOf(object, '1.31')).toEqual([['spec.resources', 'unknown-field', 'a field of PodSpec',
      'a field that came with Kubernetes 1.32']]);
    expect(problemsOf(object, '1.32')).toEqual([]);
  });

  test('a field of an earlier minor', () => {
    const object = pod({ workloadRef: {} });
    expect(problemsOf(object, '1.36')).toEqual([['spec.workloadRef', 'unknown-field', 'a field of PodSpec',
      'a field that Kubernetes 1.36 removed']]);
    expect(problemsOf(object, '1.35')).toEqual([]);
  });

  test('keys that JavaScript gives to every object', () => {
    const spec = JSON.parse('{ "__proto__": {}, "constructor": {}, "toString": 1 }') as unknown;
    expect(problemsOf(pod(spec)).map(([field]) => field)).toEqual(['spec.__proto__', 'spec.constructor', 'spec.toString']);
  });
});

test('what Kubernetes passes on unread may be anything', () => {
  const object = {
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition',
    spec: {
      group: 'a.b', names: {}, scope: 'Namespaced',
      versions: [{ name: 'v1', schema: { openAPIV3Schema: { properties: { a: { default: 5, items: {} } } } } }],
    },
  };
  expect(validate(object, '1.37')).toEqual([]);
});

test('all problems are reported, each with its own path', () => {
  const containers = [{ name: 1, ports: [{ hostPort: 'a' }, 5] }];
  const object = pod({ hostPID: 'x', containers, volumes: [{ emptyDir: true }] }, { labels: { a: 1 } });
  expect(problemsOf(object).map(([field]) => field)).toEqual([
    'metadata.labels.a', 'spec.hostPID', 'spec.containers[0].name', 'spec.containers[0].ports[0].hostPort', 'spec.containers[0].ports[1]',
      'spec.volumes[0].emptyDir',
  ]);
});

describe('kinds that are not served', () => {
  test('a removed one', () => {
    expect(validate({ apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget' }, '1.37')).toEqual([{
      path: ['kind'], kind: 'unknown-kind', expected: 'a kind of Kubernetes 1.37', actual: 'a kind that Kubernetes 1.25 removed',
        suggestion: 'policy/v1 PodDisruptionBudget',
    }]);
  });

  test('one that is to come', () => {
    expect(validate({ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingAdmissionPolicy' }, '1.35')).toMatchObject([
      { kind: 'unknown-kind', actual: 'a kind that came with Kubernetes 1.36' },
    ]);
  });

  test('one that never was', () => {
    expect(validate({ apiVersion: 'v1', kind: 'Podd' }, '1.37')).toMatchObject([{ kind: 'unknown-kind', actual: 'no such kind',
      suggestion: 'v1 Pod' }]);
  });

  const rollout = (spec: unknown, metadata: unknown = {}) =>
    ({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata, spec }) as KubernetesObject;

  test('a custom resource is compared by its metadata', () => {
    expect(problemsOf(rollout({ anything: 1 }))).toEqual([]);
    expect(problemsOf(rollout({}, { labels: { a: true } }))).toEqual([['metadata.labels.a', 'type', 'a string', 'a boolean']]);
    expect(problemsOf(rollout({}, true))).toEqual([['metadata', 'type', 'an object', 'a boolean']]);
  });

  test('and by its pod template, which it may extend', () => {
    const template = (spec: object) => rollout({ template: { spec: { containers: [{ name: 'app' }], ...spec } } });
    expect(problemsOf(template({ containerConcurrency: 5 }))).toEqual([]);
    expect(problemsOf(template({ securityContext: true }))).toEqual([['spec.template.spec.securityContext', 'type', 'an object',
      'a boolean']]);
  });
});
