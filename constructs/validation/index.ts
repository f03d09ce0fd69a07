import { existsSync, readFileSync } from 'node:fs';
import { Checker } from '../../src/check/checker';
import { ledgerFile, parseLedger } from '../../src/check/exceptions/ledger';
import { configure, type Parameters } from '../../src/check/parameters';
import { type Profile, profiles } from '../../src/check/profiles';
import type { Finding, NotEvaluated, Report } from '../../src/check/report';
import { type Severity, severities } from '../../src/controls/control';
import { catalogue } from '../../src/controls/index';
import { CasemateError } from '../../src/error';
import type { Minor } from '../../src/manifest/object';
import { parseManifests } from '../../src/manifest/parse';
import { readText } from '../../src/manifest/read-text';
import { minors } from '../../src/platform';

/** `properties` of the plug-in in cdk8s.yaml. */
export interface CasemateValidationProps {
  /** @default 'hardened' */
  readonly profile?: Profile;
  /** The minor of the cluster. @default '1.37' */
  readonly kubernetes?: Minor;
  /** The lowest severity that fails synth; what is below is shown all the same. @default 'high' */
  readonly failOn?: Severity;
  /** What controls with parameters are told, as in `casemate.config`. @default nothing */
  readonly parameters?: Parameters;
  /** The ledger of exceptions; `''` for none. @default 'exceptions.lock.json', where there is one */
  readonly exceptions?: string;
}

/** What the plug-in needs of the context that cdk8s-cli hands it (`ValidationContext` of `cdk8s-cli/plugins`). */
export interface CasemateValidationContext {
  /** The manifests that were written. */
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: CasemateViolation): void;
    submit(status: 'success' | 'failure', metadata?: Readonly<Record<string, string>>): void;
  };
}

/** An object that violates a control. */
export interface CasemateViolatingResource {
  readonly resourceName: string;
  readonly locations: readonly string[];
  readonly manifestPath: string;
}

/** One control that does not hold, and where. */
export interface CasemateViolation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly CasemateViolatingResource[];
}

/**
 * The verdict of `casemate check` in `cdk8s synth`, with the construct that each finding comes from. In cdk8s.yaml:
 *
 * ```yaml
 * validations:
 *   - package: ./node_modules/casemate/lib/constructs/validation
 *     version: 0.1.0
 *     class: CasemateValidation
 *     properties:
 *       kubernetes: '1.37'
 * ```
 *
 * The path is what makes cdk8s-cli take the package that the lock file pins; by name it would install another, from the network.
 */
export class CasemateValidation {
  readonly #props: Required<CasemateValidationProps>;

  public constructor(props: CasemateValidationProps = {}) {
    this.#props = {
      profile: oneOf('profile', props.profile ?? 'hardened', profiles),
      kubernetes: oneOf<Minor>('kubernetes', props.kubernetes ?? '1.37', minors),
      failOn: oneOf('failOn', props.failOn ?? 'high', severities),
      parameters: props.parameters ?? {},
      exceptions: props.exceptions ?? (existsSync(ledgerFile) ? ledgerFile : ''),
    };
    const unknown = Object.keys(props).find((name) => !(name in this.#props));
    if (unknown !== undefined) throw refused(unknown, 'is not a property of CasemateValidation', `The properties are ${Object.keys(this.#props).join(', ')}.`);
    configure([], this.#props.parameters, catalogue);
  }

  /** Judges the manifests, and submits the report once. */
  public async validate({ manifests, report }: CasemateValidationContext): Promise<void> {
    const { profile, kubernetes, failOn, parameters, exceptions: ledger } = this.#props;
    const exceptions = ledger === '' ? [] : parseLedger(readText(ledger), ledger, catalogue);
    const checker = new Checker({ profile, kubernetes, parameters, exceptions });
    for (const file of [...manifests].sort()) {
      const { manifests: objects, problems } = parseManifests(readFileSync(file, 'utf8'), file);
      for (const manifest of objects) checker.add({ object: manifest.object, file, locate: (path) => manifest.locate(path) });
      checker.addNotEvaluated(...problems);
    }
    const result = checker.report();
    const controls = new Map(checker.options.controls.map((control) => [control.id, control]));
    for (const [id, findings] of groupBy(result.findings, ({ control }) => control)) {
      const control = controls.get(id);
      report.addViolation({
        ruleName: `${id} (${findings[0]?.severity ?? ''})`,
        recommendation: control === undefined ? id : `${control.title}. ${control.rationale}`,
        fix: `${control?.remediation ?? ''} See \`casemate explain ${id}\`.`,
        violatingResources: findings.map(resourceOf),
      });
    }
    for (const [code, items] of groupBy(result.notEvaluated, (item) => item.code)) report.addViolation(violationOf(code, items));
    for (const [code, items] of groupBy(result.exceptionProblems ?? [], (item) => item.code)) report.addViolation(violationOf(code, items, 'exception'));
    report.submit(hasFailed(result, failOn) ? 'failure' : 'success', {
      profile, kubernetes, failOn,
      objects: String(result.summary.objects),
      findings: String(result.summary.findings),
      notEvaluated: String(result.notEvaluated.length),
    });
  }
}

/** What could not be judged has not passed. */
const hasFailed = ({ findings, notEvaluated, exceptionProblems = [] }: Report, failOn: Severity): boolean =>
  notEvaluated.length > 0 || exceptionProblems.length > 0 || findings.some(({ severity }) => severities.indexOf(severity) <= severities.indexOf(failOn));

/** cdk8s-cli finds the construct by this name alone, so it must be bare; kind and namespace go with the place. */
function resourceOf({ object, field, file, line, column, message }: Finding): CasemateViolatingResource {
  const place = `${object.kind} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}`;
  return {
    resourceName: object.name,
    locations: [`${place} ${field} (${file ?? ''}:${line ?? 1}:${column ?? 1}): ${message}`],
    manifestPath: file ?? '',
  };
}

function violationOf(code: string, items: readonly NotEvaluated[], what: 'not evaluated' | 'exception' = 'not evaluated'): CasemateViolation {
  return {
    ruleName: `${code} (${what})`,
    recommendation: what === 'exception' ? 'An exception that is over, void or not used accepts nothing.' : 'What cannot be judged counts as not passed.',
    fix: [...new Set(items.map(({ repair }) => repair))].join(' '),
    violatingResources: items.map(({ object, field, file, line, column, message }) => ({
      resourceName: object?.name ?? '',
      locations: [`${object?.kind ?? 'document'} ${field ?? ''} (${file ?? ''}:${line ?? 1}:${column ?? 1}): ${message}`],
      manifestPath: file ?? '',
    })),
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function oneOf<T extends string>(property: string, value: T, known: readonly T[]): T {
  // YAML reads an unquoted 1.30 as the number 1.3.
  if (known.includes(value)) return value;
  throw refused(property, `is ${JSON.stringify(value)}`, `Write one of ${known.map((item) => `'${item}'`).join(', ')}, in quotes.`);
}

function refused(property: string, message: string, repair: string): CasemateError {
  const field = `properties.${property}`;
  const place = { file: 'cdk8s.yaml', field };
  return new CasemateError({ code: 'CM5070', message: `cdk8s.yaml: ${field} ${message}. ${repair}`, place, repair });
}
