import { ApiObject, type Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Hardening } from '../../constructs/index';
import { container, failureOf, find, fullPlatform, type Rendered, synth, verdict } from '../support/cdk8s';

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
  const pod = { metadata: { name: 'raw' }, spec: { securityContext: { runAsNonRoot: true }, containers: [{ name: 'main', image: container.image.toString(), resources: bounded }] } };
  new kplus.k8s.KubePod(chart, 'generated', {
    spec: { securityContext: { runAsNonRoot: true }, containers: [{ name: 'main', image: container.image.toString(), resources: {
      limits: { 'ephemeral-storage': kplus.k8s.Quantity.fromString('1Gi'), memory: kplus.k8s.Quantity.fromString('1Gi') },
      requests: { cpu: kplus.k8s.Quantity.fromString('1'), memory: kplus.k8s.Quantity.fromString('1Gi') },
    } }] },
  });
  Hardening.of(chart).apply({ platform: fullPlatform });
  // Added after apply(), and found at synth all the same.
  new ApiObject(chart, 'raw', { apiVersion: 'v1', kind: 'Pod', ...pod });
  const objects = synth(chart);
  expect(objects.map((object) => (object as Rendered).spec.hostUsers)).toEqual([false, false]);
  expect(verdict(objects)).toEqual({ findings: [], notEvaluated: [] });
  expect(find(objects, 'Pod', 'raw')).toMatchSnapshot();
});

const bounded = { limits: { 'ephemeral-storage': '1Gi', memory: '1Gi' }, requests: { cpu: '1', memory: '1Gi' } };

test('twice is once', () => {
  const chart = Testing.chart();
  new kplus.ConfigMap(chart, 'config');
  Hardening.of(chart).apply();
  Hardening.of(chart).apply();
  expect(synth(chart)).toHaveLength(1);
});
