import { dangerOf, dangers } from '../../constructs/danger';
import { create, deletecollection, get, list, patch, remove, type Rule, update, watch } from '../../constructs/index';
import { resourceOf } from '../../constructs/permission';
import { ruleFor } from '../../constructs/rule';
import { check } from '../../src/check/check';
import { apiResources } from '../../src/manifest/schema/api-resources';

describe('the permissions that compile', () => {
  const named = { names: ['a'] } as const;
  const make: Readonly<Record<string, (resource: never, names: typeof named) => Rule>> = {
    get: (resource, names) => get(resource, names), list: (resource) => list(resource), watch: (resource) => watch(resource), create: (resource) => create(resource), update, patch, delete: remove,
    deletecollection: (resource) => deletecollection(resource),
  };
  const pairs = Object.entries(apiResources).flatMap(([resource, { scope, verbs }]) => verbs.map((verb) => ({ permission: `${verb} ${resource}`, verb, resource, scope })));
  const attempt = ({ verb, resource }: { verb: string; resource: string }): Rule | undefined => {
    try {
      return make[verb]?.(resource as never, named);
    } catch {
      return undefined;
    }
  };

  test('each one is harmless in the eyes of the catalogue, or has its control among the dangers', () => {
    const surprises = pairs.filter(({ verb, resource, scope, permission }) => {
      const rule = ruleFor(verb, resource);
      const kind = scope === 'cluster' ? 'ClusterRole' : 'Role';
      const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name: 'a', ...(scope === 'cluster' ? {} : { namespace: 'shop' }) }, rules: [{ ...policy(rule), verbs: [verb] }] };
      const found = [...new Set(check([role], { kubernetes: '1.37' }).findings.map(({ control }) => control))].filter((id) => !NEEDS_NAMES.has(`${permission} ${id}`));
      return JSON.stringify(found) !== JSON.stringify([dangerOf(permission)?.control].filter((id) => id !== undefined));
    });
    expect(surprises.map(({ permission }) => permission)).toEqual([]);
    expect(pairs.length).toBeGreaterThan(500);
  });

  test('what the functions refuse is what is dangerous, or for the whole cluster', () => {
    const granted = pairs.filter((pair) => attempt(pair) !== undefined);
    const writesForAll = granted.filter(({ scope, verb }) => scope === 'cluster' && !['get', 'list', 'watch'].includes(verb));
    expect(granted.filter(({ permission }) => dangerOf(permission) !== undefined)).toEqual([]);
    expect(writesForAll.map(({ resource }) => resource).sort()).toEqual([
      'selfsubjectaccessreviews', 'selfsubjectreviews', 'selfsubjectrulesreviews', 'subjectaccessreviews', 'tokenreviews',
    ]);
    expect(granted.length).toBeGreaterThan(250);
    process.stdout.write(`${granted.length} of ${pairs.length} permissions compile\n`);
  });

  test('every danger is about something that there is', () => {
    const unknown = dangers.flatMap(({ resources }) => resources.filter((resource) => resourceOf(resource) === undefined));
    expect(unknown).toEqual([]);
  });
});

/** Without names these are found; the functions ask for names. */
const NEEDS_NAMES = new Set(['get secrets rbac-no-secret-read']);

const policy = ({ target }: Rule): object => ('url' in target ? { nonResourceURLs: [target.url] } : { apiGroups: [target.apiGroup], resources: [target.resource] });
