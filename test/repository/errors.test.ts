import { codeSites, errorsPage, problemsOfCodes } from '../../scripts/generate/error-list';
import { errorCodes, retiredCodes } from '../../src/error-codes';
import { root, textOf } from '../support/sources';

const page = 'docs/errors.md';
const documented = textOf(page).match(/(?<=^\| `)CM\d{4}/gm) ?? [];
const sites = codeSites(root);

test('every code has one meaning and one layer, and none that users know is gone', () => {
  expect(sites.length).toBeGreaterThan(90);
  expect(problemsOfCodes({ errorCodes, retiredCodes, sites, documented })).toEqual([]);
});

test('the page lists them all', () => {
  expect(textOf(page)).toBe(errorsPage({ errorCodes, retiredCodes, sites }));
  expect(documented).toEqual([...Object.keys(errorCodes).sort(), ...Object.keys(retiredCodes).sort()]);
});

test('a meaning is one sentence, and no two codes have the same', () => {
  const meanings = Object.values({ ...errorCodes, ...retiredCodes });
  expect(meanings.filter((meaning) => !/^[A-Za-z][^|\n]+\.$/.test(meaning))).toEqual([]);
  expect(new Set(meanings).size).toBe(meanings.length);
});

describe('a mistake with a code is found:', () => {
  const site = (code: string, line = 1): { code: string; file: string; line: number } => ({ code, file: 'src/a.ts', line });

  test.each([
    ['without a meaning', { sites: [site('CM1001'), site('CM1002')] }, 'src/a.ts:1: CM1002 has no meaning yet. Add a line to src/error-codes.ts.'],
    [
      'raised in two layers', { sites: [site('CM1001'), { code: 'CM1001', file: 'constructs/b.ts', line: 2 }] },
      'CM1001 is raised in several layers: src/a.ts:1, constructs/b.ts:2. Take a new number for another mistake, and import a constant for the same one.',
    ],
    ['not used', { sites: [] }, 'CM1001 is in src/error-codes.ts, but nothing raises it. Move it to retiredCodes.'],
    ['used again', { retiredCodes: { CM1003: 'Old.' }, sites: [site('CM1001'), site('CM1003')] }, 'src/a.ts:1: CM1003 is retired and means something else. Take a new number.'],
    ['in use and retired', { retiredCodes: { CM1001: 'Old.' } }, 'CM1001 is in use and retired. Take it out of retiredCodes.'],
    ['gone', { documented: ['CM1001', 'CM1009'] }, 'CM1009 is gone, and users know it. Add it to retiredCodes in src/error-codes.ts.'],
  ])('%s', (_, change, problem) => {
    const fine = { errorCodes: { CM1001: 'Wrong.' }, retiredCodes: {}, sites: [site('CM1001')], documented: ['CM1001'] };
    expect(problemsOfCodes(fine)).toEqual([]);
    expect(problemsOfCodes({ ...fine, ...change })).toEqual([problem]);
  });
});
