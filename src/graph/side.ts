import type { KubernetesObject } from '../manifest/object';
import { ciliumSides } from './cilium-side';
import { clusterSides } from './cluster-side';
import type { Endpoint, Pod } from './endpoint';
import type { Match } from './match';
import { type Direction, directionsOf, matchesPeers, portsOf, rulesOf, selectsPod } from './network-policy';
import { allPorts, difference, intersection, noPorts, type PortSet, union } from './ports';

/** One side of a connection. */
export interface SideOf {
  readonly direction: Direction;
  /** Whose side it is. */
  readonly subject: Pod;
  /** Who is on the other one. */
  readonly peer: Endpoint;
  /** Who is called: ports are there. */
  readonly destination: Endpoint;
}

/** What a rule says about one side of a connection. */
export interface SideRule {
  readonly action: 'allow' | 'deny' | 'pass';
  readonly match: Match;
  readonly ports: PortSet;
}

/** What a policy that is about the subject says about one side of a connection. */
export interface Side {
  /** Those of administrators come first, and the baseline last. */
  readonly tier: 'Admin' | 'Namespace' | 'Baseline';
  /** Lower ones come first, in the tiers in which the first rule decides. */
  readonly order: number;
  /** Whether nothing passes that no rule allows. */
  readonly isolates: boolean;
  readonly rules: readonly SideRule[];
}

/** What a policy of any dialect says about one side; nothing where it is not about the subject. Calico's are not read. */
export function sidesOf(policy: KubernetesObject, side: SideOf): readonly Side[] {
  switch (policy.apiVersion.split('/')[0]) {
    case 'networking.k8s.io': return kubernetesSides(policy, side);
    case 'cilium.io': return ciliumSides(policy, side);
    case 'policy.networking.k8s.io': return clusterSides(policy, side);
    default: return [];
  }
}

function kubernetesSides(policy: KubernetesObject, { direction, subject, peer, destination }: SideOf): readonly Side[] {
  if (!selectsPod(policy, subject) || !directionsOf(policy).includes(direction)) return [];
  const rules = rulesOf(policy, direction).map((rule): SideRule => (
    { action: 'allow', match: matchesPeers(rule, policy, peer), ports: portsOf(rule, destination) }
  ));
  return [{ tier: 'Namespace', order: 0, isolates: true, rules }];
}

/** Whether only what is certain counts for a connection, or what is possible as well. */
export type Certainty = 'surely' | 'possibly';

/** The ports on which a side lets a connection through. */
export function passing(sides: readonly Side[], certainty: Certainty): PortSet {
  // What may match counts against the connection where certainty is asked for, and for it where possibility is.
  const counts = ({ action, match }: SideRule): boolean =>
    match === 'yes' || (match === 'maybe' && action !== 'pass' && (action === 'deny') === (certainty === 'surely'));
  const rulesOfTier = (tier: Side['tier']): readonly SideRule[] =>
    sides.filter((side) => side.tier === tier).sort((a, b) => a.order - b.order).flatMap(({ rules }) => rules).filter(counts);
  const admin = inOrder(rulesOfTier('Admin'), allPorts);
  const isolated = sides.some(({ tier, isolates }) => tier === 'Namespace' && isolates);
  const [allowed, denied] = (['allow', 'deny'] as const).map((action) => (
    union(...rulesOfTier('Namespace').filter((rule) => rule.action === action).map(({ ports }) => ports))
  )) as [PortSet, PortSet];
  const undenied = difference(admin.undecided, denied);
  if (isolated) return union(admin.passed, intersection(undenied, allowed));
  const baseline = inOrder(rulesOfTier('Baseline'), undenied);
  return union(admin.passed, baseline.passed, baseline.undecided);
}

/** What the first rule for each port decides; what is passed on is left to the next tier. */
function inOrder(rules: readonly SideRule[], ports: PortSet): { readonly passed: PortSet; readonly undecided: PortSet } {
  let [passed, left, passedOn] = [noPorts, ports, noPorts];
  for (const rule of rules) {
    const decided = intersection(left, rule.ports);
    if (rule.action === 'allow') passed = union(passed, decided);
    if (rule.action === 'pass') passedOn = union(passedOn, decided);
    left = difference(left, decided);
  }
  return { passed, undecided: union(left, passedOn) };
}
