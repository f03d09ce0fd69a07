import { reportSchema } from '../check/report';
import { type AnyControl, isGraphControl, isObjectControl, isParameterizedControl, isPolicyControl, type ReportedControl } from '../controls/any-control';
import type { Control, Kind, Needs, Peers } from '../controls/control';
import { type ParameterizedControl, withExamples } from '../controls/parameterized-control';
import type { PolicyControl } from '../controls/policy-control';
import { Decision, type ProposedValue } from '../controls/proposal';
import { fieldsAt, fixAt, rangesOf, workloadKinds } from '../controls/select';
import type { RangeName } from '../controls/ranges';
import type { Reference } from '../controls/references';

/** A labelled line of a control's page. */
export interface PageFact {
  readonly label: string;
  readonly text: string;
}

/** One meaning of a control. */
export interface PageRevision {
  /** The first Kubernetes minor that it holds for. */
  readonly since: string;
  readonly range: string;
  /** CEL. */
  readonly expression: string;
}

/** All that there is to say about a control: the one source of `explain`, the documentation and the SARIF rule. */
export interface ControlPage {
  readonly id: string;
  readonly title: string;
  readonly rationale: string;
  readonly remediation: string;
  readonly facts: readonly PageFact[];
  /** Empty for controls that are not CEL. */
  readonly revisions: readonly PageRevision[];
  /** As in `PSS baseline`, `CIS 1.12 5.2.6`. */
  readonly references: readonly string[];
  /** As in `kube-linter privileged-container`. */
  readonly peers: readonly string[];
}

/** Gathers the page of a control. */
export function controlPage(control: ReportedControl): ControlPage {
  const { id, title, rationale, remediation } = control;
  return {
    id, title, rationale, remediation,
    facts: factsOf(control),
    revisions: isPolicyControl(control) ? [] : revisionsIn(control),
    references: control.references.map(referenceName),
    peers: peerNames(control.peers ?? {}),
  };
}

function revisionsIn(control: AnyControl): readonly PageRevision[] {
  const shown = isParameterizedControl(control) ? withExamples(control) : control;
  return isObjectControl(shown) ? Object.entries(shown.revisions).flatMap(([since, meaning]) => revisionsOf(shown, since, meaning)) : [];
}

/** Where the page of a control is on the web. Nothing of the kit ever opens it. */
export const controlUri = (id: string): string => new URL(`/controls/${id}`, reportSchema).href;

function factsOf(control: ReportedControl): PageFact[] {
  return [
    { label: 'Severity', text: control.severity },
    { label: 'Layer', text: `${control.layer}, ${control.component}` },
    ...(isPolicyControl(control) ? policyFacts(control) : ownFacts(control)),
  ];
}

function ownFacts(control: AnyControl): PageFact[] {
  if (isParameterizedControl(control)) return [...parameterFacts(control), ...ownFacts(withExamples(control))];
  return [
    { label: 'Objects', text: objectsOf(control) },
    ...(isObjectControl(control) ? fieldFacts(control) : [{ label: 'Judged', text: whereJudged(control) }]),
  ];
}

/** What has to be known before the rest of the page means anything: it is that of the examples. */
const parameterFacts = ({ id, parameters }: ParameterizedControl): PageFact[] => Object.entries(parameters).map(([name, { description, example }]) => (
  { label: 'Parameter', text: `${name}: ${description}. Not judged without it; shown here with parameters.${id}.${name}: [${example.join(', ')}] in the configuration` }
));

function policyFacts({ matches, validations, file }: PolicyControl): PageFact[] {
  return [
    { label: 'Objects', text: matches.join('; ') },
    ...validations.map((text) => ({ label: 'Must hold', text })),
    { label: 'Judged', text: `by a ValidatingAdmissionPolicy of your own${file === undefined ? '' : `, ${file}`}` },
  ];
}

function fieldFacts(control: Control): PageFact[] {
  return [
    ...rangesOf(control).map((range) => ({ label: 'Field', text: fieldName(control, range) })),
    { label: 'Must be', text: control.expected },
    ...repairTexts(control).map((text) => ({ label: 'Repair', text })),
    ...(control.overrides === undefined ? [] : [{ label: 'Replaces', text: control.overrides }]),
  ];
}

const whereJudged = (control: AnyControl): string =>
  isGraphControl(control) ? 'over all objects that are checked together; an API server sees one at a time' : 'in files only; an API server cannot tell';

const WORKLOADS = `everything with a pod spec: ${workloadKinds.map(({ kind }) => kind).join(', ')}, custom resources`;

function objectsOf(control: Exclude<AnyControl, ParameterizedControl>): string {
  if (isGraphControl(control)) return control.reads.map((read) => (read === 'workloads' ? WORKLOADS : typeof read === 'string' ? read : kindName(read))).join(', ');
  if (control.kinds !== undefined) return control.kinds.map(kindName).join(', ');
  return isObjectControl(control) ? WORKLOADS : 'all';
}

const kindName = ({ apiGroup, kind }: Kind): string => (apiGroup === '' ? kind : `${kind} (${apiGroup})`);

const RANGE_NAMES: Readonly<Partial<Record<RangeName, string>>> = {
  object: 'the object',
  podTemplate: 'the pod template',
  podSpec: 'the pod spec',
  nonEphemeralContainer: 'each container that is not ephemeral',
  environmentVariable: 'each environment variable',
  environmentSource: 'each source of environment variables',
  projectedSource: 'each source of a projected volume',
  projectedVolume: 'each projected volume',
  volumeMount: 'each mount of a volume',
  argument: 'each word of command and args',
};

const rangeName = (range: RangeName): string => RANGE_NAMES[range] ?? `each ${range}`;

function fieldName(control: Control, range: RangeName): string {
  const fields = fieldsAt(control, range).filter((field) => field !== '');
  return fields.length === 0 ? rangeName(range) : `${fields.join(' or ')} of ${rangeName(range)}`;
}

function repairTexts(control: Control): string[] {
  return [...new Set(rangesOf(control).map((range) => repairText(control, range)))];
}

function repairText(control: Control, range: RangeName): string {
  const fix = fixAt(control, range);
  if (typeof fix === 'function') return 'casemate fix, adapted to the object and the platform';
  if (typeof fix === 'object' && 'needs' in fix) return `by hand; not known here: ${fix.needs}${proposalText(control, range, fix)}`;
  return `casemate fix sets ${JSON.stringify(fix)}`;
}

/** A proposal that depends on the object is printed where there is one. */
function proposalText(control: Control, range: RangeName, { proposal }: Needs): string {
  if (proposal === undefined) return '';
  if (typeof proposal === 'function') return '. casemate fix prints what to write then';
  return `. To write then: ${fieldsAt(control, range)[0] || rangeName(range)}: ${valueText(proposal)}`;
}

function valueText(value: ProposedValue): string {
  if (value instanceof Decision) return value.prefix + value.mark;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function revisionsOf(control: Control, since: string, meaning: Control['revisions'][keyof Control['revisions']]): PageRevision[] {
  if (typeof meaning === 'string') return rangesOf(control).map((range) => ({ since, range: rangeName(range), expression: tidy(meaning) }));
  return Object.entries(meaning ?? {}).map(([range, expression]) => ({ since, range: rangeName(range as RangeName), expression: tidy(expression) }));
}

/** CEL is written over several lines in the files of the controls; space between tokens means nothing, but may inside a string. */
const tidy = (expression: string): string => expression.split('\n').map((line) => line.trim()).filter((line) => line !== '').join('\n');

const STANDARDS: Readonly<Record<Reference['standard'], string>> = {
  pss: 'Pod Security Standards',
  cis: 'CIS Kubernetes Benchmark',
  'cis-eks': 'CIS Amazon EKS Benchmark',
  'cis-gke': 'CIS Google GKE Benchmark',
  'cis-aks': 'CIS Azure AKS Benchmark',
  nsa: 'NSA/CISA Kubernetes Hardening Guide',
  'nist-800-190': 'NIST SP 800-190',
  'owasp-k10': 'OWASP Kubernetes Top Ten',
  attack: 'MITRE ATT&CK',
  'ms-threat-matrix': 'Microsoft Threat Matrix for Kubernetes',
  kubescape: 'Kubescape',
};

/** A reference in words, always with the edition where a standard has editions. */
function referenceName({ standard, edition, id }: Reference): string {
  return standard === 'pss' ? `${STANDARDS.pss}, ${id}` : `${STANDARDS[standard]} ${edition}, ${id}`;
}

const SCANNERS: Readonly<Record<keyof Peers, string>> = {
  kubeLinter: 'kube-linter', checkov: 'checkov', trivy: 'trivy', kubeScore: 'kube-score', polaris: 'polaris', kics: 'KICS', kubescape: 'kubescape',
  kubesec: 'kubesec', kubeaudit: 'kubeaudit',
};

function peerNames(peers: Peers): string[] {
  return (Object.entries(peers) as [keyof Peers, string | readonly string[]][]).map(([scanner, ids]) => `${SCANNERS[scanner]} ${[ids].flat().join(', ')}`);
}
