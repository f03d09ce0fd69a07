import { constructFromEvents, parseEvents } from 'js-yaml';
import { readEvents } from '../../src/manifest/events';
import { kubernetesSchema } from '../../src/manifest/yaml-schema';
import recorded from './kubernetes-yaml.json';
import { snippets } from './snippets';

const read = (text: string): unknown => constructFromEvents(readEvents(text), { source: text, schema: kubernetesSchema })[0] ?? null;

describe('readEvents', () => {
  const shallow = recorded.filter((fact) => 'json' in fact && /[[{"][^\]}"]*\n/.test(fact.yaml));

  test('there are recorded facts about shallow lines', () => {
    expect(shallow.length).toBeGreaterThan(4);
  });

  test.each(shallow)('$yaml', ({ yaml, json }) => {
    expect(read(yaml)).toEqual(json);
  });

  test.each([
    ['a bracket at the column of its key', 'a:\n  b: [\n    x, z\n  ]\nc: 1\n', { a: { b: ['x', 'z'] }, c: 1 }],
    ['a bracket at the beginning of the line', '- {\na: 1,\nb: 2\n}\n- c\n', [{ a: 1, b: 2 }, 'c']],
    ['a double-quoted text that goes on at the column of its key', 'b:\n- a: "x\n  y\\\n  z"\n', { b: [{ a: 'x yz' }] }],
    ['a single-quoted text that goes on there', "b:\n- c: '1\n\n  2'\n", { b: [{ c: '1\n2' }] }],
    ['a plain text in brackets', 'a:\n  b: [x\n  y, z]\n', { a: { b: ['x y', 'z'] } }],
    ['a comment before the bracket', 'a:\n  b: [x, # one ]\n  # two\n  ]\n', { a: { b: ['x'] } }],
    ['carriage returns', 'a:\r\n  b: [\r\n  x\r\n  ]\r\n', { a: { b: ['x'] } }],
  ])('%s', (_, text, value) => {
    expect(() => parseEvents(text, {})).toThrow('deficient indentation');
    expect(read(text)).toEqual(value);
  });

  test('offsets are those of the text', () => {
    const text = 'a: [\n  "x"\n]\nb: |\n  c\n';
    const scalars = readEvents(text).flatMap((event) => ('valueStart' in event ? [text.slice(event.valueStart, event.valueEnd)] : []));
    expect(scalars).toEqual(['a', 'x', 'b', '  c\n']);
  });

  test.each(Object.entries(snippets))('"%s" has the events of js-yaml where that reads it', (_, text) => {
    const events = readEvents(text);
    try {
      expect(events).toEqual(parseEvents(text, {}));
    } catch (error) {
      expect(String(error)).toMatch('deficient indentation');
    }
  });

  test('other errors stay, with their offset in the text', () => {
    expect(() => readEvents('a: [\n]\nb: c: d\n')).toThrow(expect.objectContaining({ mark: expect.objectContaining({ position: 11 }) }));
  });
});
