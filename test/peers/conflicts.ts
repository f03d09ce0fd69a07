import type { ScannerName } from './scanners';

/** A finding that stays, and why. */
export interface Conflict {
  readonly scanner: ScannerName;
  readonly check: string;
  /** Which objects, as `kind` or `kind/name` prefixes; every object where it is left out. */
  readonly kinds?: readonly string[];
  /**
   * When it stays. `always`: two scanners, or a scanner and Kubernetes, contradict each other, or the check is wrong for the object.
   * `annotations`: it reads only deprecated annotations, which are written where the platform asks for `legacyAnnotations`.
   * `empty`: it looks for the pods of a namespace that has none yet. `conventions`: it names a convention of an organisation, for which there is a prop.
   */
  readonly when: 'always' | 'annotations' | 'conventions' | 'empty';
  /** Whether it is among the checks that the scanner runs when nobody configures it. */
  readonly byDefault: boolean;
  readonly reason: string;
}

const ANNOTATIONS = 'Kubernetes has fields for this since 1.30 and warns of the annotation; `legacyAnnotations: true` on the platform writes both';
const BATCH_PROBES = 'a program that ends on its own needs no probe: the Job watches that it ends, and in time';

const NO_PODS_YET = 'a policy that denies everything must be there before the first pod; with a workload in the program nobody complains';

/** Everything that is excused. What is not here is not. */
export const conflicts: readonly Conflict[] = [
  {
    scanner: 'kube-linter', check: 'sorted-keys', when: 'always', byDefault: false,
    reason: 'it wants the keys at the root by alphabet; cdk8s, like everybody, writes apiVersion, kind and metadata first',
  },
  { scanner: 'kube-linter', check: 'no-liveness-probe', kinds: ['Job', 'CronJob'], when: 'always', byDefault: false, reason: BATCH_PROBES },
  { scanner: 'kube-linter', check: 'no-readiness-probe', kinds: ['Job', 'CronJob'], when: 'always', byDefault: false, reason: BATCH_PROBES },
  {
    scanner: 'kube-linter', check: 'required-annotation-email', when: 'conventions', byDefault: false,
    reason: 'whom to write to is a convention; `contact` of the DefaultDenyNamespace writes the annotation',
  },
  {
    scanner: 'kube-linter', check: 'minimum-three-replicas', when: 'conventions', byDefault: false,
    reason: 'how many replicas a program needs depends on it; the default is two, `replicas: 3` is a prop',
  },
  { scanner: 'kube-score', check: 'networkpolicy-targets-pod', when: 'empty', byDefault: true, reason: NO_PODS_YET },
  { scanner: 'kube-linter', check: 'dangling-networkpolicy', when: 'empty', byDefault: false, reason: NO_PODS_YET },
  { scanner: 'kubeaudit', check: 'AppArmorAnnotationMissing', when: 'annotations', byDefault: true, reason: ANNOTATIONS },
  { scanner: 'kubesec', check: 'ApparmorAny', when: 'annotations', byDefault: true, reason: ANNOTATIONS },
  { scanner: 'kubesec', check: 'SeccompAny', when: 'annotations', byDefault: true, reason: ANNOTATIONS },
];
