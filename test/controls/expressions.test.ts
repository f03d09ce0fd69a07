import { lintField, lintPaths } from '../../src/cel/paths';
import { lintExpression } from '../../src/cel/profile';
import { variables } from '../../src/cel/variables';
import { objectControls } from '../../src/controls/index';
import { ranges } from '../../src/controls/ranges';
import { scopeOf } from '../../src/controls/scope';
import { expressionAt, fieldsAt, rangesOf, workloadKinds } from '../../src/controls/select';
import type { Minor } from '../../src/manifest/object';

const texts = objectControls.flatMap((control) =>
  rangesOf(control).flatMap((range) =>
    (Object.keys(control.revisions) as Minor[]).flatMap((minor) => {
      const expression = expressionAt(control, minor, range);
      return expression === undefined ? [] : [{ control, range, minor, expression }];
    })));

test('every expression stays within the CEL profile', () => {
  const problems = texts.flatMap(({ control, range, minor, expression }) =>
    lintExpression(expression, scopeOf(range)).map(({ message }) => `${control.id} ${minor} ${range}: ${message}`));
  expect(problems).toEqual([]);
});

test('every expression reads fields that Kubernetes has', () => {
  const problems = texts.flatMap(({ control, range, minor, expression }) =>
    lintPaths(expression, { range, ranges, kinds: control.kinds ?? workloadKinds, minor })
      .map(({ message }) => `${control.id} ${minor} ${range}: ${message}`));
  expect(problems).toEqual([]);
});

test('every field to blame is one that Kubernetes has', () => {
  const problems = texts.filter(({ range }) => ranges[range].keysOf === undefined).flatMap(({ control, range, minor }) =>
    fieldsAt(control, range).filter((field) => field !== '').flatMap((field) =>
      lintField(field, { range, ranges, kinds: control.kinds ?? workloadKinds, minor })
        .map(({ message }) => `${control.id} ${minor} ${range}: ${message}`)));
  expect(problems).toEqual([]);
});

test('every shared variable is read by some control or by another variable', () => {
  const read = [...texts, ...variables].map(({ expression }) => expression);
  const all = [...read, ...Object.values(ranges).map(({ variable }) => `variables.${variable}`)];
  expect(variables.filter(({ name }) => !all.some((text) => text.includes(`variables.${name}`))).map(({ name }) => name)).toEqual([]);
});
