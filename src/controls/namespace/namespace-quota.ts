import { needs } from '../control';
import { fieldsAt, itemsAt } from '../../manifest/fields';
import { graphControl, type ObjectSet } from '../graph-control';
import { attack, nist800190, nsa, owaspK10 } from '../references';
import { decide, type ProposedObject } from '../proposal';

const QUOTA = { apiGroup: '', kind: 'ResourceQuota' } as const;
const LIMITS = { apiGroup: '', kind: 'LimitRange' } as const;

export const namespaceQuota = graphControl({
  id: 'namespace-quota',
  title: 'Namespaces have a quota, and limits for what has none',
  layer: 'cluster',
  component: 'namespace',
  severity: 'medium',
  rationale: 'Without a quota one namespace can take the whole cluster: a program in a loop, or an intruder who mines coins.',
  remediation: 'Add a ResourceQuota for cpu, memory and pods, and a LimitRange with default and max for containers, to the namespace.',
  references: [nsa('N3'), nist800190('4.3.4'), owaspK10('2025', 'K01'), attack('T1499'), attack('T1496')],
  peers: { trivy: ['AVD-KSV-0039', 'AVD-KSV-0040'], kics: ['Pod or Container Without LimitRange', 'Pod or Container Without ResourceQuota'] },
  reads: [{ apiGroup: '', kind: 'Namespace' }, QUOTA, LIMITS],
  *findAll({ set }) {
    for (const object of set.ofKind('', 'Namespace')) {
      const name = object.metadata?.name ?? '';
      const missing = missingIn(set, name);
      // Those that every cluster has belong to Kubernetes.
      if (missing.length === 0 || name.startsWith('kube-')) continue;
      yield {
        object, path: ['metadata', 'name'], expected: 'a namespace with a ResourceQuota and a LimitRange', actual: `${name}, without ${missing.join(' and ')}`,
        fix: needs('how much the programs of the namespace need', () => boundsFor(name)), missing: { kinds: [QUOTA.kind, LIMITS.kind], namespace: name },
      };
    }
  },
});

function missingIn(set: ObjectSet, namespace: string): readonly string[] {
  const specsOf = ({ apiGroup, kind }: typeof QUOTA | typeof LIMITS): readonly unknown[] =>
    set.ofKindIn(apiGroup, kind, namespace).map((object) => object['spec']);
  const amounts = specsOf(QUOTA).flatMap((spec) => Object.keys(fieldsAt(spec, 'hard')));
  const limits = specsOf(LIMITS).flatMap((spec) => itemsAt(spec, 'limits')).filter(({ type }) => type === 'Container');
  const resources = ['cpu', 'memory', 'pods'].filter((resource) => !amounts.some((amount) => amount.replace(/^(?:limits|requests|count)[./]/, '') === resource));
  const bounds = ['default', 'max'].filter((field) => !limits.some((limit) => limit[field] !== undefined));
  return [
    ...(resources.length === 0 ? [] : [`a quota for ${resources.join(', ')}`]),
    ...(bounds.length === 0 ? [] : [`${bounds.join(' and ')} of containers`]),
  ];
}

function boundsFor(namespace: string): readonly ProposedObject[] {
  const metadata = { name: namespace, namespace };
  return [
    {
      object: {
        apiVersion: 'v1', kind: QUOTA.kind, metadata,
        spec: {
          hard: {
            'requests.cpu': decide('the CPU that all pods ask for together', '10'),
            'limits.memory': decide('the memory that all pods may use together', '32Gi'),
            pods: decide('how many pods there may be', '50'),
          },
        },
      },
    },
    {
      object: {
        apiVersion: 'v1', kind: LIMITS.kind, metadata,
        spec: {
          limits: [{
            type: 'Container', default: { memory: decide('the limit of a container that names none', '256Mi') },
            max: { memory: decide('the most that a container may ask for', '4Gi') },
          }],
        },
      },
    },
  ];
}
