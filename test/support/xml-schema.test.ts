import { junitViolations } from './report-schemas';
import { parseXml } from './xml';

describe('parseXml', () => {
  test('reads what it understands', () => {
    const document = parseXml('<?xml version="1.0"?>\n<!-- c -->\n<a b="1 &lt; 2"><c/>text &amp; more</a>\n');
    expect(document).toEqual({ name: 'a', attributes: { b: '1 < 2' }, text: 'text & more', children: [{ name: 'c', attributes: {}, text: '', children: [] }] });
  });

  test.each(['<a>', '<a></b>', '</a>', '<a/><b/>', '<a b="1" b="2"/>', '<a>&</a>', '<a>&nbsp;</a>', '<a b="<"/>', '<a>\u0000</a>', '<a>\ud800</a>', 'text', '<a b=1/>'])(
    'refuses %j', (text) => expect(() => parseXml(text)).toThrow(),
  );
});

describe('xmlViolations', () => {
  test.each([
    ['<testsuites/>', 0],
    ['<testsuites><testsuite name="a" tests="1"><testcase name="b"><failure message="c">d</failure></testcase></testsuite></testsuites>', 0],
    ['<testsuites><testsuite name="a"/></testsuites>', 1],
    ['<testsuites><testsuite name="a" tests="1" colour="b"/></testsuites>', 1],
    ['<testsuites><testsuite name="a" tests="1"><testcase name="b"><failure/><skipped/></testcase></testsuite></testsuites>', 1],
    ['<testsuites><testsuite name="a" tests="1"><testcase name="b"><skipped message="c"/></testcase></testsuite></testsuites>', 1],
    ['<testsuites>text</testsuites>', 1],
    ['<tests/>', 1],
  ])('%s breaks the schema %d times', (text, count) => {
    expect(junitViolations(text)).toHaveLength(count);
  });
});
