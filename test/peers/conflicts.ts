import { everyAccountIsOfOneWorkload, isStorageOfThePod, type Premise } from './premises';
import type { ScannerName } from './scanners';

/** A finding that stays, and why. */
export interface Conflict {
  readonly scanner: ScannerName;
  readonly check: string;
  /** Which objects, as `kind` or `kind/name` prefixes; every object where it is left out. */
  readonly kinds?: readonly string[];
  /**
   * When it stays.
   * `always`: two scanners, or a scanner and Kubernetes, contradict each other, or the check is wrong for the object.
   * `annotations`: it reads only deprecated annotations, which are written where the platform asks for `legacyAnnotations`.
   * `conventions`: it names a convention of an organisation, for which there is a prop; with it, the finding is gone.
   * `props`: it is against a prop that somebody set, which makes the program safer or more available.
   * `empty`: it looks for the pods of a namespace that has none yet; with the first workload it is gone.
   */
  readonly when: 'always' | 'annotations' | 'conventions' | 'props' | 'empty';
  /** Whether it is among the checks that the scanner runs when nobody configures it. */
  readonly byDefault: boolean;
  readonly reason: string;
  /** What has to be so for the reason to be true: elsewhere the finding counts. */
  readonly premise?: Premise;
}

const ANNOTATIONS = 'Kubernetes has fields for this since 1.30 and warns of the annotation; `legacyAnnotations: true` on the platform writes both';
const BATCH_PROBES = 'a program that ends on its own needs no probe: the Job watches that it ends, and in time; `health` on its container writes both';
const CLAIMS = 'it knows `ReadWriteOnce` alone, which is the default; `accessMode: \'ReadWriteOncePod\'` keeps even other pods of the node out';
const NO_PODS_YET = 'a policy that denies everything must be there before the first pod; with a workload in the namespace nobody complains';

/** Everything that is excused. What is not here is not. */
export const conflicts: readonly Conflict[] = [
  {
    scanner: 'kube-linter', check: 'sorted-keys', when: 'always', byDefault: false,
    reason: 'it wants the keys at the root by alphabet; cdk8s, like everybody, writes apiVersion, kind and metadata first',
  },
  {
    scanner: 'kube-linter', check: 'priority-class-name', when: 'props', byDefault: false,
    reason: 'it accepts only none, or the two classes of the cluster\'s own components, which no other program should have; polaris wants one',
  },
  { scanner: 'kube-linter', check: 'no-liveness-probe', kinds: ['Job', 'CronJob'], when: 'conventions', byDefault: false, reason: BATCH_PROBES },
  { scanner: 'kube-linter', check: 'no-readiness-probe', kinds: ['Job', 'CronJob'], when: 'conventions', byDefault: false, reason: BATCH_PROBES },
  {
    scanner: 'kube-linter', check: 'required-annotation-email', when: 'conventions', byDefault: false,
    reason: 'whom to write to is a convention; `contact` of the DefaultDenyNamespace writes the annotation',
  },
  {
    scanner: 'kube-linter', check: 'minimum-three-replicas', when: 'conventions', byDefault: false,
    reason: 'how many replicas a program needs depends on it; the default is two, `replicas: 3` is a prop',
  },
  { scanner: 'kubesec', check: 'VolumeClaimAccessModeReadWriteOnce', when: 'props', byDefault: true, reason: CLAIMS },
  { scanner: 'kics', check: 'Incorrect Volume Claim Access Mode ReadWriteOnce', when: 'props', byDefault: true, reason: CLAIMS },
  { scanner: 'kube-score', check: 'networkpolicy-targets-pod', when: 'empty', byDefault: true, reason: NO_PODS_YET },
  { scanner: 'kube-linter', check: 'dangling-networkpolicy', when: 'empty', byDefault: false, reason: NO_PODS_YET },
  { scanner: 'kubeaudit', check: 'AppArmorAnnotationMissing', when: 'annotations', byDefault: true, reason: ANNOTATIONS },
  { scanner: 'kubesec', check: 'ApparmorAny', when: 'annotations', byDefault: true, reason: ANNOTATIONS },
  { scanner: 'kubesec', check: 'SeccompAny', when: 'annotations', byDefault: true, reason: ANNOTATIONS },
  { scanner: 'kics', check: 'Missing AppArmor Profile', when: 'annotations', byDefault: true, reason: ANNOTATIONS },
  {
    scanner: 'kics', check: 'Ensure Administrative Boundaries Between Resources', when: 'always', byDefault: true,
    reason: 'it tells (INFO) of every object that has a namespace; without one, five other checks fail',
  },
  {
    scanner: 'kics', check: 'StatefulSet Requests Storage', when: 'always', byDefault: true,
    reason: 'it forbids (LOW) what a claim template cannot be without',
  },
  {
    scanner: 'kics', check: 'Volume Mount With OS Directory Write Permissions', when: 'always', byDefault: true, premise: isStorageOfThePod,
    reason: 'it takes `/var` in a container for that of the node; what the program writes there is the pod\'s own, an emptyDir or a claim. At `/data` it is silent',
  },
  {
    scanner: 'kics', check: 'Shared Service Account', when: 'always', byDefault: true, premise: everyAccountIsOfOneWorkload,
    reason: 'it compares names alone: accounts of one name in two namespaces are two; in one namespace each workload has its own',
  },
  {
    scanner: 'trivy', check: 'KSV-0125', when: 'always', byDefault: true,
    reason: 'it knows the registries of three clouds and takes every other for a stranger; which registries are trusted is for you to say',
  },
  ...['KSV-0032', 'KSV-0033', 'KSV-0035'].map((check): Conflict => ({
    scanner: 'trivy', check, when: 'always', byDefault: false, reason: 'deprecated: each of the three wants all images to be in the registry of another cloud',
  })),
];

/** The table of the README. */
export const conflictsTable = (): string => [
  '| scanner | check | why it stays |',
  '|---|---|---|',
  ...conflicts.map(({ scanner, check, reason }) => `| ${scanner} | \`${check}\` | ${reason} |`),
].join('\n');
