import { App, Chart, YamlOutputType } from 'cdk8s';
import { declarePlatform, DefaultDenyNamespace, HardenedDeployment, Peer, type Platform } from '../../constructs/index';
import { container, fullPlatform } from '../support/cdk8s';
import { addEachConstruct, type Conventions } from '../support/each-construct';
import { addEveryProp } from '../support/every-prop';

/** A program, and what was decided about it. */
export interface Scene {
  readonly title: string;
  readonly platform: Platform;
  /** What the program is. */
  readonly add: (chart: Chart) => void;
  /** Whether every convention of an organisation is there, for which there is a prop. */
  readonly isConventional?: boolean;
  /** Whether its workloads have every prop, those included that a scanner is against. */
  readonly hasEveryProp?: boolean;
  /** Whether it is a namespace without a pod. */
  readonly isEmpty?: boolean;
}

const legacy: Platform = { ...fullPlatform, legacyAnnotations: true };
const conventions: Conventions = { contact: 'team-shop@example.com', replicas: 3, probesOnTasks: true };

export const scenes: readonly Scene[] = [
  { title: 'each construct with its required props', platform: fullPlatform, add: (chart) => addEachConstruct(chart) },
  { title: 'each construct with its required props, and legacy annotations', platform: legacy, add: (chart) => addEachConstruct(chart) },
  {
    title: 'each construct with the conventions of an organisation, and legacy annotations', platform: legacy, isConventional: true,
    add: (chart) => addEachConstruct(chart, conventions),
  },
  {
    title: 'each construct, and what only Cilium knows, as CiliumNetworkPolicy', platform: { ...legacy, cni: 'cilium' },
    add: (chart) => {
      addEachConstruct(chart);
      addPartner(chart);
    },
  },
  {
    title: 'each construct, as ClusterNetworkPolicy', platform: { ...legacy, networkPolicy: 'ClusterNetworkPolicy' },
    add: (chart) => addEachConstruct(chart),
  },
  {
    title: 'workloads with every prop, and legacy annotations', platform: legacy, hasEveryProp: true,
    add: (chart) => addEveryProp(new DefaultDenyNamespace(chart, 'shop', { tenant: 'team-shop' })),
  },
  {
    title: 'a DefaultDenyNamespace that is still empty', platform: legacy, isEmpty: true,
    add: (chart) => { new DefaultDenyNamespace(chart, 'empty', { tenant: 'team-shop' }); },
  },
];

/** Calls a name of DNS, and the API server wherever it is. */
function addPartner(chart: Chart): void {
  const partner = new HardenedDeployment(new DefaultDenyNamespace(chart, 'partner', { tenant: 'team-shop' }), 'caller-of-names', { containers: [container] });
  partner.reachesInternet({ name: 'partner', names: ['api.example.com', '*.example.net'] });
  partner.connectsTo(Peer.apiServer());
}

/** What a program writes. */
export function write({ platform, add }: Scene): string {
  const app = new App({ yamlOutputType: YamlOutputType.FILE_PER_APP });
  declarePlatform(app, platform);
  add(new Chart(app, 'peers'));
  return app.synthYaml();
}
