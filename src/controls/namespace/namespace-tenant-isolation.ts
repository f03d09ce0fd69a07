import { fieldsAt, itemsAt } from '../../manifest/fields';
import { namespaceOf } from '../../graph/object-set';
import { bindingsOf, subjectsOf } from '../../graph/rbac';
import { selects } from '../../graph/selector';
import type { KubernetesObject } from '../../manifest/object';
import type { Path } from '../../manifest/path';
import { needs } from '../control';
import { type GraphContext, type GraphFailure, graphControl, type ObjectSet } from '../graph-control';
import { cis, cisIn, kubescape, nist800190, nsa, owaspK10 } from '../references';

const RBAC = 'rbac.authorization.k8s.io';
const NETWORK = 'networking.k8s.io';
const GATEWAY = 'gateway.networking.k8s.io';

const TENANT_LABELS = ['casemate.dev/tenant', 'capsule.clastix.io/tenant'];

/** Whose a namespace is, by a label for tenants. An `owner` is no tenant: what serves several tenants has one too. */
const tenantOf = (labels: Readonly<Record<string, string>>): string | undefined =>
  TENANT_LABELS.map((label) => labels[label]).find((value) => value !== undefined);

export const namespaceTenantIsolation = graphControl({
  id: 'namespace-tenant-isolation',
  title: 'Nothing leads from the namespaces of one tenant to those of another',
  layer: 'cluster',
  component: 'namespace',
  severity: 'high',
  rationale: 'Tenants share a cluster on the promise that neither reaches the other: one binding, one network policy or one grant across takes it back.',
  remediation: 'Remove the subject, the peer or the grant of the other tenant, or give both namespaces the same tenant.',
  references: [
    ...cisIn(['1.12', '1.11'], '5.6.1'), cis('1.10', '5.7.1'), nsa('N1'), nist800190('4.3.4'), owaspK10('2025', 'K02'), owaspK10('2025', 'K05'),
    kubescape('C-0209'), kubescape('C-0242'),
  ],
  peers: { kubescape: ['C-0209', 'C-0242'] },
  reads: [
    { apiGroup: '', kind: 'Namespace' }, { apiGroup: RBAC, kind: 'RoleBinding' }, { apiGroup: NETWORK, kind: 'NetworkPolicy' },
    { apiGroup: GATEWAY, kind: 'ReferenceGrant' },
  ],
  findAll: crossings,
});

/** What lets the other tenant in goes as a whole: the subject, the peer, the namespace that may refer. */
const FIX = needs('whether the two tenants are to reach each other', ({ path }) => [{ path: path.slice(0, -1), value: undefined }]);

function* crossings(context: GraphContext): Iterable<GraphFailure> {
  const tenants = tenantsIn(context.set);
  if (new Set(tenants.values()).size < 2) return;
  yield* bindings(context.set, tenants);
  yield* peers(context.set, tenants);
  yield* grants(context.set, tenants);
}

type Tenants = ReadonlyMap<string, string>;

/** The tenant of each namespace that has one. */
const tenantsIn = (set: ObjectSet): Tenants => new Map(set.ofKind('', 'Namespace').flatMap(({ metadata }) => {
  const tenant = tenantOf(metadata?.labels ?? {});
  return tenant === undefined ? [] : [[metadata?.name ?? '', tenant] as const];
}));

/** Whether two namespaces are of two tenants. Of what has none, nobody knows. */
function isOther(tenants: Tenants, own: string, other: string): boolean {
  const [mine, theirs] = [tenants.get(own), tenants.get(other)];
  return mine !== undefined && theirs !== undefined && mine !== theirs;
}

function crossing(object: KubernetesObject, path: Path, tenants: Tenants, other: string): GraphFailure {
  const expected = `of the tenant ${tenants.get(namespaceOf(object)) ?? ''}`;
  return { object, path, expected, actual: `${other}, of the tenant ${tenants.get(other) ?? ''}`, fix: FIX };
}

function* bindings(set: ObjectSet, tenants: Tenants): Iterable<GraphFailure> {
  for (const binding of bindingsOf(set).filter(({ kind }) => kind === 'RoleBinding')) {
    for (const [index, { kind, namespace }] of subjectsOf(binding).entries()) {
      if (kind === 'ServiceAccount' && isOther(tenants, namespaceOf(binding), namespace)) yield crossing(binding, ['subjects', index, 'namespace'], tenants, namespace);
    }
  }
}

const DIRECTIONS = [['ingress', 'from'], ['egress', 'to']] as const;

function* peers(set: ObjectSet, tenants: Tenants): Iterable<GraphFailure> {
  for (const policy of set.ofKind(NETWORK, 'NetworkPolicy')) {
    for (const [rules, list] of DIRECTIONS) {
      for (const [rule, { [list]: found }] of itemsAt(fieldsAt(policy, 'spec'), rules).entries()) {
        for (const [index, { namespaceSelector }] of itemsAt({ found }, 'found').entries()) {
          if (namespaceSelector === undefined || namespaceSelector === null) continue;
          const other = [...tenants.keys()].find((name) => isOther(tenants, namespaceOf(policy), name) && selects(namespaceSelector, set.namespaceLabels(name)));
          if (other !== undefined) yield crossing(policy, ['spec', rules, rule, list, index, 'namespaceSelector'], tenants, other);
        }
      }
    }
  }
}

function* grants(set: ObjectSet, tenants: Tenants): Iterable<GraphFailure> {
  for (const grant of set.ofKind(GATEWAY, 'ReferenceGrant')) {
    for (const [index, { namespace }] of itemsAt(fieldsAt(grant, 'spec'), 'from').entries()) {
      if (isOther(tenants, namespaceOf(grant), String(namespace))) yield crossing(grant, ['spec', 'from', index, 'namespace'], tenants, String(namespace));
    }
  }
}
