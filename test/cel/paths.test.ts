import { lintField, lintPaths, type PathScope } from '../../src/cel/paths';
import { objectControls } from '../../src/controls/index';
import { type RangeName, ranges } from '../../src/controls/ranges';
import { expressionAt, fieldsAt, rangesOf, workloadKinds } from '../../src/controls/select';
import type { Minor } from '../../src/manifest/object';

const scope = (range: RangeName | string, changes: Partial<PathScope> = {}): PathScope =>
  ({ range, ranges, kinds: workloadKinds, minor: '1.28', ...changes });
const namespace = [{ apiGroup: '', kind: 'Namespace' }];

/** The problems, each with the text that it points at. */
function problemsOf(expression: string, where: PathScope): readonly (readonly [text: string, message: string])[] {
  return lintPaths(expression, where).map(({ message, start, end }) => [expression.slice(start, end), message]);
}

describe('shipped controls read only fields that exist', () => {
  const revisions = objectControls.flatMap((control) => (Object.keys(control.revisions) as Minor[]).map((minor) => ({ control, minor })));
  const cases = revisions.flatMap(({ control, minor }) => rangesOf(control).map((range) => ({
    id: control.id, range, minor, expression: expressionAt(control, minor, range), fields: fieldsAt(control, range),
    where: scope(range, { minor, ...(control.kinds && { kinds: control.kinds }) }),
  })));

  test('there are some', () => expect(cases.length).toBeGreaterThanOrEqual(objectControls.length));

  test.each(cases)('$id from $minor, $range', ({ expression, fields, where }) => {
    expect(expression === undefined ? [] : problemsOf(expression, where)).toEqual([]);
    expect(fields.flatMap((field) => lintField(field, where))).toEqual([]);
  });
});

describe('a misspelt field is found wherever it stands', () => {
  test.each([
    ['container', 'container.?securityContxt.?privileged.orValue(false) == false', 'securityContxt', 'securityContext'],
    ['container', 'container.?securityContext.?privilegd.orValue(false) == false', 'privilegd', 'privileged'],
    ['container', '!has(container.imag)', 'imag', 'image'],
    ['container', "container.name in [container.?imagePullPolcy.orValue('')]", 'imagePullPolcy', 'imagePullPolicy'],
    ['container', "container.image.startsWith(container.nam)", 'nam', 'name'],
    ['container', "container['imag'] == ''", "'imag'", 'image'],
    ['container', "container[?'imag'].orValue('') == ''", "'imag'", 'image'],
    ['container', "container.?resources.?limit[?'cpu'].hasValue()", 'limit', 'limits'],
    ['port', 'port.?hostPrt.orValue(0) == 0', 'hostPrt', 'hostPort'],
    ['port', 'container.?imag.hasValue()', 'imag', 'image'],
    ['volume', 'has(volume.hostPth)', 'hostPth', 'hostPath'],
    ['sysctl', "sysctl.nam == ''", 'nam', 'name'],
    ['handler', 'handler.?httpGt.?host.hasValue()', 'httpGt', 'httpGet'],
    ['environmentVariable', 'environmentVariable.?valueFrm.hasValue()', 'valueFrm', 'valueFrom'],
    ['projectedSource', 'projectedSource.?serviceAccountTokn.hasValue()', 'serviceAccountTokn', 'serviceAccountToken'],
    ['podTemplate', 'podTemplate.?metadta.hasValue()', 'metadta', 'metadata'],
    ['podSpec', '!podSpec.?hostPIDx.orValue(false)', 'hostPIDx', 'hostPID'],
    ['container', 'variables.podSpec.?hostPIDx.orValue(false)', 'hostPIDx', 'hostPID'],
    ['container', 'variables.podSecurityContext.?runAsUsr.orValue(0) == 0', 'runAsUsr', 'runAsUser'],
    ['annotation', "variables.podTemplate.?metadata.?annotation[?annotation].orValue('') == ''", 'annotation', 'annotations'],
    ['object', 'object.?metadata.?label.hasValue()', 'label', 'labels'],
    ['object', 'variables.allContainers.all(c, c.?imag.hasValue())', 'imag', 'image'],
    ['object', 'variables.allContainers.filter(c, has(c.name)).exists(c, has(c.imag))', 'imag', 'image'],
    ['object', 'variables.allContainers.map(c, c.?ports.orValue([])).all(ps, ps.all(p, p.?hostPrt.orValue(0) == 0))', 'hostPrt',
      'hostPort'],
    ['object', 'variables.allContainers.all(c, c.?ports.orValue([]).all(p, p.?hostPrt.orValue(0) == 0))', 'hostPrt', 'hostPort'],
    ['object', 'variables.volumes.map(v, has(v.secret), v.secret.secretNam).size() == 0', 'secretNam', 'secretName'],
    ['object', '(variables.podSpec.?containers.orValue([]) + variables.podSpec.?initContainers.orValue([]))[0].imag == ""', 'imag',
      'image'],
    ['container', '[container.?livenessProbe.orValue({}), container.?readinessProbe.orValue({})].all(h, !has(h.httpGt))', 'httpGt',
      'httpGet'],
    ['container', '(variables.isWindows ? container.?securityContext : optional.none()).?privilegd.hasValue()', 'privilegd', 'privileged'],
    ['container', '{"a": container.imag}.size() == 1', 'imag', 'image'],
    ['container', 'size(container.?comand.orValue([])) == 0', 'comand', 'command'],
    ['container', '-container.?termnationMessagePath.orValue(0) == 0', 'termnationMessagePath', 'terminationMessagePath'],
  ])('%s: %s', (range, expression, text, meant) => {
    const found = problemsOf(expression, scope(range));
    expect(found).toHaveLength(1);
    expect(found[0]?.[0]).toBe(text);
    expect(found[0]?.[1]).toContain(`has no field ${text.replaceAll("'", '')}; did you mean ${meant}?`);
    // The same expression, spelt right, is clean: it is the field that was refused and nothing else.
    const corrected = expression.replace(text, text.startsWith("'") ? `'${meant}'` : meant);
    expect(problemsOf(corrected, scope(range))).toEqual([]);
  });

  test('the whole message', () => {
    expect(lintPaths('!podSpec.?hostPIDx.orValue(false)', scope('podSpec'))).toEqual([
      { message: 'PodSpec of Kubernetes 1.28 or later has no field hostPIDx; did you mean hostPID?', start: 10, end: 18 },
    ]);
  });
});

test.each([
  ['an element of another range', 'contaner.name == ""', 'container', 'contaner', 'contaner is not in scope; did you mean container?'],
  ['a name of JavaScript', 'constructor == 1', 'container', 'constructor', 'constructor is not in scope'],
  ['a variable', 'variables.podSpce.hostPID', 'container', 'podSpce', 'there is no variable podSpce; did you mean podSpec?'],
  ['a field of text', "container.image.tag == ''", 'container', 'tag', 'string of Kubernetes 1.28 or later has no field tag'],
  ['a field of a list', "podSpec.containers.image == ''", 'podSpec', 'image', 'list of Kubernetes 1.28 or later has no field image'],
  ['a computed field', "container[container.name] == ''", 'container', 'container.name',
    'a field of Container or EphemeralContainer must be named, or it cannot be checked'],
  ['a field of the kind around the pod', 'podSpec.?replicas.orValue(1) == 1', 'podSpec', 'replicas',
    'PodSpec of Kubernetes 1.28 or later has no field replicas'],
])('refused: %s', (_name, expression, range, text, message) => {
  expect(problemsOf(expression, scope(range))).toEqual([[text, message]]);
});

test('text that is no CEL is a problem, not an exception', () => {
  expect(lintPaths('container.', scope('container'))).toHaveLength(1);
});

describe('clean', () => {
  test.each([
    ['a field that only ephemeral containers have', 'container.?targetContainerName.hasValue()', 'container'],
    ['a field that only some kinds have', 'object.?spec.?replicas.orValue(1) > 0', 'object'],
    ['the keys of a map', "container.?resources.?limits[?'nvidia.com/gpu'].hasValue()", 'container'],
    ['a map by a computed key', "variables.annotations[annotation].startsWith('localhost/')", 'annotation'],
    ['the keys of a map, one by one', "podTemplate.?metadata.?labels.orValue({}).all(k, k.startsWith('a'))", 'podTemplate'],
    ['a field of a later minor', 'podSpec.?hostnameOverride.hasValue()', 'podSpec'],
    ['a field that a later minor lost', 'podSpec.?workloadRef.hasValue()', 'podSpec'],
    ['a value', "container.?image.value() == ''", 'container'],
    ['another branch by kind',
      "(object.kind == 'Pod' ? object.spec.?hostPID : object.kind != 'CronJob' ? object.spec.?template : optional.none()).hasValue()",
      'object'],
    ['a condition on the kind', "object.kind != 'Pod' || !object.spec.?hostPID.orValue(false)", 'object'],
  ])('%s', (_name, expression, range) => {
    expect(problemsOf(expression, scope(range))).toEqual([]);
  });
});

describe('the kind of the object is followed through conditions', () => {
  test.each([
    ["object.kind == 'Pod' ? object.spec.?template.hasValue() : true", 'PodSpec', 'template'],
    ["object.kind != 'Pod' ? true : object.spec.?template.hasValue()", 'PodSpec', 'template'],
    ["object.kind == 'Pod' && object.spec.?template.hasValue()", 'PodSpec', 'template'],
    ["object.kind != 'Pod' || object.spec.?template.hasValue()", 'PodSpec', 'template'],
    ["!(object.kind == 'Pod') || object.spec.?template.hasValue()", 'PodSpec', 'template'],
    ["object.kind == 'Pod' || object.spec.?hostPID.hasValue()", 'DeploymentSpec', 'hostPID'],
    ["object.kind == 'CronJob' && object.kind != 'Pod' && object.spec.?template.hasValue()", 'CronJobSpec', 'template'],
  ])('%s', (expression, type, field) => {
    const [problem, ...others] = problemsOf(expression, scope('object'));
    expect(others).toEqual([]);
    expect(problem?.[0]).toBe(field);
    expect(problem?.[1]).toContain(type);
  });
});

describe('what cannot be judged is refused', () => {
  test('a field that was lost before the minor', () => {
    expect(problemsOf('podSpec.?workloadRef.hasValue()', scope('podSpec', { minor: '1.36' }))).toHaveLength(1);
  });

  test('a minor that is not known', () => {
    expect(problemsOf('podSpec.?hostPID.hasValue()', scope('podSpec',
      { minor: '1.99' }))[0]?.[1]).toMatch(/^Kubernetes 1\.99 is not known/);
  });

  test('a kind that is not built in', () => {
    const kinds = [{ apiGroup: 'cilium.io', kind: 'CiliumNetworkPolicy' }];
    expect(problemsOf('has(object.spec)', scope('object', { kinds }))[0]?.[1])
      .toBe('CiliumNetworkPolicy of cilium.io is not built into Kubernetes: its fields cannot be checked');
  });

  test('a range that is not in the table', () => {
    expect(lintPaths('true', scope('contaner'))[0]?.message).toBe('there is no range contaner; did you mean container?');
    expect(lintField('image', scope('contaner'))).not.toEqual([]);
  });

  test('a range whose own path is misspelt', () => {
    const wrong = { ...ranges, port: { within: 'container', lists: ['prots'] } };
    expect(lintPaths('true', scope('port', { ranges: wrong }))[0]?.message).toContain('has no field prots; did you mean ports?');
  });

  test('a variable of pods, for an object without any', () => {
    expect(problemsOf('variables.podSpec.?hostPID.hasValue()', scope('object', { kinds: namespace })))
      .toEqual([['podSpec', 'variables.podTemplate: NamespaceSpec of Kubernetes 1.28 or later has no field template']]);
  });
});

describe('the field that a control blames', () => {
  test('is one of the element', () => {
    expect(lintField('securityContext.privileged', scope('container'))).toEqual([]);
    expect(lintField('metadata.labels', scope('object', { kinds: namespace }))).toEqual([]);
    expect(lintField('', scope('annotation'))).toEqual([]);
  });

  test.each([
    ['securityContext.privilegd', 'privileged'],
    ['securityContxt.privileged', 'securityContext'],
  ])('%s is none', (field, meant) => {
    const [problem, ...others] = lintField(field, scope('container'));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ start: 0, end: field.length });
    expect(problem?.message).toContain(`did you mean ${meant}?`);
  });
});
