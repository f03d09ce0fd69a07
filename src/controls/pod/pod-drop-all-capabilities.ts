import type { Edit } from '../../manifest/apply';
import { control, type FixContext, type Needs, needs } from '../control';
import { isForWindows, isKnownNonRoot, podSpecOf, securityContextOf } from '../effective';
import { fieldsAt, stringsAt } from '../../manifest/fields';
import { attack, cis, kubescape, nist800190, nsa, owaspK10, pss, threatMatrix } from '../references';
import { namesWindows } from '../pod-proposal';

const dropsAll = "container.?securityContext.?capabilities.?drop.orValue([]).exists(name, name == 'ALL')";

export const podDropAllCapabilities = control({
  id: 'pod-drop-all-capabilities',
  title: 'Containers drop all capabilities',
  layer: 'container',
  component: 'pod',
  severity: 'high',
  rationale: 'The default capabilities let a process that became root forge packets, change owners of files and enter other users.',
  remediation: 'Add ALL to securityContext.capabilities.drop of every container.',
  references: [
    pss('restricted'), cis('1.12', '5.2.8'), cis('1.12', '5.2.9'), cis('1.11', '5.2.8'), cis('1.11', '5.2.10'), cis('1.10', '5.2.8'),
    cis('1.10', '5.2.10'), nsa('P4'), nist800190('4.4.3'), owaspK10('2025', 'K01'), attack('T1611'), threatMatrix('MS-TA9036'),
    kubescape('C-0046'), kubescape('C-0199'), kubescape('C-0201'),
  ],
  peers: {
    kubeLinter: 'drop-net-raw-capability', checkov: ['CKV_K8S_28', 'CKV_K8S_37'],
    trivy: ['AVD-KSV-0003', 'AVD-KSV-0004', 'AVD-KSV-0106', 'AVD-KSV-0119'], polaris: 'insecureCapabilities',
    kubescape: ['C-0046', 'C-0199', 'C-0201'], kics: 'NET_RAW Capabilities Not Being Dropped',
    kubesec: ['CapDropAny', 'CapDropAll'], kubeaudit: ['CapabilityOrSecurityContextMissing', 'CapabilityShouldDropAll'],
  },
  each: 'container',
  field: 'securityContext.capabilities.drop',
  expected: 'a list with ALL',
  revisions: {
    '1.22': dropsAll,
    // Windows has no capabilities: the API server refuses the field there.
    '1.25': `variables.isWindows || ${dropsAll}`,
  },
  fix: dropAll,
});

/** Every other capability goes with it; one that the program uses has to be added by name. */
const withoutAny = ({ element, path }: FixContext): readonly Edit[] => [dropping(path, stringsAt(fieldsAt(securityContextOf(element.value), 'capabilities'), 'drop').length)];

const dropping = (path: FixContext['path'], dropped: number): Edit => (dropped === 0 ? { path, value: ['ALL'] } : { path: [...path, dropped], value: 'ALL' });

const USES_AS_ROOT = needs('the capabilities that the program uses as root; set runAsNonRoot or runAsUser first', withoutAny);
const IS_PRIVILEGED = needs('whether the program works without being privileged', (context) => [
  { path: [...context.element.path, 'securityContext', 'privileged'], value: false }, ...withoutAny(context),
]);

function dropAll(context: FixContext): readonly Edit[] | Needs {
  const podSpec = podSpecOf(context).value;
  const container = context.element.value;
  const securityContext = securityContextOf(container);
  if (isForWindows(podSpec)) return needs('spec.os.name: windows, with which the field does not apply', namesWindows);
  if (securityContext['privileged'] === true) return IS_PRIVILEGED;
  // A process that is not root has none of the default capabilities in effect, so dropping them takes nothing from it.
  if (!isKnownNonRoot(podSpec, container)) return USES_AS_ROOT;
  return withoutAny(context);
}
