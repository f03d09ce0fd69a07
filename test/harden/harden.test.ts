import { check, harden, type KubernetesObject } from '../../src/index';

const pod = (spec: object): KubernetesObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop' }, spec });
const freeze = <T>(value: T): T => {
  if (value !== null && typeof value === 'object') Object.values(Object.freeze(value)).forEach(freeze);
  return value;
};

describe('harden', () => {
  const sloppy = freeze(pod({ containers: [{ name: 'app', image: 'app:1', securityContext: { runAsUser: 10001 } }] }));

  test('repairs what it can, in as many rounds as it takes', () => {
    const { object, changes } = harden(sloppy);
    expect(object).toMatchObject({
      spec: {
        automountServiceAccountToken: false,
        securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
        containers: [{ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true, runAsUser: 10001 } }],
      },
    });
    expect(check([object], { profile: 'pss-restricted' }).findings).toEqual([]);
    expect(changes.every(({ control, reason }) => control !== '' && reason.endsWith('.'))).toBe(true);
  });

  test('leaves what it would have to know, and says what', () => {
    const { findings } = harden(sloppy);
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) expect([finding.control, finding.needs]).toEqual([finding.control, expect.stringMatching(/\w/)]);
  });

  test('is idempotent, and does not touch its input', () => {
    const once = harden(sloppy);
    const twice = harden(once.object);
    expect(twice.changes).toEqual([]);
    expect(twice.object).toBe(once.object);
  });

  test('leaves values alone that are known only at deployment', () => {
    class Output {}
    const unknown = new Output();
    const { object, opaque } = harden(pod({ automountServiceAccountToken: unknown, containers: [{ name: 'app', image: 'app:1' }] }));
    expect((object['spec'] as Record<string, unknown>)['automountServiceAccountToken']).toBe(unknown);
    expect(opaque).toEqual(['spec.automountServiceAccountToken']);
  });

  test('does not touch an object that no control looks at', () => {
    const config = freeze({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'b' }, data: { key: 'value' } });
    expect(harden(config).object).toBe(config);
  });

  test('never repairs an object with a wrong type', () => {
    const broken = pod({ containers: [{ name: 'app', image: 'app:1', securityContext: true }] });
    expect(harden(broken)).toMatchObject({ object: broken, changes: [], notEvaluated: [{ code: 'CM3002' }] });
  });
});
