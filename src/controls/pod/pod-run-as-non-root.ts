import type { Edit } from '../../manifest/apply';
import { control, type FixContext, type Needs, needs } from '../control';
import { containersOf, podSpecOf, runAsUserOf, securityContextOf, isForWindows, listedContainersOf } from '../effective';
import { attack, cis, cisEditions, cisIn, kubescape, nist800190, nsa, owaspK10, pss } from '../references';
import { decide, type ProposedEdit } from '../proposal';

const podSaysNonRoot = 'podSpec.?securityContext.?runAsNonRoot.orValue(true) == true';
// Where the pod says `false`, that is the value to change; a container without a word of its own is not to blame.
const containerSaysNonRoot =
  'container.?securityContext.?runAsNonRoot.orValue(variables.podSecurityContext.?runAsNonRoot.hasValue()) == true';

export const podRunAsNonRoot = control({
  id: 'pod-run-as-non-root',
  title: 'Containers run as non-root',
  layer: 'container',
  component: 'pod',
  severity: 'high',
  rationale: 'A process that is root in its container is root on the node as soon as it escapes, and needs no second exploit for it.',
  remediation: 'Set securityContext.runAsNonRoot to true on the pod or on every container, with an image whose user is not root.',
  references: [
    pss('restricted'), ...cisIn(cisEditions, '5.2.7'), cis('1.12', '5.6.3'), cis('1.11', '5.6.3'), cis('1.10', '5.7.3'), nsa('P1'),
    nist800190('4.4.3'), owaspK10('2025', 'K01'), attack('T1611'), kubescape('C-0013'), kubescape('C-0198'), kubescape('C-0211'),
  ],
  peers: {
    kubeLinter: 'run-as-non-root', checkov: ['CKV_K8S_23', 'CKV_K8S_29', 'CKV_K8S_30'], trivy: ['AVD-KSV-0012', 'AVD-KSV-0118'],
    polaris: 'runAsRootAllowed', kubescape: ['C-0013', 'C-0198', 'C-0211'], kics: 'Container Running As Root',
    kubesec: 'RunAsNonRoot', kubeaudit: ['RunAsNonRootCSCFalse', 'RunAsNonRootPSCFalseCSCNil', 'RunAsNonRootPSCNilCSCNil'],
  },
  each: ['podSpec', 'container'],
  field: 'securityContext.runAsNonRoot',
  expected: 'true',
  revisions: {
    '1.0': { podSpec: podSaysNonRoot, container: containerSaysNonRoot },
    // Root in a user namespace is nobody on the node: KEP-127, https://kep.k8s.io/127.
    '1.35': {
      podSpec: `variables.inUserNamespace || ${podSaysNonRoot}`,
      container: `variables.inUserNamespace || ${containerSaysNonRoot}`,
    },
  },
  fix: { podSpec: requireOnPod, container: requireOnContainer },
});

const USER_OF_THE_IMAGE = needs('whether the image has a numeric non-root user, which only the image knows', asUser);
const USER = decide('the user that the image is built for', 10001);

/** On the pod, and on the containers that are root by their own word. Windows has no numbers for users. */
function asUser(context: FixContext): readonly ProposedEdit[] {
  const { element, path } = context;
  const podSpec = context.podSpec ?? element;
  const isOfPod = context.container === undefined;
  const needsUser = (value: unknown): boolean => !isForWindows(podSpec.value) && !(Number(securityContextOf(value)['runAsUser'] ?? 0) > 0);
  const asUserOf = (place: FixContext['path']): ProposedEdit => ({ path: [...place, 'securityContext', 'runAsUser'], value: USER });
  const roots = isOfPod ? listedContainersOf(podSpec).filter(({ value }) => securityContextOf(value)['runAsUser'] === 0) : [];
  const isInherited = !isOfPod && !needsUser(podSpec.value) && securityContextOf(element.value)['runAsUser'] === undefined;
  return [
    { path, value: true },
    ...(needsUser(element.value) && !isInherited ? [asUserOf(element.path)] : []),
    ...roots.map((container) => asUserOf(container.path)),
  ];
}

function requireOnPod({ element, path }: FixContext): readonly Edit[] | Needs {
  const heirs = containersOf(element.value).filter((container) => securityContextOf(container)['runAsNonRoot'] === undefined);
  return heirs.every((container) => hasNonRootUser(element.value, container)) ? [{ path, value: true }] : USER_OF_THE_IMAGE;
}

function requireOnContainer(context: FixContext): readonly Edit[] | Needs {
  return hasNonRootUser(podSpecOf(context).value, context.element.value) ? [{ path: context.path, value: true }] : USER_OF_THE_IMAGE;
}

const hasNonRootUser = (podSpec: unknown, container: unknown): boolean => (runAsUserOf(podSpec, container) ?? 0) > 0;
