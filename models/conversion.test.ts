import { expect, test } from 'vitest';
import { type ConvertedTensor, conversionPath, coverageChecks } from './conversion.ts';

const converted = (name: string, sourceBytes: number): ConvertedTensor => ({
  name,
  from: 'Q4_0',
  to: 'int4 per 32, scale fp16',
  dims: [32, 1],
  sourceBytes,
  targetBytes: 18,
  exact: true,
  comparedWeights: 32,
  maxAbsError: 0,
  relativeRmsError: 0,
  note: null,
});

const source = [
  { name: 'a', bytes: 18 },
  { name: 'b', bytes: 36 },
];
const outcomes = (used: ConvertedTensor[]): string[] =>
  coverageChecks(source, used).map(({ outcome }) => outcome);

test('all tensors once, with all their bytes, pass', () => {
  expect(outcomes([converted('a', 18), converted('b', 36)])).toEqual(['passed', 'passed']);
});

test.each([
  ['a stub', []],
  ['a tensor left out', [converted('a', 18)]],
  ['a tensor used twice in place of another', [converted('a', 18), converted('a', 36)]],
  ['a tensor that the source does not have', [converted('a', 18), converted('b', 36), converted('c', 0)]],
])('%s fails', (_, used) => {
  expect(outcomes(used)).toContain('failed');
});

test('bytes that do not add up fail', () => {
  expect(outcomes([converted('a', 18), converted('b', 18)])).toEqual(['passed', 'failed']);
});

test('two targets in one folder keep two reports', () => {
  expect(conversionPath('models/phi3.mlpackage')).toBe('models/phi3.mlpackage.conversion.json');
  expect(conversionPath('models/phi3.onnx')).toBe('models/phi3.onnx.conversion.json');
});
