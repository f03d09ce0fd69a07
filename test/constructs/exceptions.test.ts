import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { HardenedDeployment, Hardening } from '../../constructs/index';
import type { ExceptionOptions } from '../../constructs/exceptions';
import type { Exception } from '../../src/check/exceptions/exception';
import { formatLedger, parseLedger } from '../../src/check/exceptions/ledger';
import { catalogue, controls } from '../../src/controls/index';
import { inDirectory } from '../cli/support';
import { container, failureOf, find, fullPlatform, scene, synth, verdict } from '../support/cdk8s';

const options = { reason: 'the vendor agent writes its cache beside the binary', owner: 'team-shop', ticket: 'SEC-7', expires: '2027-02-28' };
const field = '/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem';

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  jest.useRealTimers();
});

/** A Deployment of the kit whose root file system somebody patches to be writable. */
function patched(): { chart: Chart; api: HardenedDeployment } {
  const { chart, shop } = scene();
  const api = new HardenedDeployment(shop, 'api', { containers: [container] });
  ApiObject.of(api).addJsonPatch(JsonPatch.add(field, false));
  return { chart, api };
}

test('what is accepted does not fail synth, and is noted on the object', () => {
  const { chart, api } = patched();
  expect(failureOf(() => synth(chart)).message).toContain('pod-read-only-root-fs');
  Hardening.of(api).except(controls.podReadOnlyRootFs, options);
  expect(find(synth(chart), 'Deployment').metadata?.annotations).toMatchObject({
    'exceptions.casemate.dev/pod-read-only-root-fs': 'until 2027-02-28, team-shop, SEC-7: the vendor agent writes its cache beside the binary',
  });
  expect(new Set(verdict(synth(chart)).findings.map(({ control }) => control))).toEqual(new Set(['pod-read-only-root-fs']));
});

test('what is accepted is not repaired', () => {
  const chart = Testing.chart();
  const pod = new ApiObject(chart, 'agent', { apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'main', image: 'registry.example.com/agent' }] } });
  Hardening.of(pod).apply({ platform: fullPlatform });
  const automount = (): unknown => (pod.toJson()).spec.automountServiceAccountToken;
  expect(automount()).toBe(false);
  Hardening.of(pod).except(controls.serviceaccountNoAutomount, options);
  expect(automount()).toBeUndefined();
});

test.each([
  ['is over', controls.podReadOnlyRootFs, { expires: '2026-11-23' }, 'CM4010'],
  ['is not used', controls.podNoHostPid, {}, 'CM4011'],
  ['is too long', controls.podReadOnlyRootFs, { expires: '2029-01-01' }, 'CM4012'],
  ['is for another container', controls.podReadOnlyRootFs, { containers: ['other'] }, 'CM4011'],
])('synth fails where it %s', (_, control, change, code) => {
  const { chart, api } = patched();
  Hardening.of(api).except(control, { ...options, ...change });
  expect(failureOf(() => synth(chart)).message).toContain(`${code}: ${control.id}: the exception`);
});

test('synth fails where a control that was to make up for it does not hold', () => {
  const plain = (compensating: ExceptionOptions['compensating']): string => {
    const chart = Testing.chart();
    const pod = new kplus.Pod(chart, 'agent', { containers: [{ image: 'registry.example.com/agent' }] });
    ApiObject.of(pod).addJsonPatch(JsonPatch.add('/spec/shareProcessNamespace', true));
    Hardening.of(pod).except(controls.podNoShareProcessNamespace, { ...options, compensating }).apply({ platform: fullPlatform });
    return failureOf(() => synth(chart)).message;
  };
  expect(plain([controls.podMemoryBounded])).toContain('CM4013: pod-no-share-process-namespace: the exception is void: pod-memory-bounded, which is to make up for it, does not hold');
  expect(plain([controls.podNoHostPid])).not.toContain('CM4013');
});

test.each([
  ['a reason that is none', { reason: 'temporary exception, will be fixed later' }, 'CM5081'],
  ['no date', { expires: 'soon' }, 'CM5081'],
  ['itself to make up for it', { compensating: [controls.podReadOnlyRootFs] }, 'CM5081'],
])('%s is refused where it is written', (_, change, code) => {
  const { api } = patched();
  expect(failureOf(() => Hardening.of(api).except(controls.podReadOnlyRootFs, { ...options, ...change }))).toMatchObject({ code, message: expect.stringContaining('test/shop/api') });
});

test('a chart is no object', () => {
  const { chart } = patched();
  expect(failureOf(() => Hardening.of(chart).except(controls.podReadOnlyRootFs, options)).code).toBe('CM5080');
});

describe('the ledger', () => {
  /** Synthesizes an app below a directory, and returns what the ledger holds then. */
  const synthesized = (directory: string, declare: (chart: Chart) => void): string => {
    const file = join(directory, 'exceptions.lock.json');
    const app = new App({ outdir: join(directory, 'dist') });
    const chart = new Chart(app, 'agents', { namespace: 'shop' });
    declare(chart);
    Hardening.writeLedger(app, file);
    app.synth();
    return readFileSync(file, 'utf8');
  };
  const agent = (chart: Chart, name = 'agent'): void => {
    const pod = new ApiObject(chart, name, { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { hostPID: true, containers: [] } });
    Hardening.of(pod).except(controls.podNoHostPid, { ...options, expires: '2027-01-31' });
  };
  const other: Exception = { ...options, control: 'pod-no-host-ipc', object: { apiVersion: 'v1', kind: 'Pod', namespace: 'ops', name: 'x' } };

  test('holds what constructs declare, as the objects are named in the manifests', async () => {
    const text = await inDirectory({}, (directory) => synthesized(directory, agent));
    expect(parseLedger(text, 'exceptions.lock.json', catalogue)).toEqual([{
      ...options, control: 'pod-no-host-pid', expires: '2027-01-31', constructPath: 'agents/agent', object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'agent' },
    }]);
  });

  test('keeps what others wrote, and forgets what is no longer declared', async () => {
    await inDirectory({ 'exceptions.lock.json': formatLedger([other]) }, (directory) => {
      const first = synthesized(directory, agent);
      expect(parseLedger(first, 'l', catalogue).map(({ object }) => object.name)).toEqual(['x', 'agent']);
      expect(synthesized(directory, agent)).toBe(first);
      expect(synthesized(directory, () => undefined)).toBe(formatLedger([other]));
    });
  });

  test('is not written over where it cannot be read', async () => {
    await inDirectory({ 'exceptions.lock.json': '{' }, (directory) => {
      expect(failureOf(() => synthesized(directory, agent)).name).toBe('CasemateError');
      expect(readFileSync(join(directory, 'exceptions.lock.json'), 'utf8')).toBe('{');
    });
  });

  test('is not made where there is nothing to record', async () => {
    await inDirectory({}, (directory) => {
      expect(() => synthesized(directory, () => undefined)).toThrow(/ENOENT/);
    });
  });
});
