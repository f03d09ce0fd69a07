import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { AnyControl } from '../../src/controls/any-control';
import { type Control, severities } from '../../src/controls/control';
import { objectControls, catalogue, controls } from '../../src/controls/index';
import { expressionAt, rangesOf } from '../../src/controls/select';
import { generateGuardrails } from '../../src/guardrails/generate';
import { guardableKinds } from '../../src/guardrails/match';
import type { KubernetesObject, Minor } from '../../src/manifest/object';
import { latestMinor, minorNumber } from '../../src/platform';
import { controlPage } from '../../src/report/page';
import { formatSarif } from '../../src/report/sarif';
import { check } from '../../src/check/check';
import { root, sourcesIn, textOf } from '../support/sources';

const AREAS = [
  'pod', 'serviceaccount', 'rbac', 'network', 'namespace', 'admission', 'image', 'secret', 'apiserver', 'controlplane', 'kubelet', 'kubeproxy', 'etcd',
  'encryption', 'audit', 'node', 'cloud', 'registry', 'pipeline', 'runtime', 'manifest',
];

/** A capital letter, or a name that Kubernetes writes without one: `cluster-admin`, `nodes/proxy`. */
const BEGINNING = /^([A-Z/]|[a-z]+[-/])/;

const controlFiles = sourcesIn('src/controls').filter((file) => dirname(file) !== 'src/controls');
const byId = new Map<string, AnyControl>(catalogue.map((control) => [control.id, control]));
/** The controls of a list that something is wrong with. */
const idsWhere = <T extends AnyControl>(list: readonly T[], isWrong: (control: T) => boolean): readonly string[] => list.filter(isWrong).map(({ id }) => id);

describe('the catalogue', () => {
  test('has one file for each control, named by its id in the folder of its area', () => {
    const expected = catalogue.map(({ id }) => `src/controls/${id.slice(0, id.indexOf('-'))}/${id}.ts`);
    expect(controlFiles).toEqual([...expected].sort());
    expect([...new Set(controlFiles.map((file) => basename(dirname(file))))].filter((area) => !AREAS.includes(area))).toEqual([]);
  });

  test('has one test for each control, which uses the harness', () => {
    const tests = controlFiles.map((file) => file.replace(/^src/, 'test').replace(/\.ts$/, '.test.ts'));
    expect(tests.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(sourcesIn('test/controls').filter((file) => /^test\/controls\/[^/]+\//.test(file) && !tests.includes(file))).toEqual([]);
    expect(tests.filter((file) => existsSync(join(root, file)) && !/^test(Graph|Manifest)?Control\(\w+, /m.test(textOf(file)))).toEqual([]);
  });

  test('names each control once, in camel case', () => {
    expect(byId.size).toBe(catalogue.length);
    const camelCase = (id: string): string => id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    expect(Object.entries(controls).map(([name, { id }]) => [name, id])).toEqual(catalogue.map(({ id }) => [camelCase(id), id]));
    expect(idsWhere(catalogue, ({ id }) => !/^[a-z]+(-[a-z0-9]+)+$/.test(id))).toEqual([]);
  });

  test('has texts that read alike', () => {
    const isTitle = (text: string): boolean => BEGINNING.test(text) && /[^.\s]$/.test(text) && text.length <= 90;
    const isSentence = (text: string): boolean => BEGINNING.test(text) && /[^.\s]\.$/.test(text) && !/\s{2}/.test(text);
    expect(idsWhere(catalogue, ({ title }) => !isTitle(title))).toEqual([]);
    expect(idsWhere(catalogue, ({ rationale }) => !isSentence(rationale))).toEqual([]);
    expect(idsWhere(catalogue, ({ remediation }) => !isSentence(remediation))).toEqual([]);
    // It completes "must be …".
    expect(idsWhere(objectControls, ({ expected }) => expected === '' || /\.$|^(must|be)\b/.test(expected))).toEqual([]);
    expect(new Set(catalogue.map(({ title }) => title)).size).toBe(catalogue.length);
    expect(idsWhere(catalogue, ({ severity }) => !severities.includes(severity))).toEqual([]);
  });

  test('refers to standards, each reference once', () => {
    const unique = (references: AnyControl['references']): number => new Set(references.map((reference) => JSON.stringify(reference))).size;
    expect(idsWhere(catalogue, ({ references }) => references.length === 0 || unique(references) < references.length)).toEqual([]);
  });

  test('has revisions in the order of the minors, each with another meaning', () => {
    const minors = (control: Control): readonly Minor[] => Object.keys(control.revisions) as Minor[];
    const increases = (numbers: readonly number[]): boolean => numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? number));
    expect(idsWhere(objectControls, (control) => !increases(minors(control).map(minorNumber)))).toEqual([]);
    expect(idsWhere(objectControls, (control) => minors(control).length === 0 || minors(control).some((minor) => minorNumber(minor) > minorNumber(latestMinor)))).toEqual([]);
    const texts = (control: Control): readonly string[] => minors(control).map((minor) => JSON.stringify(control.revisions[minor]));
    expect(idsWhere(objectControls, (control) => texts(control).some((text, index) => text === texts(control)[index - 1]))).toEqual([]);
  });

  test('has an expression for every range of a control', () => {
    const isRead = (control: Control, range: ReturnType<typeof rangesOf>[number]): boolean =>
      (Object.keys(control.revisions) as Minor[]).some((minor) => expressionAt(control, minor, range) !== undefined);
    expect(idsWhere(objectControls, (control) => !rangesOf(control).every((range) => isRead(control, range)))).toEqual([]);
  });

  test('overrides only what is there, and is not weaker', () => {
    expect(idsWhere(objectControls, ({ overrides }) => overrides !== undefined && !byId.has(overrides))).toEqual([]);
    expect(idsWhere(objectControls, ({ id, overrides }) => overrides === id)).toEqual([]);
    const rank = ({ severity }: AnyControl): number => severities.indexOf(severity);
    expect(idsWhere(objectControls, (control) => rank(byId.get(control.overrides ?? '') ?? control) < rank(control))).toEqual([]);
  });
});

describe('what is derived from a control', () => {
  // Words that stand nowhere else: whoever shows them has them from this very object.
  const marked: readonly Control[] = objectControls.map((control, index) => ({
    ...control,
    title: `Title ${index}`,
    rationale: `Rationale ${index}.`,
    remediation: `Remediation ${index}.`,
    severity: severities[index % severities.length] ?? 'info',
  }));

  test('its page says what the object says', () => {
    for (const control of marked) {
      const { id, title, rationale, remediation, facts, revisions } = controlPage(control);
      expect({ id, title, rationale, remediation }).toEqual(pick(control));
      expect(facts).toContainEqual({ label: 'Severity', text: control.severity });
      expect(new Set(revisions.map(({ since }) => since))).toEqual(new Set(Object.keys(control.revisions)));
    }
  });

  test('its SARIF rule says what the object says', () => {
    const { runs } = JSON.parse(formatSarif(check([]), marked, { version: '0' })) as { runs: [{ tool: { driver: { rules: SarifRule[] } } }] };
    const rules = runs[0].tool.driver.rules;
    expect(rules.map((rule) => [rule.id, rule.shortDescription.text, rule.fullDescription.text])).toEqual(
      marked.map(({ id, title, rationale }) => [id, title, rationale]),
    );
    for (const [index, rule] of rules.entries()) expect(rule.help.text).toContain(marked[index]?.remediation);
  });

  test('its guardrail says what the object says, in the CEL of the object', () => {
    const guarded = marked.filter((control) => guardableKinds(control).length > 0);
    const policies = generateGuardrails(marked).filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
    // The API server shows its own configuration to no policy.
    expect(marked.filter((control) => !guarded.includes(control)).map(({ id }) => id.split('-')[0])).toEqual(['admission']);
    expect(policies).toHaveLength(guarded.length);
    for (const [index, policy] of policies.entries()) {
      const control = guarded[index] as Control;
      const text = JSON.stringify(policy);
      for (const word of [control.id, control.title, control.rationale, control.remediation]) expect(text).toContain(JSON.stringify(word).slice(1, -1));
      for (const expression of latestExpressions(control)) expect(plain(expressionsOf(policy))).toContain(plain(expression));
    }
  });
});

interface SarifRule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string };
}

const pick = ({ id, title, rationale, remediation }: Control): object => ({ id, title, rationale, remediation });

/** What the latest revision says, a text for each range. */
function latestExpressions(control: Control): readonly string[] {
  const minor = Object.keys(control.revisions).at(-1) as Minor;
  return rangesOf(control).flatMap((range) => expressionAt(control, minor, range) ?? []);
}

const expressionsOf = (policy: KubernetesObject): string =>
  (policy['spec'] as { validations: { expression: string }[] }).validations.map(({ expression }) => expression).join('\n');

/** Space between tokens means nothing in CEL. */
const plain = (expression: string): string => expression.replace(/\s+/g, ' ').trim();

test('check, harden, guardrails and report name no control', () => {
  const ids = new RegExp(`['"\`](${[...byId.keys()].join('|')})['"\`]|\\b(${Object.keys(controls).filter(isNoField).join('|')})\\b`);
  const named = sourcesIn('src/check', 'src/harden', 'src/guardrails', 'src/report', 'src/cel', 'src/manifest').filter((file) => ids.test(withoutComments(file)));
  expect(named).toEqual([]);
});

/** The name of one control is that of a field, too. */
const isNoField = (name: string): boolean => name !== 'imagePullPolicy';

const withoutComments = (file: string): string => textOf(file).replace(/\/\*\*[\s\S]*?\*\//g, '');
