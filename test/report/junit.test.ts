import { catalogue } from '../../src/controls/index';
import { formatJunit } from '../../src/report/junit';
import { junitViolations } from '../support/report-schemas';
import { parseXml, type XmlElement } from '../support/xml';
import { hostileNames, hostileReport } from './hostile';
import { emptyReport, reportOf, sampleText, withException } from './sample';

const report = reportOf(sampleText);
const accepted = withException(report);
const read = (value = report): XmlElement => parseXml(formatJunit(value, catalogue));
const casesOf = (document: XmlElement): XmlElement[] => document.children.flatMap(({ children }) => [...children]);
const withResult = (document: XmlElement, name: string): XmlElement[] => casesOf(document).filter(({ children }) => children[0]?.name === name);

describe('formatJunit', () => {
  test.each([['findings', report], ['nothing', emptyReport], ['an exception', accepted], ['hostile names', hostileReport()]])(
    'a report of %s is valid', (_, value) => expect(junitViolations(formatJunit(value, catalogue))).toEqual([]),
  );

  test('a failed case for each control and object, with all of its findings', () => {
    const failed = withResult(read(), 'failure');
    const pairs = new Set(report.findings.map(({ control, object }) => `${control} ${object.kind} ${object.namespace}/${object.name}`));
    expect(new Set(failed.map(({ attributes: { name, classname } }) => `${name} ${classname}`))).toEqual(pairs);
    expect(failed).toHaveLength(pairs.size);
    for (const { message, line, column } of report.findings) {
      expect(failed.some(({ children: [failure] }) => failure?.text.includes(`web.yaml:${line}:${column}  ${message}`))).toBe(true);
    }
  });

  test('accepted findings are skipped', () => {
    const [skipped, ...others] = withResult(read(accepted), 'skipped');
    expect(others).toEqual([]);
    expect(skipped?.children[0]?.text).toContain('accepted by storage until 2027-06-30: the driver needs it');
  });

  test('what was not evaluated is an error', () => {
    const errors = withResult(read(), 'error');
    expect(errors.map(({ children: [error] }) => error?.attributes['type'])).toEqual(report.notEvaluated.map(({ code }) => code));
    expect(errors.length).toBeGreaterThan(0);
  });

  test('a control without findings passes, and none that has some', () => {
    const passed = new Set(casesOf(read()).filter(({ children }) => children.length === 0).map(({ attributes }) => attributes['name']));
    const failed = new Set(report.findings.map(({ control }) => control));
    expect(passed).toEqual(new Set(catalogue.map(({ id }) => id).filter((id) => !failed.has(id))));
  });

  test('counts what is there', () => {
    const document = read(accepted);
    const numbers = { tests: casesOf(document).length, failures: withResult(document, 'failure').length, errors: withResult(document, 'error').length };
    expect(document.attributes).toMatchObject(Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, String(value)])));
  });

  test('keeps the names', () => {
    const names = read(hostileReport()).children.map(({ attributes }) => attributes['name']);
    expect(names).toContain(`Pod ${hostileNames[0]}/${hostileNames[0]}`);
  });

  test('holds no value of a Secret', () => {
    expect(formatJunit(report, catalogue)).not.toContain('correct-horse');
  });
});
