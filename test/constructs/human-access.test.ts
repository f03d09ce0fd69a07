import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { get, HumanAccess, type HumanAccessProps, list, update } from '../../constructs/index';
import { clean, failureOf, find, fullPlatform, type Rendered, scene, synth, untyped, verdict } from '../support/cdk8s';

const glass = { role: 'edit', reason: 'the on-call repairs what the pipeline cannot', owner: 'team-shop', expires: '2027-01-31' } as const;

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  jest.useRealTimers();
});

function people(props: HumanAccessProps, platform = fullPlatform): Chart {
  const { chart, shop } = scene(platform);
  new HumanAccess(shop, 'people', props);
  return chart;
}

test('people read their namespace, and nothing else', () => {
  const objects = synth(people({ groups: ['shop-developers', 'shop-auditors'] }));
  expect(objects.filter(({ kind }) => /Role/.test(kind))).toMatchSnapshot();
  expect(verdict(objects)).toEqual(clean);
});

test('what they may do on top is a role of its own', () => {
  const objects = synth(people({ groups: ['shop-developers'], allow: [update('deployments/scale', { names: ['api'] }), list('events')] }));
  expect((find(objects, 'Role', 'people-allow') as Rendered).rules).toHaveLength(2);
  expect(find(objects, 'RoleBinding', 'people-allow')).toMatchObject({ roleRef: { kind: 'Role', name: 'people-allow' }, subjects: [{ kind: 'Group', name: 'oidc:shop-developers' }] });
  expect(verdict(objects)).toEqual(clean);
});

test('reading everywhere takes a reason', () => {
  const objects = synth(people({ groups: ['auditors'], clusterWide: { reason: 'audits the workloads of all teams' } }));
  expect(find(objects, 'ClusterRoleBinding')).toMatchObject({
    metadata: { name: 'shop-people-read', annotations: { 'casemate.dev/reason': 'audits the workloads of all teams' } }, roleRef: { name: 'view' },
  });
  expect(find(objects, 'ClusterRoleBinding').metadata).not.toHaveProperty('namespace');
  expect(verdict(objects)).toEqual(clean);
  expect(failureOf(() => people({ groups: ['auditors'], clusterWide: { reason: 'needed' } }))).toMatchObject({ code: 'CM5311' });
});

describe('the glass that is broken in an emergency', () => {
  test('is noted with its end', () => {
    const objects = synth(people({ groups: ['on-call'], breakGlass: { ...glass, ticket: 'OPS-7' } }));
    expect(find(objects, 'RoleBinding', 'people-break-glass')).toMatchObject({
      metadata: { annotations: {
        'casemate.dev/break-glass': 'until 2027-01-31, team-shop, OPS-7: the on-call repairs what the pipeline cannot', 'casemate.dev/expires': '2027-01-31',
      } },
      roleRef: { kind: 'ClusterRole', name: 'edit' },
    });
    expect(verdict(objects)).toEqual(clean);
  });

  test.each([
    ['2026-11-24', undefined],
    ['2026-11-23', 'is over'],
    ['2027-06-30', 'too far off'],
  ])('until %s', (expires, problem) => {
    const chart = people({ groups: ['on-call'], breakGlass: { ...glass, expires } });
    if (problem === undefined) expect(() => synth(chart)).not.toThrow();
    else expect(failureOf(() => synth(chart)).message).toMatch(new RegExp(`CM5312: .*${problem}`));
  });

  test('ends with the day, while nobody changes the program', () => {
    const chart = people({ groups: ['on-call'], breakGlass: glass });
    jest.setSystemTime(new Date('2027-01-31T23:59:59Z'));
    expect(() => synth(chart)).not.toThrow();
    jest.setSystemTime(new Date('2027-02-01T00:00:00Z'));
    expect(failureOf(() => synth(chart)).message).toContain('CM5312');
  });

  test.each([
    ['no reason', { ...glass, reason: 'emergency' }],
    ['no owner', { ...glass, owner: ' ' }],
    ['no day', { ...glass, expires: 'soon' }],
    ['the whole cluster', { ...glass, role: 'cluster-admin' }],
  ])('is not for %s', (_what, breakGlass) => {
    expect(failureOf(() => untyped(HumanAccess, scene().shop, { groups: ['on-call'], breakGlass }))).toMatchObject({ code: 'CM5311' });
  });
});

describe('the prefix', () => {
  test.each([
    ['oidc:', { groups: ['a'] }, fullPlatform],
    ['corp/', { groups: ['a'], prefix: 'corp/' }, fullPlatform],
    ['', { groups: ['a'] }, { ...fullPlatform, provider: 'eks' }],
  ] as const)('%j', (prefix, props, platform) => {
    const objects = synth(people(props, platform));
    expect((find(objects, 'RoleBinding') as Rendered).subjects).toEqual([{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: `${prefix}a` }]);
  });

  test.each([
    ['none', { groups: ['a'], prefix: '' }, 'could call one'],
    ['that of Kubernetes', { groups: ['masters'], prefix: 'system:' }, "Kubernetes' own"],
    ['a part of that of Kubernetes', { groups: ['em:masters'], prefix: 'syst' }, "Kubernetes' own"],
    ['twice', { groups: ['oidc:a'] }, 'already'],
    ['a pattern', { groups: ['*'] }, 'no patterns'],
    ['no group', { groups: [] }, 'is empty'],
    ['a service account', { groups: [{ kind: 'ServiceAccount', name: 'api' }] }, 'day and night'],
  ])('is not %s', (_what, props, message) => {
    expect(failureOf(() => untyped(HumanAccess, scene().shop, props))).toMatchObject({ code: 'CM5310', message: expect.stringContaining(message) });
  });

  test('of the cloud does not open the groups of Kubernetes', () => {
    expect(failureOf(() => people({ groups: ['system:masters'] }, { ...fullPlatform, provider: 'gke' }))).toMatchObject({ code: 'CM5310' });
  });
});

test.each(['serviceAccount', 'serviceAccounts', 'users'])('%s cannot be set', (prop) => {
  expect(failureOf(() => untyped(HumanAccess, scene().shop, { groups: ['a'], [prop]: ['api'] }))).toMatchObject({ code: 'CM5002' });
});

test('people get no Secrets, and no rules that were not made as such', () => {
  expect(failureOf(() => people({ groups: ['a'], allow: [get('secrets', { names: ['db'] })] }))).toMatchObject({ code: 'CM5030' });
  expect(failureOf(() => untyped(HumanAccess, scene().shop, { groups: ['a'], allow: [{ verbs: ['*'] }] }))).toMatchObject({ code: 'CM5030' });
});

test('without a namespace there is nothing to read', () => {
  const { app } = scene();
  expect(failureOf(() => new HumanAccess(new Chart(app, 'other'), 'people', { groups: ['a'] }))).toMatchObject({ code: 'CM5313' });
});

test('what the types refuse', () => {
  const { shop } = scene();
  const account = new kplus.ServiceAccount(shop, 'robot');
  const attempts = [
    // @ts-expect-error no groups at all
    () => new HumanAccess(shop, 'a', { groups: [] }),
    // @ts-expect-error a service account among people
    () => new HumanAccess(shop, 'b', { groups: [account] }),
    // @ts-expect-error the role that has every right
    () => new HumanAccess(shop, 'c', { groups: ['a'], breakGlass: { ...glass, role: 'cluster-admin' } }),
    // @ts-expect-error a glass that is never whole again
    () => new HumanAccess(shop, 'd', { groups: ['a'], breakGlass: { role: 'edit', reason: glass.reason, owner: glass.owner } }),
  ];
  attempts.forEach((attempt) => expect(attempt).toThrow());
});
