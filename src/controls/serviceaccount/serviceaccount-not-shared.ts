import { needs } from '../control';
import { fieldsAt, itemsAt } from '../../manifest/fields';
import { graphControl, type ObjectSet, type Workload } from '../graph-control';
import { nist800190, nsa, owaspK10 } from '../references';
import { ownAccount } from '../pod-proposal';

const RBAC = 'rbac.authorization.k8s.io';

export const serviceaccountNotShared = graphControl({
  id: 'serviceaccount-not-shared',
  title: 'A service account with rights belongs to one workload',
  layer: 'cluster',
  component: 'identity',
  severity: 'medium',
  rationale: 'Where two programs are one account, each has the rights of the other: whoever takes over the weaker one has them all.',
  remediation: 'Give each workload a ServiceAccount of its own, bound to what that program needs.',
  references: [nsa('A2'), nist800190('4.3.1'), owaspK10('2025', 'K02')],
  peers: { kics: 'Shared Service Account' },
  reads: ['workloads', { apiGroup: RBAC, kind: 'RoleBinding' }, { apiGroup: RBAC, kind: 'ClusterRoleBinding' }],
  *findAll({ set }) {
    const bound = boundAccounts(set);
    const users = set.workloads
      .filter((workload) => bound.has(keyOf(workload.namespace, accountOf(workload))) && isOnItsOwn(workload))
      .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    const owners = new Map<string, string>();
    for (const workload of users) {
      const key = keyOf(workload.namespace, accountOf(workload));
      const owner = owners.get(key) ?? nameOf(workload);
      owners.set(key, owner);
      if (owner === nameOf(workload)) continue;
      yield {
        object: workload.object, path: [...workload.podSpecPath, 'serviceAccountName'],
        expected: `an account of its own, for ${owner} has this one and its rights`, fix: needs('which rights each of the two programs needs', (context) => ownAccount(context, accountOf(workload), workload.podSpecPath)),
      };
    }
  },
});

/** What a controller made is its owner's; the default account is another control's. */
const isOnItsOwn = (workload: Workload): boolean =>
  accountOf(workload) !== 'default' && fieldsAt(workload.object, 'metadata')['ownerReferences'] === undefined;

const nameOf = ({ object: { kind, metadata } }: Workload): string => `${kind} ${metadata?.name ?? ''}`;

const keyOf = (namespace: string, name: string): string => `${namespace}\0${name}`;

function accountOf({ podSpec }: Workload): string {
  const name = podSpec['serviceAccountName'] ?? podSpec['serviceAccount'];
  return typeof name === 'string' && name !== '' ? name : 'default';
}

function boundAccounts(set: ObjectSet): ReadonlySet<string> {
  const bindings = [...set.ofKind(RBAC, 'RoleBinding'), ...set.ofKind(RBAC, 'ClusterRoleBinding')];
  return new Set(bindings.flatMap((binding) => itemsAt(binding, 'subjects')
    .filter(({ kind }) => kind === 'ServiceAccount')
    .map(({ namespace, name }) => keyOf(String(namespace ?? fieldsAt(binding, 'metadata')['namespace'] ?? ''), String(name)))));
}
