import { CasemateError, formatError, formatPlace } from '../src/error';

describe('formatError', () => {
  test('writes code, place, message, field and repair', () => {
    const error = new CasemateError({
      code: 'CM1002',
      message: 'the key "name" is there twice',
      place: { file: 'deploy.yaml', line: 7, column: 3, field: 'metadata.name' },
      repair: 'Remove one of the two.',
    });
    expect(formatError(error)).toBe(
      'CM1002 deploy.yaml:7:3 the key "name" is there twice\n  field   metadata.name\n  repair  Remove one of the two.',
    );
    expect(String(error)).toBe(formatError(error));
  });

  test('leaves out what is not known', () => {
    expect(formatError({ code: 'CM1', message: 'm', repair: 'R.' })).toBe('CM1 m\n  repair  R.');
  });

  test('lets no control character of a file name or message through', () => {
    const text = formatError({ code: 'CM1', message: 'a\u001b[31mb\nc', place: { file: 'x\u202ey\r', line: 1 }, repair: 'R.' });
    expect(text).toBe('CM1 x\\u{202e}y\\u{d}:1 a\\u{1b}[31mb\\u{a}c\n  repair  R.');
  });

  test('keeps the cause', () => {
    const cause = new Error('disk');
    expect(new CasemateError({ code: 'CM1', message: 'm', repair: 'R.' }, { cause }).cause).toBe(cause);
  });
});

describe('formatPlace', () => {
  test.each([
    [{}, ''],
    [{ file: 'a' }, 'a'],
    [{ file: 'a', line: 2 }, 'a:2'],
    [{ file: 'a', line: 2, column: 3 }, 'a:2:3'],
    [{ line: 2, column: 3 }, 'line 2:3'],
  ])('%j', (place, expected) => {
    expect(formatPlace(place)).toBe(expected);
  });
});
