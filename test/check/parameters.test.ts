import { Checker } from '../../src/check/checker';
import type { Parameters } from '../../src/check/parameters';
import { catalogue, controls } from '../../src/controls/index';
import { CasemateError } from '../../src/error';
import { check } from '../../src/index';

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ name: 'a', image: 'evil.example.com/a:1' }] } };
const ID = 'admission-registry-allowlist';
const told = { [ID]: { registries: ['registry.example.com'] } };
const findingsWith = (parameters?: Parameters) => check([pod], parameters && { parameters }).findings.filter(({ control }) => control === ID);

test('a control that was told something is judged, and says what it wants', () => {
  expect(findingsWith(told)).toEqual([expect.objectContaining({ field: 'spec.containers[0].image', severity: 'high', expected: 'an image from registry.example.com' })]);
});

test('one that was told nothing is not judged, and is not among those that passed', () => {
  expect(findingsWith()).toEqual([]);
  expect(catalogue.map(({ id }) => id)).toContain(ID);
  expect(new Checker().controls.map(({ id }) => id)).not.toContain(ID);
  expect(new Checker({ parameters: told }).controls.map(({ id }) => id)).toContain(ID);
});

test('values for a control that is not selected are no mistake', () => {
  expect(check([pod], { controls: [controls.imageDigest], parameters: told }).findings.map(({ control }) => control)).toEqual(['image-digest']);
});

test.each<readonly [string, Parameters, string, string]>([
  ['a control that there is not', { 'admission-registry-allowlst': {} }, 'parameters.admission-registry-allowlst', 'Did you mean "admission-registry-allowlist"?'],
  ['a control without parameters', { 'image-digest': {} }, 'parameters.image-digest', 'There are'],
  ['a name from nowhere', { constructor: {} }, 'parameters.constructor', 'There are'],
  ['a parameter that there is not', { [ID]: { registris: ['a.example.com'] } }, `parameters.${ID}.registris`, 'Did you mean "registries"?'],
  ['no values', { [ID]: {} }, `parameters.${ID}.registries`, 'leave the control without'],
  ['an empty list', { [ID]: { registries: [] } }, `parameters.${ID}.registries`, 'leave the control without'],
  ['a folder without its host', { [ID]: { registries: ['a.example.com', 'bitnami'] } }, `parameters.${ID}.registries[1]`, 'a host, with a path or without'],
  ['an address', { [ID]: { registries: ['https://a.example.com'] } }, `parameters.${ID}.registries[0]`, 'a host'],
  ['a quote', { [ID]: { registries: ["a.example.com/'"] } }, `parameters.${ID}.registries[0]`, 'a host'],
])('%s is an error', (_, parameters, field, repair) => {
  const error = thrownBy(() => check([pod], { parameters }));
  expect(error).toMatchObject({ code: 'CM4202', place: { field }, repair: expect.stringContaining(repair) });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (error instanceof CasemateError) return error;
  }
  throw new Error('nothing was thrown');
}
