// Which controls are compared, and by which checks of the scanners.

/** What no scanner can say without the network, which the comparison does not use. */
const UNASKED = new Set(['schema-validation']);

/** Checks that ask the same of a whole file, beside those that the controls name. */
const ALSO = {
  'manifest-selector-matches': {
    kubeScore: ['service-targets-pod', 'deployment-pod-selector-labels-match-template-metadata-labels', 'statefulset-pod-selector-labels-match-template-metadata-labels'],
  },
  'namespace-quota': { kics: ['Pod or Container Without LimitRange', 'Pod or Container Without ResourceQuota'] },
  'network-default-deny-egress': { kubeaudit: ['MissingDefaultDenyEgressNetworkPolicy', 'MissingDefaultDenyIngressAndEgressNetworkPolicy'] },
  'network-default-deny-ingress': { kubeaudit: ['MissingDefaultDenyIngressNetworkPolicy', 'MissingDefaultDenyIngressAndEgressNetworkPolicy'] },
};

/** The checks of a scanner that are the same as a control: all, and those that can be asked. */
export const namedChecks = ({ id, peers = {} }, key) => [peers[key] ?? [], ALSO[id]?.[key] ?? []].flat();
export const checksOf = (control, key) => namedChecks(control, key).filter((id) => !UNASKED.has(id));

/** What the parameters of a control would have to be, no scanner knows. */
export const isComparable = (control) => !('parameters' in control);

/** The controls in TypeScript that name a check of one of the scanners. */
export const setControls = (controls, scanners) => controls.filter((control) =>
  !('revisions' in control) && isComparable(control) && scanners.some(({ key }) => checksOf(control, key).length > 0));
