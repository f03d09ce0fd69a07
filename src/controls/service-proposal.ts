import { fieldsAt, itemsAt } from '../manifest/fields';
import type { FixContext } from './control';
import type { ProposedEdit } from './proposal';

/** Only the other types may have these. */
const OUTSIDE = [
  'loadBalancerSourceRanges', 'loadBalancerIP', 'loadBalancerClass', 'allocateLoadBalancerNodePorts', 'healthCheckNodePort', 'externalTrafficPolicy',
];

/** Proposes a Service that only the cluster reaches. */
export function inside({ object, path }: FixContext): readonly ProposedEdit[] {
  const ports = itemsAt(fieldsAt(object, 'spec'), 'ports');
  return [
    { path, value: 'ClusterIP' },
    ...OUTSIDE.map((field) => ({ path: ['spec', field], value: undefined })),
    ...ports.map((_, index) => ({ path: ['spec', 'ports', index, 'nodePort'], value: undefined })),
  ];
}
