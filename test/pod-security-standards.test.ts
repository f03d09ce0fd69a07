import { check } from '../src/check/check';
import type { Profile } from '../src/check/profiles';
import type { KubernetesObject, Minor } from '../src/manifest/object';
import { type FixtureCase, podSecurityFixtures } from './support/pod-security-fixtures';
import { wrapped } from './support/test-control';

/** The controls that say what a check of Pod Security admission says, by the beginning of the fixture's name. */
const controlsOfCheck: Readonly<Record<string, readonly string[]>> = {
  allowprivilegeescalation: ['pod-no-privilege-escalation'],
  apparmorprofile: ['pod-no-apparmor-unconfined'],
  capabilities_baseline: ['pod-default-capabilities', 'pod-no-added-capabilities'],
  capabilities_restricted: ['pod-drop-all-capabilities', 'pod-no-added-capabilities'],
  hostnamespaces: ['pod-no-host-network', 'pod-no-host-pid', 'pod-no-host-ipc'],
  hostpathvolumes: ['pod-no-host-path'],
  hostports: ['pod-no-host-port'],
  hostprobesandhostlifecycle: ['pod-no-probe-host'],
  privileged: ['pod-no-privileged'],
  procmount: ['pod-proc-mount-default', 'pod-proc-mount-user-namespace'],
  procmount_restricted: ['pod-proc-mount-default'],
  restrictedvolumes: ['pod-volume-types-restricted', 'pod-no-host-path'],
  runasnonroot: ['pod-run-as-non-root'],
  runasuser: ['pod-no-uid-zero'],
  seccompprofile_baseline: ['pod-no-seccomp-unconfined', 'pod-seccomp-runtime-default'],
  seccompprofile_restricted: ['pod-seccomp-runtime-default'],
  selinuxoptions: ['pod-selinux-restricted'],
  sysctls: ['pod-safe-sysctls'],
  windowshostprocess: ['pod-no-windows-host-process'],
};

const fixtures = podSecurityFixtures();

/** What disagrees with Pod Security admission, in words. */
function disagreements(form: (pod: KubernetesObject) => KubernetesObject, fixture: FixtureCase): readonly string[] {
  const { level, minor, verdict, name, pod } = fixture;
  const profile: Profile = `pss-${level}`;
  const { findings, notEvaluated } = check([form(pod)], { profile, kubernetes: minor });
  const found = findings.map(({ control, field }) => `${control} at ${field}`);
  const where = `${level} v${minor} ${name}`;
  if (notEvaluated.length > 0) return [`${where}: not evaluated: ${notEvaluated.map(({ message }) => message).join(', ')}`];
  if (verdict === 'pass') return found.length === 0 ? [] : [`${where}: passes there, here ${found.join(', ')}`];
  const expected = controlsOfCheck[name.replace(/\d+$/, '')] ?? [];
  const blames = findings.some(({ control }) => expected.includes(control));
  return blames ? [] : [`${where}: fails there by ${expected.join(' or ')}, here ${found.join(', ') || 'passes'}`];
}

describe('the official fixtures of Pod Security admission', () => {
  test('cover both levels, both verdicts and every minor', () => {
    const groups = new Set(fixtures.map(({ level, minor, verdict }) => `${level} ${minor} ${verdict}`));
    const minors: readonly Minor[] = ['1.28', '1.29', '1.30', '1.31', '1.32', '1.33', '1.34', '1.35', '1.36', '1.37'];
    expect(groups.size).toBe(2 * 2 * minors.length);
    expect(fixtures).toHaveLength(1354);
  });

  test.each([
    ['as a Pod', (pod: KubernetesObject) => pod],
    ['in a Deployment', (pod: KubernetesObject) => wrapped(pod)[0]?.[1] ?? pod],
    ['in a CronJob', (pod: KubernetesObject) => wrapped(pod)[1]?.[1] ?? pod],
  ])('each gets the expected verdict by the expected control, %s', (_form, form) => {
    expect(fixtures.flatMap((fixture) => disagreements(form, fixture))).toEqual([]);
  });
});
