import { Pod } from '@pulumi/kubernetes/core/v1';
import * as pulumi from '@pulumi/pulumi';
import { controls as catalogue } from '../../src/controls/index';
import { valueAt } from '../../src/manifest/path';
import { hardenModes, hardenStack, hardenTransform } from '../../stacks/index';
import type { HardenStackOptions } from '../../stacks/index';
import type { Exception } from '../../src/check/exceptions/exception';
import { exception, now } from '../check/exceptions/samples';
import { register, travellingSecret, unknownOutput } from '../support/pulumi';

const metadata = { name: 'web', namespace: 'shop' };
const pinned = `registry.example.com/web:1@sha256:${'0'.repeat(64)}`;
const container = { name: 'web', image: pinned, securityContext: { runAsUser: 1000 } };
/** Everything that the kit cannot know is there; the rest it repairs. */
const repairable = {
  ...container,
  resources: { requests: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' }, limits: { memory: '64Mi', 'ephemeral-storage': '64Mi' } },
};
const privileged = { ...repairable, securityContext: { privileged: true } };
const POD = 'kubernetes:core/v1:Pod';
/** One that is repaired, those that need knowledge, and those that hang on the image: what the catalogue holds besides does not matter here. */
const controls = [
  catalogue.podNoPrivilegeEscalation, catalogue.podReadOnlyRootFs, catalogue.podNoPrivileged, catalogue.podUserNamespace,
  catalogue.podMemoryBounded, catalogue.imageDigest,
];
const transform = async (options: Omit<HardenStackOptions, 'controls'>, spec: unknown, opts: pulumi.ResourceOptions = {}) => {
  const lines: string[] = [];
  const log = { info: (line: string) => lines.push(`info ${line}`), warn: (line: string) => lines.push(`warn ${line}`) };
  const props = { apiVersion: 'v1', kind: 'Pod', metadata, spec };
  const result = await hardenTransform({ ...options, controls }, log)({ custom: true, type: POD, name: 'web', props, opts });
  return { result, lines };
};

describe('hardenStack, under mocks', () => {
  const silent = { info: () => undefined, warn: () => undefined };
  const registerPod = (options: HardenStackOptions, one: object, preview = false) =>
    register(() => {
      hardenStack({ ...options, controls }, silent);
      new Pod('web', { metadata, spec: { containers: [one as typeof container] } });
    }, { preview });
  const escalation = ['spec', 'containers', 0, 'securityContext', 'allowPrivilegeEscalation'];

  test('fix registers the repaired object', async () => {
    const [pod] = await registerPod({ mode: 'fix' }, container);
    expect(valueAt(pod?.inputs, escalation)).toBe(false);
  });

  test('warn registers the object as it is', async () => {
    const [pod] = await registerPod({ mode: 'warn' }, container);
    expect(valueAt(pod?.inputs, ['spec'])).toEqual({ containers: [container] });
  });

  test('a secret is still one when the object is registered', async () => {
    const [pod] = await registerPod({ mode: 'fix' }, { ...container, env: [{ name: 'MODE', value: pulumi.secret('hunter2') }] });
    const spec = valueAt(pod?.inputs, ['spec']);
    expect(spec).toEqual(travellingSecret(expect.objectContaining({ containers: [expect.anything()] })));
    expect(valueAt(spec, ['value', 'containers', 0, 'securityContext', 'allowPrivilegeEscalation'])).toBe(false);
  });

  test('a preview keeps what is unknown, and only that', async () => {
    const [pod] = await registerPod({ mode: 'fix' }, { ...container, image: unknownOutput<string>() }, true);
    expect(valueAt(pod?.inputs, ['spec', 'containers', 0, 'image'])).toEqual({ __pulumiUnknown: true });
    expect(valueAt(pod?.inputs, escalation)).toBe(false);
  });

  test('enforce stops the program at the resource', async () => {
    let caught: unknown;
    const seen = await register(() => {
      hardenStack({ mode: 'enforce', controls }, silent);
      try {
        new Pod('web', { metadata, spec: { containers: [privileged] } });
      } catch (error) {
        caught = error;
      }
    });
    expect(caught).toMatchObject({ code: 'CM7011', message: expect.stringContaining('pod-no-privileged (critical)') });
    expect(seen).toEqual([]);
  });
});

describe('hardenTransform', () => {
  test('returns nothing where nothing changes, so that the message of the engine goes on untouched', async () => {
    const once = await transform({ mode: 'fix' }, { containers: [repairable] });
    const spec = (once.result?.props as { spec: unknown }).spec;
    expect((await transform({ mode: 'fix' }, spec)).result).toBeUndefined();
    expect((await transform({ mode: 'warn' }, { containers: [container] })).result).toBeUndefined();
  });

  test('holds to what controls with parameters are told', async () => {
    const options = { mode: 'enforce', controls: [catalogue.admissionRegistryAllowlist] } as const;
    const refused = { ...options, parameters: { 'admission-registry-allowlist': { registries: ['elsewhere.example.com'] } } };
    const props = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [container] } };
    const resource = { custom: true, type: POD, name: 'web', props, opts: {} };
    await expect(hardenTransform(refused)(resource)).rejects.toThrow('must be an image from elsewhere.example.com');
    await expect(hardenTransform(options)(resource)).resolves.toBeUndefined();
    expect(() => hardenTransform({ ...options, parameters: { 'no-such-control': {} } })).toThrow(expect.objectContaining({ code: 'CM4202' }));
  });

  test('hands the options through', async () => {
    const opts = { protect: true };
    expect((await transform({ mode: 'fix' }, { containers: [container] }, opts)).result?.opts).toBe(opts);
  });

  test('sends known secrets in the form that no serializer takes for plain text', async () => {
    const env = [{ name: 'PASSWORD', value: pulumi.secret('hunter2') }];
    const { result, lines } = await transform({ mode: 'fix' }, { containers: [{ ...container, env }] });
    expect(valueAt(result?.props, ['spec', 'containers', 0, 'env', 0, 'value'])).toEqual(travellingSecret('hunter2'));
    expect(lines.join('\n')).not.toContain('hunter2');
  });

  test('leaves unknown outputs as they are', async () => {
    const image = unknownOutput<string>();
    const { result } = await transform({ mode: 'fix' }, { containers: [{ ...container, image }] });
    expect(valueAt(result?.props, ['spec', 'containers', 0, 'image'])).toBe(image);
  });

  test.each(hardenModes)('%s says what it did, what is left and what it could not judge', async (mode) => {
    const spec = { containers: [{ ...repairable, image: unknownOutput<string>() }] };
    // Only a preview lets `enforce` go on without the value.
    await pulumi.runtime.setMocks({ newResource: ({ inputs }) => ({ id: '', state: inputs as object }), call: () => ({}) }, 'shop', 'test', true);
    const { lines } = await transform({ mode }, spec);
    expect(lines[0]).toMatch(mode === 'warn' ? /^warn kubernetes:core\/v1:Pod "web":\n {2}\d+ fields to repair, for .*pod-read-only-root-fs/ : /^info .*: \d+ fields repaired, for .*pod-read-only-root-fs/);
    expect(lines.at(-1)).toMatch(/^warn .*:\n[^]*^ {2}pod-user-namespace \(medium\): .*; to repair it takes /m);
    expect(lines.at(-1)).toMatch(/^ {2}not judged: CM3003 image-digest could not be judged/m);
    await pulumi.runtime.setMocks({ newResource: ({ inputs }) => ({ id: '', state: inputs as object }), call: () => ({}) });
  });
});

describe('enforce', () => {
  test('registers what could be repaired', async () => {
    const { result } = await transform({ mode: 'enforce' }, { containers: [repairable] });
    expect(valueAt(result?.props, ['spec', 'containers', 0, 'securityContext', 'allowPrivilegeEscalation'])).toBe(false);
  });

  test('refuses what could not, at or above the severity that it is told', async () => {
    const withoutLimits = { containers: [container] };
    await expect(transform({ mode: 'enforce', failOn: 'low' }, withoutLimits)).rejects.toMatchObject({ code: 'CM7011', message: expect.stringContaining('pod-memory-bounded') });
    const { lines } = await transform({ mode: 'enforce', failOn: 'critical' }, withoutLimits);
    expect(lines.at(-1)).toMatch(/^ {2}pod-memory-bounded \(medium\)/m);
  });

  test('refuses at a deployment what it could not judge', async () => {
    const spec = { containers: [{ ...repairable, image: pulumi.secret(pinned) }] };
    await expect(transform({ mode: 'enforce' }, spec)).rejects.toThrow(/CM3003 image-digest could not be judged/);
    await expect(transform({ mode: 'enforce' }, { containers: 'web' })).rejects.toThrow(/CM3002/);
  });
});

describe('exceptions', () => {
  const accepted = {
    ...exception, object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' }, control: 'pod-no-privileged', containers: ['web'], expires: '2027-01-31',
  };

  test('let the finding through, and say so', async () => {
    await expect(transform({ mode: 'enforce' }, { containers: [privileged] })).rejects.toThrow(/pod-no-privileged/);
    const { result, lines } = await transform({ mode: 'enforce', failOn: 'critical', exceptions: [accepted], now }, { containers: [privileged] });
    expect(valueAt(result?.props, ['spec', 'containers', 0, 'securityContext', 'privileged'])).toBe(true);
    expect(lines).toContainEqual(expect.stringMatching(/^info .*: accepted by exceptions: pod-no-privileged\.$/));
    expect(lines.join('\n')).not.toContain('pod-no-privileged (critical)');
  });

  test.each<[string, Partial<Exception>, string]>([
    ['is over', { expires: '2026-11-23' }, 'CM4010'],
    ['is not used', { control: 'pod-read-only-root-fs', containers: ['other'] }, 'CM4011'],
    ['is void', { compensating: ['pod-user-namespace'] }, 'CM4013'],
  ])('one that %s is refused where the finding would be, and else warned of', async (_, change, code) => {
    const options = { exceptions: [{ ...accepted, ...change }], now };
    await expect(transform({ mode: 'enforce', ...options }, { containers: [privileged] })).rejects.toThrow(code);
    for (const mode of ['warn', 'fix'] as const) {
      const { lines } = await transform({ mode, ...options }, { containers: [privileged] });
      expect(lines.at(-1)).toMatch(new RegExp(`^warn .*:\\n[^]*^ {2}${code} `, 'm'));
    }
  });

  test('a ledger that cannot be read is an error at once', () => {
    expect(() => hardenTransform({ mode: 'fix', exceptions: 'none.json' })).toThrow(expect.objectContaining({ code: 'CM4004' }));
  });
});

test.each([
  [{ mode: 'block' }, /mode is "block"/],
  [{ mode: 'enforce', failOn: 'severe' }, /failOn is "severe"/],
])('%j is refused at once', (options, message) => {
  expect(() => hardenTransform(options as HardenStackOptions)).toThrow(message);
  expect(() => hardenStack(options as HardenStackOptions)).toThrow(message);
});
