import { interpret } from '../../src/cel/interpret';
import { normalise } from '../../src/cel/normalise';
import { check } from '../../src/check/check';
import { variablesOf } from '../../src/controls/compiled';
import type { Control } from '../../src/controls/control';
import { objectControls } from '../../src/controls/index';
import { type RangeName, ranges } from '../../src/controls/ranges';
import { expressionAt, rangesOf, revisionAt, workloadKinds } from '../../src/controls/select';
import { forAll, offenders, variablesIn } from '../../src/guardrails/quantify';
import { podSecurityFixtures } from '../support/pod-security-fixtures';

describe('forAll', () => {
  const wrapped: Readonly<Record<RangeName, string>> = {
    object: 'E',
    podTemplate: '[variables.podTemplate].all(podTemplate, E)',
    podSpec: '[variables.podSpec].all(podSpec, E)',
    container: 'variables.allContainers.all(container, E)',
    nonEphemeralContainer:
      '(variables.podSpec.?containers.orValue([]) + variables.podSpec.?initContainers.orValue([])).all(nonEphemeralContainer, E)',
    port: 'variables.allContainers.all(container, container.?ports.orValue([]).all(port, E))',
    volume: 'variables.volumes.all(volume, E)',
    sysctl: 'variables.podSpec.?securityContext.?sysctls.orValue([]).all(sysctl, E)',
    handler: 'variables.allContainers.all(container, [?container.?livenessProbe, ?container.?readinessProbe, ?container.?startupProbe, '
      + '?container.?lifecycle.?postStart, ?container.?lifecycle.?preStop].all(handler, E))',
    annotation: 'variables.annotations.all(annotation, E)',
    environmentVariable: 'variables.allContainers.all(container, container.?env.orValue([]).all(environmentVariable, E))',
    environmentSource: 'variables.allContainers.all(container, container.?envFrom.orValue([]).all(environmentSource, E))',
    volumeMount: 'variables.allContainers.all(container, container.?volumeMounts.orValue([]).all(volumeMount, E))',
    argument: 'variables.allContainers.all(container, (container.?command.orValue([]) + container.?args.orValue([])).all(argument, E))',
    toleration: 'variables.podSpec.?tolerations.orValue([]).all(toleration, E)',
    projectedVolume: 'variables.volumes.all(projectedVolume, E)',
    projectedSource: 'variables.volumes.all(volume, volume.?projected.?sources.orValue([]).all(projectedSource, E))',
    rule: 'object.?rules.orValue([]).all(rule, E)',
    ruleVerb: 'object.?rules.orValue([]).all(rule, rule.?verbs.orValue([]).all(ruleVerb, E))',
    ruleApiGroup: 'object.?rules.orValue([]).all(rule, rule.?apiGroups.orValue([]).all(ruleApiGroup, E))',
    ruleResource: 'object.?rules.orValue([]).all(rule, rule.?resources.orValue([]).all(ruleResource, E))',
    ruleUrl: 'object.?rules.orValue([]).all(rule, rule.?nonResourceURLs.orValue([]).all(ruleUrl, E))',
    subject: 'object.?subjects.orValue([]).all(subject, E)',
    ingressRule: 'object.?spec.?ingress.orValue([]).all(ingressRule, E)',
    ingressPeer: 'object.?spec.?ingress.orValue([]).all(ingressRule, ingressRule.?from.orValue([]).all(ingressPeer, E))',
    egressRule: 'object.?spec.?egress.orValue([]).all(egressRule, E)',
    egressPeer: 'object.?spec.?egress.orValue([]).all(egressRule, egressRule.?to.orValue([]).all(egressPeer, E))',
    hostRule: 'object.?spec.?rules.orValue([]).all(hostRule, E)',
    objectAnnotation: 'object.?metadata.?annotations.orValue({}).all(objectAnnotation, E)',
    webhook: 'object.?webhooks.orValue([]).all(webhook, E)',
  };

  test.each(Object.entries(wrapped))('%s', (range, expected) => {
    expect(forAll(range as RangeName, 'E')).toBe(expected);
  });

  test('knows every range', () => {
    expect(Object.keys(wrapped).sort()).toEqual(Object.keys(ranges).sort());
  });

  test('binds the pod around an element only where the expression names it', () => {
    expect(forAll('container', 'podSpec.?a.orValue(true)')).toBe('[variables.podSpec].all(podSpec, variables.allContainers.all(container, podSpec.?a.orValue(true)))');
    expect(forAll('container', 'variables.podSpec.?podSpec.orValue(true)')).toBe('variables.allContainers.all(container, variables.podSpec.?podSpec.orValue(true))');
  });
});

describe('offenders', () => {
  test('names what has a name', () => {
    expect(offenders('port', 'E')).toBe(
      "variables.allContainers.filter(container, !(container.?ports.orValue([]).all(port, E))).map(container, container.?name.orValue('(unnamed)'))",
    );
    expect(offenders('volume', 'E')).toBe("variables.volumes.filter(volume, !(E)).map(volume, volume.?name.orValue('(unnamed)'))");
  });

  test('says what stands for a name where there is none', () => {
    expect(offenders('hostRule', 'E')).toBe("object.?spec.?rules.orValue([]).filter(hostRule, !(E)).map(hostRule, hostRule.?host.orValue('*'))");
    expect(offenders('egressPeer', 'E')).toBe(
      "object.?spec.?egress.orValue([]).filter(egressRule, !(egressRule.?to.orValue([]).all(egressPeer, E))).map(egressRule, 'an egress rule')",
    );
  });

  test('names keys themselves', () => {
    expect(offenders('annotation', 'E')).toBe('variables.annotations.filter(annotation, !(E))');
  });

  test('has nothing to name where there is only one', () => {
    expect((['object', 'podTemplate', 'podSpec'] as const).map((range) => offenders(range, 'E'))).toEqual([undefined, undefined, undefined]);
  });

  test('binds the pod around an element where the expression names it', () => {
    expect(offenders('volume', 'podSpec.?a.orValue(true)')).toBe(
      "[variables.podSpec].map(podSpec, variables.volumes.filter(volume, !(podSpec.?a.orValue(true))).map(volume, volume.?name.orValue('(unnamed)')))[0]",
    );
  });
});

describe('variablesIn', () => {
  test('takes what is needed, with what that needs, in order', () => {
    expect(variablesIn('variables.isWindows || variables.allContainers.all(c, true)').map(({ name }) => name)).toEqual([
      'podTemplate', 'podSpec', 'allContainers', 'isWindows',
    ]);
    expect(variablesIn('object.a', '')).toEqual([]);
  });

  test('does not take a longer name for a shorter one', () => {
    expect(variablesIn('variables.podSpecs || myvariables.volumes')).toEqual([]);
  });
});

// `[?a]` is not in the interpreter's CEL: those ranges are for the API server, see test/cluster.
const isInterpretable = (range: RangeName): boolean => range === 'podSpec' || ranges[range].fields === undefined;

describe('the wrapped expression says of an object what check says of its elements', () => {
  const cases = objectControls.flatMap((control) => {
    const revision = revisionAt(control, '1.37');
    return revision === undefined ? [] : rangesOf(control).filter(isInterpretable).flatMap((range) => {
      const expression = expressionAt(control, revision, range);
      return expression === undefined ? [] : [{ control, range, expression }];
    });
  });
  const objects = podSecurityFixtures().filter(({ minor }) => minor === '1.37').map(({ pod }, index) => ({ ...pod, metadata: { ...pod.metadata, name: `${index}` } }));

  test.each(cases)('$control.id for $range', ({ control, range, expression }) => {
    const holds = interpret(forAll(range, expression));
    const only: Control = { ...control, kinds: control.kinds ?? workloadKinds, each: [range] };
    const failing = objects.filter((object) => isOfKind(only, object) && !holds({ object: normalise(object) }, variablesOf(object)));
    const { findings } = check(objects, { kubernetes: '1.37', controls: [only] });
    expect(failing.map(({ metadata }) => metadata.name).sort()).toEqual([...new Set(findings.map(({ object }) => object.name))].sort());
  });
});

const isOfKind = (control: Control, { kind }: { readonly kind: string }): boolean => control.kinds?.some((own) => own.kind === kind) ?? true;
