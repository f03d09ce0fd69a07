import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { declarePlatform, HardenedPod, type Minor } from '../../constructs/index';
import { matchers } from '../../jest/index';
import type { MatcherContext, MatcherResult } from '../../jest/matcher';
import { controls } from '../../src/controls/index';
import { container, failureOf, scene, synth } from '../support/cdk8s';

expect.extend(matchers);

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop' }, spec: { hostPID: true, containers: [{ name: 'web', image: 'web:1' }] } };
const yaml = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostPID: true\n  containers: []\n';

/** What a matcher answers when it is called as Jest calls it. */
function answerOf(matcher: keyof typeof matchers, received: unknown, args: readonly unknown[], context: MatcherContext = {}): MatcherResult {
  return (matchers[matcher] as (this: MatcherContext, received: unknown, ...args: readonly unknown[]) => MatcherResult).call(context, received, ...args);
}

/** A program of the kit, as a test has it. */
function hardened(): Chart {
  const { chart, shop } = scene();
  new HardenedPod(shop, 'shell', { containers: [container] });
  return chart;
}

function plain(): Chart {
  const chart = Testing.chart();
  new kplus.Deployment(chart, 'web', { containers: [{ image: 'nginx' }] });
  return chart;
}

describe('toSatisfyControls', () => {
  test('takes a chart, an app, objects and YAML', () => {
    const chart = hardened();
    expect(chart).toSatisfyControls();
    expect(chart.node.root).toSatisfyControls();
    expect(synth(chart)).toSatisfyControls();
    expect(Testing.synth(chart)).toSatisfyControls({ kubernetes: '1.37' });
    expect(plain()).not.toSatisfyControls();
    expect(plain().node.root).not.toSatisfyControls();
    expect([pod]).not.toSatisfyControls();
    expect(pod).not.toSatisfyControls();
    expect(yaml).not.toSatisfyControls();
  });

  test('says which control fails, for which construct, at which field, and how to repair it', () => {
    const { pass, message } = answerOf('toSatisfyControls', plain(), [{ profile: 'pss-restricted' }]);
    expect(pass).toBe(false);
    expect(message()).toContain('Deployment test-web-');
    expect(message()).toContain('test/web/Resource');
    expect(message()).toContain('pod-drop-all-capabilities');
    expect(message()).toContain('container "main": securityContext.capabilities.drop ');
    expect(message()).toMatch(/fix\s+Add ALL to securityContext\.capabilities\.drop/);
  });

  test('goes by the options', () => {
    expect(plain()).not.toSatisfyControls({ profile: 'pss-restricted' });
    expect(plain()).toSatisfyControls({ profile: 'pss-baseline' });
    expect([pod]).not.toSatisfyControls({ profile: 'pss-baseline' });
  });

  test('goes by the platform that the app declares', () => {
    const withProbe = (kubernetes: Minor): Chart => {
      const app = Testing.app();
      declarePlatform(app, { kubernetes });
      const chart = new Chart(app, 'test');
      const livenessProbe = { httpGet: { host: '127.0.0.1', port: 80 } };
      new ApiObject(chart, 'web', { apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'web', image: 'web:1', livenessProbe }] } });
      return chart;
    };
    expect(withProbe('1.37')).toHaveFinding(controls.podNoProbeHost);
    expect(withProbe('1.30')).not.toHaveFinding(controls.podNoProbeHost);
    expect(withProbe('1.30')).toHaveFinding(controls.podNoProbeHost, { kubernetes: '1.37' });
  });

  test('does not pass what could not be judged, with .not neither', () => {
    const odd = [{ ...pod, spec: { containers: 'web' } }];
    const broken = `${yaml}---\nkey: [\n`;
    for (const received of [odd, broken]) {
      expect(answerOf('toSatisfyControls', received, [{ profile: 'pss-baseline', controls: [controls.podNoHostIpc] }]).pass).toBe(false);
      expect(answerOf('toSatisfyControls', received, [{ profile: 'pss-baseline', controls: [controls.podNoHostIpc] }], { isNot: true }).pass).toBe(true);
    }
  });

  test.each([
    ['nothing', []],
    ['empty text', ''],
    ['a number', 3],
    ['a list of other things', [{ a: 1 }]],
    ['undefined', undefined],
  ])('refuses %s', (_, received) => {
    for (const isNot of [true, false]) {
      expect(failureOf(() => answerOf('toSatisfyControls', received, [], { isNot }))).toMatchObject({ code: 'CM8001', repair: expect.stringContaining('Pass') });
    }
  });
});

describe('toHaveFinding', () => {
  test('finds a control by itself or its id, and a field by text or pattern', () => {
    expect([pod]).toHaveFinding(controls.podNoHostPid);
    expect([pod]).toHaveFinding('pod-no-host-pid', { field: 'spec.hostPID' });
    expect([pod]).toHaveFinding(controls.podNoHostPid, { field: /hostPID$/ });
    expect([pod]).not.toHaveFinding(controls.podNoHostPid, { field: 'spec.hostIPC' });
    expect([pod]).not.toHaveFinding(controls.podNoHostIpc);
    expect(hardened()).not.toHaveFinding(controls.networkDefaultDenyIngress);
    expect(plain()).toHaveFinding(controls.networkDefaultDenyIngress);
  });

  test('says what there is instead', () => {
    expect(answerOf('toHaveFinding', [pod], ['pod-no-host-pid', { field: 'spec.hostIPC' }]).message()).toMatch(/expected a finding of pod-no-host-pid at spec\.hostIPC, but it fails at spec\.hostPID:[\s\S]*fix /);
    expect(answerOf('toHaveFinding', [pod], ['pod-no-host-ipc']).message()).toMatch(/expected a finding of pod-no-host-ipc, but it fails nowhere:[\s\S]*1 object/);
    expect(answerOf('toHaveFinding', [pod], ['pod-no-host-pid'], { isNot: true }).message()).toMatch(/expected no finding of pod-no-host-pid, but it fails at spec\.hostPID:[\s\S]*fix /);
  });

  test('with .not, what could not be judged does not pass', () => {
    const odd = [{ ...pod, spec: { containers: 'web' } }];
    expect(answerOf('toHaveFinding', odd, ['pod-no-host-pid'], { isNot: true })).toMatchObject({ pass: true });
    expect(answerOf('toHaveFinding', odd, ['pod-no-host-pid']).pass).toBe(false);
  });

  test('refuses a control that is not there: it could never fail', () => {
    expect(failureOf(() => answerOf('toHaveFinding', [pod], ['pod-no-hostpid'], { isNot: true }))).toMatchObject({ code: 'CM2004', repair: expect.stringContaining('pod-no-host-pid') });
  });
});

describe('toMatchGolden', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'casemate-golden-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  const golden = (received: unknown, options: object = {}, update: 'all' | 'new' | 'none' = 'new', isNot = false): MatcherResult =>
    answerOf('toMatchGolden', received, ['golden/web.yaml', options], { isNot, testPath: join(directory, 'web.test.ts'), snapshotState: { _updateSnapshot: update } });
  const recorded = (): string => readFileSync(join(directory, 'golden/web.yaml'), 'utf8');

  test('records what is clean with its verdict, and compares it from then on', () => {
    expect(golden(hardened()).pass).toBe(true);
    const text = recorded();
    expect(text).toMatch(/^# Recorded by .*\n# Verdict: \d+ objects, no finding\.\n---\n/);
    expect(text).toContain('kind: Pod\n');
    expect(golden(hardened(), {}, 'none').pass).toBe(true);
    expect(hardened()).toSatisfyControls();
    expect(text).toSatisfyControls();
    const { pass, message } = golden(synth(hardened()).slice(1), { profile: 'pss-restricted' });
    expect(pass).toBe(false);
    expect(message()).toMatch(/web\.yaml[\s\S]*\n-kind: /);
    expect(recorded()).toBe(text);
    expect(golden(synth(hardened()).slice(1), { profile: 'pss-restricted' }, 'all').pass).toBe(true);
    expect(recorded()).not.toBe(text);
  });

  test('records nothing that fails a control which is not named', () => {
    for (const update of ['new', 'all'] as const) {
      const { pass, message } = golden([pod], { profile: 'pss-baseline' }, update);
      expect(pass).toBe(false);
      expect(message()).toMatch(/controls fail that are not named: pod-no-host-pid\. [\s\S]*hostPID[\s\S]*fix /);
      expect(existsSync(join(directory, 'golden'))).toBe(false);
    }
    expect(golden([pod], { profile: 'pss-baseline', findings: ['pod-no-host-pid'] }).pass).toBe(true);
    expect(recorded()).toContain('# Verdict: 1 objects, 1 findings:\n#   pod-no-host-pid  Pod web  spec.hostPID\n');
  });

  test('notices that a named control holds again', () => {
    const better = { ...pod, spec: { containers: [] } };
    expect(golden([better], { profile: 'pss-baseline', findings: ['pod-no-host-pid'] }).message()).toBe('pod-no-host-pid is named in `findings`, and nothing fails there. Take it out.');
  });

  test('records nothing that could not be judged', () => {
    expect(golden([{ ...pod, spec: { containers: 'web' } }], {}, 'all').message()).toMatch(/not everything could be judged, so nothing is recorded/);
    expect(existsSync(join(directory, 'golden'))).toBe(false);
  });

  test('records nothing with --ci', () => {
    expect(golden(hardened(), {}, 'none')).toMatchObject({ pass: false });
    expect(golden(hardened(), {}, 'none').message()).toMatch(/golden\/web\.yaml is not recorded yet/);
  });

  test('fails for a recorded file that somebody changed by hand', () => {
    golden(hardened());
    writeFileSync(join(directory, 'golden/web.yaml'), recorded().replace('no finding', 'all is well'));
    expect(golden(hardened()).pass).toBe(false);
  });

  test('is not for .not', () => {
    expect(failureOf(() => golden(hardened(), {}, 'new', true))).toMatchObject({ code: 'CM8002' });
  });
});

test('the messages of a failing expectation reach the reader', () => {
  expect(failureOf(() => expect([pod]).toSatisfyControls({ profile: 'pss-baseline' })).message).toContain('pod-no-host-pid');
  expect(failureOf(() => expect([pod]).not.toHaveFinding(controls.podNoHostPid)).message).toContain('spec.hostPID');
});
