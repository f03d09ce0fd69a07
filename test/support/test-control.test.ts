import { type Control, control, needs } from '../../src/controls/control';
import { type DeniedCase, type ControlCases, weaknesses } from './test-control';

const sample: Control = control({
  id: 'pod-sample', title: 'A sample', layer: 'container', component: 'pod', severity: 'low', rationale: 'None.',
  remediation: 'None.', references: [],
  each: 'podSpec', field: 'hostPID', expected: 'unset', fix: needs('nothing'),
  revisions: { '1.28': '!podSpec.?hostPID.orValue(false)', '1.30': 'variables.isWindows || !podSpec.?hostPID.orValue(false)' },
});
const spec = { containers: [{ name: 'app', image: 'app:1' }] };
const allowed = { name: 'unset', spec };
const denied: DeniedCase = { name: 'true', spec: { ...spec, hostPID: true }, field: 'spec.hostPID', needs: 'nothing' };
const windows: DeniedCase = { ...denied, name: 'Windows', spec: { ...spec, hostPID: true, os: { name: 'windows' } }, kubernetes: '1.28' };

const weaknessesOf = (cases: Partial<ControlCases>): readonly string[] =>
  weaknesses(sample, { allows: [allowed], denies: [denied, windows], ...cases });

describe('testControl', () => {
  test('takes tests that prove something', () => expect(weaknessesOf({})).toEqual([]));

  test('refuses tests without an allowed or a denied case', () => {
    expect(weaknessesOf({ allows: [] })).toContain('no case is allowed');
    expect(weaknessesOf({ denies: [] })).toContain('no case is denied');
  });

  test('refuses two cases of one name', () => {
    expect(weaknessesOf({ allows: [allowed, { ...allowed, name: 'true' }] })).toEqual(['two cases are named "true"']);
  });

  test('refuses a revision that no case reaches', () => {
    expect(weaknessesOf({ allows: [{ ...allowed, kubernetes: '1.37' }] })).toEqual(['no allowed case reaches revision 1.28']);
    expect(weaknessesOf({ denies: [windows] })).toEqual(['no denied case reaches revision 1.30']);
  });

  test('refuses a revision that no case tells from the one before', () => {
    expect(weaknessesOf({ denies: [denied] })).toEqual(['no case tells revision 1.30 from the one before']);
  });

  test('refuses an object that no API server would take', () => {
    const misspelt = { name: 'misspelt', spec: { ...spec, hostPIDs: true } };
    expect(weaknessesOf({ allows: [allowed, misspelt] })).toEqual(['"misspelt" is no valid object: unknown-field at spec.hostPIDs']);
  });

  test('refuses a field to blame that Kubernetes does not have', () => {
    const wrong: DeniedCase = { ...denied, name: 'wrong', field: 'spec.hostPIDs' };
    expect(weaknessesOf({ denies: [denied, windows, wrong] })).toEqual(['"wrong" blames spec.hostPIDs, which is no field of Kubernetes']);
  });
});
