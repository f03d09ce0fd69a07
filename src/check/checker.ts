import { isObjectControl, isParameterizedControl, type ReportedControl } from '../controls/any-control';
import { needs, type Severity, severities } from '../controls/control';
import { catalogue } from '../controls/index';
import { isCustomResource } from '../graph/object-set';
import { Acceptance } from './acceptance';
import { blockersOf, schemaProblemsOf, unjudgedIn } from './blockers';
import { controlsOf } from './dated';
import { Evaluator } from './evaluate';
import { opaquePaths } from './field';
import { findingOf, findingOfOwn } from './finding';
import { GraphControls } from './graph-controls';
import { ManifestControls } from './manifest-controls';
import { type CheckOptions, type ResolvedCheckOptions, resolveOptions } from './options';
import type { PolicyChecker } from './policy/policy-checker';
import { selectProfile } from './profiles';
import { type Finding, type NotEvaluated, type Report, reportSchema } from './report';
import type { Sighting } from './sightings';
import { referenceOf, type Subject } from './subject';
import { undecidedOf } from './undecided';

/** Of an object that cannot be judged as a whole nothing is repaired. */
const BLOCKED = needs('what the object is: what could not be evaluated has to be mended first');

/** What a check took down of some objects, before it looks at the whole set. Plain data, but for the way back to the files in `subjects`. */
export interface Gathered {
  readonly objects: number;
  readonly unexamined: number;
  readonly findings: readonly Finding[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly sightings: readonly Sighting[];
  /** Those that controls over the whole set read. */
  readonly subjects: readonly Subject[];
}

/** Judges objects one by one and gathers the report. Of an object nothing is kept but its findings, and what controls over the whole set read. */
export class Checker {
  readonly options: ResolvedCheckOptions;
  /** The controls and the policies whose findings are reported. */
  readonly controls: readonly ReportedControl[];
  readonly #acceptance: Acceptance;
  readonly #evaluator: Evaluator;
  readonly #manifestControls: ManifestControls;
  readonly #graphControls: GraphControls;
  readonly #policies: PolicyChecker | undefined;
  #findings: Finding[] = [];
  #notEvaluated: NotEvaluated[] = [];
  #objects = 0;
  #unexamined = 0;

  constructor(options: CheckOptions = {}) {
    this.options = resolveOptions(options);
    const selected = selectProfile(this.options.profile, controlsOf(this.options.catalogue, this.options.controls)).filter((control) => !isParameterizedControl(control));
    this.#policies = policyCheckerFor(this.options);
    const policies = this.#policies?.controls ?? [];
    this.controls = [...selected, ...policies];
    this.#acceptance = new Acceptance(this.options, selected, policies);
    const { judged } = this.#acceptance;
    this.#evaluator = new Evaluator(judged.filter(isObjectControl), this.options.kubernetes);
    this.#manifestControls = new ManifestControls(judged, this.options);
    this.#graphControls = new GraphControls(judged);
  }

  /** Judges one object. */
  add(subject: Subject): void {
    this.#objects += 1;
    const { object } = subject;
    const opaque = subject.file === undefined ? opaquePaths(object) : [];
    const schemaProblems = schemaProblemsOf(object, this.options.kubernetes, opaque);
    const blockers = blockersOf(subject, this.options.kubernetes, schemaProblems);
    for (const [control, failure] of this.#manifestControls.find(object, schemaProblems)) {
      this.#findings.push(findingOfOwn(control, blockers.length === 0 ? failure : { ...failure, fix: BLOCKED }, subject, this.options));
    }
    if (blockers.length > 0) {
      this.#notEvaluated.push(...blockers);
      this.#acceptance.see(object, false);
      return;
    }
    const { judged, failures, undecided } = this.#evaluator.evaluate(object, opaque);
    if (!judged && isCustomResource(object) && !this.#graphControls.looksAt(object)) this.#unexamined += 1;
    const reference = referenceOf(object);
    for (const failure of failures) this.#findings.push(findingOf(failure, subject, this.options, reference));
    for (const item of undecided) {
      if (this.#acceptance.reports(item.control)) this.#notEvaluated.push(undecidedOf(item, subject));
    }
    this.#acceptance.see(object, true, undecided);
    this.#graphControls.add(subject);
    this.#policies?.add(subject);
  }

  /** Whether a policy or a binding is not as the API server takes it: what is wrong with it stands in `notEvaluated`. */
  get hasBrokenPolicy(): boolean {
    return this.#policies?.isBroken ?? false;
  }

  /** Adds what could not even be read as an object. */
  addNotEvaluated(...problems: readonly NotEvaluated[]): void {
    for (const problem of problems) this.#notEvaluated.push(problem);
  }

  /** Hands over what was gathered so far, and forgets it: for a check whose objects are judged in several places. */
  take(): Gathered {
    const [objects, unexamined, findings, notEvaluated] = [this.#objects, this.#unexamined, this.#findings, this.#notEvaluated];
    [this.#objects, this.#unexamined, this.#findings, this.#notEvaluated] = [0, 0, [], []];
    return { objects, unexamined, findings, notEvaluated, sightings: this.#acceptance.sightings.take(), subjects: this.#graphControls.take() };
  }

  /** Takes in what another check with the same options gathered. */
  join({ objects, unexamined, findings, notEvaluated, sightings, subjects }: Gathered): void {
    this.#objects += objects;
    this.#unexamined += unexamined;
    for (const finding of findings) this.#findings.push(finding);
    for (const item of notEvaluated) this.#notEvaluated.push(item);
    for (const sighting of sightings) this.#acceptance.sightings.add(sighting);
    for (const subject of subjects) this.#graphControls.add(subject);
  }

  /** What was found so far, sorted by file and place. */
  report(): Report {
    const policies = this.#policies?.report();
    const graph = this.#graphControls.report(this.options, unjudgedIn(this.#notEvaluated));
    const open = graph.undecided.filter(({ control }) => this.#acceptance.reports(control)).map(({ item }) => item);
    for (const { control, object } of graph.undecided) this.#acceptance.see(object, true, [{ control }]);
    for (const { object, looked, undecided } of policies?.judged ?? []) this.#acceptance.seePolicies(object, looked, undecided);
    const all = [...this.#findings, ...graph.findings, ...(policies?.findings ?? [])].sort(byPlace);
    const { findings, ...verdicts } = this.#acceptance.settle(all);
    return {
      schema: reportSchema,
      findings,
      notEvaluated: [...this.#notEvaluated, ...open, ...(policies?.notEvaluated ?? [])].sort(byPlace),
      ...verdicts,
      ...this.#catalogue(),
      summary: {
        objects: this.#objects,
        ...(this.#unexamined === 0 ? {} : { unexamined: this.#unexamined }),
        findings: findings.length,
        ...count(findings),
      },
    };
  }

  #catalogue(): Pick<Report, 'catalogue'> {
    const { catalogue: date, controls, profile } = this.options;
    if (date === undefined) return {};
    const dated = new Set(controlsOf(date, controls));
    return { catalogue: { date, newerControls: selectProfile(profile, controls).filter((control) => !dated.has(control)).length } };
  }
}

/** CEL as policies in the wild use it is loaded for them alone. */
function policyCheckerFor({ policies, kubernetes, controls }: ResolvedCheckOptions): PolicyChecker | undefined {
  if (policies.length === 0) return undefined;
  const { PolicyChecker: Policies } = require('./policy/policy-checker') as typeof import('./policy/policy-checker');
  return new Policies(policies, kubernetes, new Set([...controls, ...catalogue].map(({ id }) => id)));
}

function count(findings: readonly Finding[]): Pick<Report['summary'], 'bySeverity' | 'byControl'> {
  const bySeverity = Object.fromEntries(severities.map((severity) => [severity, 0])) as Record<Severity, number>;
  const byControl = new Map<string, number>();
  for (const { severity, control } of findings) {
    bySeverity[severity] += 1;
    byControl.set(control, (byControl.get(control) ?? 0) + 1);
  }
  return { bySeverity, byControl: Object.fromEntries([...byControl].sort(([a], [b]) => compare(a, b))) };
}

function byPlace(a: Finding | NotEvaluated, b: Finding | NotEvaluated): number {
  return compare(a.file ?? '', b.file ?? '')
    || (a.line ?? 0) - (b.line ?? 0)
    || (a.column ?? 0) - (b.column ?? 0)
    || compare(a.object?.namespace ?? '', b.object?.namespace ?? '')
    || compare(a.object?.kind ?? '', b.object?.kind ?? '')
    || compare(a.object?.name ?? '', b.object?.name ?? '')
    || compare(a.field ?? '', b.field ?? '')
    || compare('control' in a ? a.control : a.code, 'control' in b ? b.control : b.code);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
