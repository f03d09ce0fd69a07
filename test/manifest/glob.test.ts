import { globBase, globPattern, isGlob } from '../../src/manifest/glob';

describe('globPattern', () => {
  test.each([
    ['*.yaml', ['a.yaml', '.yaml'], ['a.yml', 'b/a.yaml']],
    ['**/*.yaml', ['a.yaml', 'b/c/a.yaml'], ['a.json']],
    ['deploy/**', ['deploy/a', 'deploy/b/c'], ['deploy', 'other/a']],
    ['a?.yaml', ['ab.yaml'], ['a.yaml', 'abc.yaml', 'a/.yaml']],
    ['[a-c]x[!0-9].yaml', ['bxy.yaml'], ['dxy.yaml', 'bx1.yaml']],
    ['{a,b*}/x.{yaml,yml}', ['a/x.yaml', 'bcd/x.yml'], ['c/x.yaml', 'a/x.json']],
    ['a+b(1).yaml*', ['a+b(1).yaml'], ['aab1.yaml']],
  ])('%s', (glob, matching, others) => {
    expect(matching.filter((path) => !globPattern(glob).test(path))).toEqual([]);
    expect(others.filter((path) => globPattern(glob).test(path))).toEqual([]);
  });
});

test.each([['*.yaml', ''], ['a/b/*.yaml', 'a/b/'], ['/x/**/y', '/x/'], ['a/b{c,d}/e', 'a/']])('globBase(%s)', (glob, base) => {
  expect(globBase(glob)).toBe(base);
});

test('isGlob', () => {
  expect(['a.yaml', 'a/b-c.yaml', '-'].filter(isGlob)).toEqual([]);
  expect(['*', 'a?', '[a]', '{a,b}'].filter(isGlob)).toHaveLength(4);
});
