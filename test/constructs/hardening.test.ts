import { ApiObject, type Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { HardenedPod, Hardening } from '../../constructs/index';
import { container, failureOf, find, fullPlatform, type Rendered, scene, synth, verdict } from '../support/cdk8s';

const legacy = (chart: Chart, id = 'legacy'): kplus.Deployment =>
  new kplus.Deployment(chart, id, { containers: [{ image: container.image.toString(), resources: { cpu: { request: kplus.Cpu.millis(100) } } }] });

test('repairs what can be repaired of plain constructs, and fails on the rest', () => {
  const chart = Testing.chart();
  legacy(chart);
  const before = new Set(verdict(synth(chart)).findings.map(({ control }) => control));
  Hardening.of(chart).apply({ platform: fullPlatform });
  const { message } = failureOf(() => synth(chart));
  expect(before).toContain('pod-drop-all-capabilities');
  expect(message).not.toContain('pod-drop-all-capabilities');
  expect(message).toContain('[test/legacy] pod-memory-bounded: spec.template.spec.containers[0].resources.limits.memory: ');
});

test('writes fields that the generated classes drop', () => {
  const chart = Testing.chart();
  const pod = new kplus.k8s.KubePod(chart, 'generated', { spec: { containers: [{ name: 'main', image: container.image.toString() }] } });
  expect(pod.toJson().spec).not.toHaveProperty('hostUsers');
  Hardening.of(chart).apply({ platform: fullPlatform });
  expect(pod.toJson().spec).toHaveProperty('hostUsers', false);
});

test('repairs what is added after it', () => {
  const { chart, shop } = scene();
  new HardenedPod(shop, 'shell', { containers: [container] });
  const whole = find(synth(chart), 'Pod') as Rendered;
  const { hostUsers, ...spec } = whole.spec;
  expect(hostUsers).toBe(false);
  const legacy = Testing.chart();
  Hardening.of(legacy).apply({ platform: fullPlatform });
  new ApiObject(legacy, 'raw', { ...whole, spec });
  expect(synth(legacy)).toEqual([whole]);
});

test('twice is once', () => {
  const chart = Testing.chart();
  new kplus.ConfigMap(chart, 'config');
  Hardening.of(chart).apply();
  Hardening.of(chart).apply();
  expect(synth(chart)).toHaveLength(1);
});
