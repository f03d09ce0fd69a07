import { networkNoAllowAll } from '../../../src/controls/network/network-no-allow-all';
import type { KubernetesObject } from '../../../src/manifest/object';
import { networkPolicy } from '../../support/network';
import { testControl } from '../../support/test-control';

const needs = 'which peers the pods talk to';
const policy = (spec: object): KubernetesObject => networkPolicy({ podSelector: {}, ...spec });
const block = (cidr: string, ...except: string[]): object => ({ ipBlock: { cidr, ...(except.length > 0 && { except }) } });
const ports = [{ port: 443 }];

testControl(networkNoAllowAll, {
  allows: [
    { name: 'default deny', object: policy({ policyTypes: ['Ingress', 'Egress'] }) },
    { name: 'default deny with empty lists', object: policy({ policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [] }) },
    { name: 'peers by selector', object: policy({ ingress: [{ from: [{ podSelector: {} }] }], egress: [{ to: [{ namespaceSelector: {} }, { podSelector: {} }] }] }) },
    {
      name: 'narrow blocks',
      object: policy({ ingress: [{ from: [block('10.0.0.0/8'), block('10.0.0.0/30')] }], egress: [{ to: [block('203.0.113.10/32'), block('fd00::/8')] }] }),
    },
    {
      name: 'every address with exceptions',
      object: policy({ ingress: [{ from: [block('0.0.0.0/0', '10.0.0.0/8')] }], egress: [{ to: [block('0.0.0.0/0', '169.254.0.0/16')] }] }),
    },
    { name: 'rules for egress that nobody looks at', object: policy({ policyTypes: ['Ingress'], egress: [{}, { to: [block('0.0.0.0/0')] }] }) },
    { name: 'rules for ingress that nobody looks at', object: policy({ policyTypes: ['Egress'], ingress: [{}, { from: [block('0.0.0.0/0')] }] }) },
  ],
  denies: [
    { name: 'from everywhere', object: policy({ ingress: [{}] }), field: 'spec.ingress[0].from', needs },
    { name: 'from everywhere to one port', object: policy({ policyTypes: ['Ingress'], ingress: [{ from: [], ports }] }), field: 'spec.ingress[0].from', needs },
    { name: 'to everywhere', object: policy({ egress: [{ to: [{ podSelector: {} }] }, {}] }), field: 'spec.egress[1].to', needs },
    { name: 'to everywhere on one port', object: policy({ policyTypes: ['Ingress', 'Egress'], egress: [{ ports }] }), field: 'spec.egress[0].to', needs },
    {
      name: 'every address', field: ['spec.ingress[0].from[0].ipBlock.cidr', 'spec.egress[0].to[1].ipBlock.cidr'], needs,
      object: policy({ policyTypes: [], ingress: [{ from: [block('0.0.0.0/0')] }], egress: [{ to: [{ podSelector: {} }, block('::/0')] }] }),
    },
    { name: 'every address with an empty list of exceptions', object: policy({ ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0', except: [] } }] }] }), field: 'spec.ingress[0].from[0].ipBlock.cidr', needs },
    { name: 'rules without types', object: policy({ policyTypes: [], ingress: [{}], egress: [{}] }), field: ['spec.ingress[0].from', 'spec.egress[0].to'], needs },
    {
      name: 'both directions by name', field: ['spec.ingress[0].from[0].ipBlock.cidr', 'spec.egress[0].to[0].ipBlock.cidr'], needs,
      object: policy({ policyTypes: ['Egress', 'Ingress'], ingress: [{ from: [block('0.0.0.0/0')] }], egress: [{ to: [block('0.0.0.0/0')] }] }),
    },
  ],
});
