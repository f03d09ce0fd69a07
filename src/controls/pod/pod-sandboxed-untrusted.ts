import { needs } from '../control';
import { graphControl } from '../graph-control';
import { attack, cisGke, kubescape, nist800190, nsa, owaspK10 } from '../references';
import { decide } from '../proposal';

const CLASS = { apiGroup: 'node.k8s.io', kind: 'RuntimeClass' } as const;

export const podSandboxedUntrusted = graphControl({
  id: 'pod-sandboxed-untrusted',
  title: 'Untrusted pods run in a sandbox',
  layer: 'container',
  component: 'pod',
  severity: 'medium',
  rationale: 'Code that nobody vouches for shares the kernel of its node with all others: one hole in it, and the node is theirs.',
  remediation: 'Set runtimeClassName of pods with the label tier=untrusted to a RuntimeClass of a sandbox such as gVisor or Kata Containers.',
  references: [
    nsa('P6'), nist800190('4.5.2'), nist800190('4.3.4'), owaspK10('2025', 'K01'), attack('T1611'), kubescape('C-0242'), kubescape('C-0297'), cisGke('5.10.3')],
  peers: { kubescape: ['C-0242', 'C-0297'] },
  reads: ['workloads', CLASS],
  *findAll({ set }) {
    const classes = new Set(set.ofKind(CLASS.apiGroup, CLASS.kind).flatMap(({ metadata }) => metadata?.name ?? []));
    for (const { object, labels, podSpec, podSpecPath } of set.workloads) {
      if (labels['tier'] !== 'untrusted') continue;
      const name = podSpec['runtimeClassName'];
      const isNamed = typeof name === 'string' && name !== '';
      // Classes may be kept elsewhere. Where some are here, one that is not among them is a typing error.
      if (isNamed && (classes.size === 0 || classes.has(name))) continue;
      yield {
        object, path: [...podSpecPath, 'runtimeClassName'],
        expected: isNamed ? 'the name of a RuntimeClass that there is' : 'the RuntimeClass of a sandbox', fix: needs('which sandboxes the nodes have', decide('the RuntimeClass of a sandbox', [...classes].sort()[0] ?? 'gvisor')),
        ...(isNamed && { missing: { kinds: [CLASS.kind], name } }),
      };
    }
  },
});
