import { expect, test } from 'vitest';
import { decideVerdict } from '../judge/gate.ts';
import { variantsMeasurement } from '../judge/variants.fixture.ts';
import { exitCodeOfRun } from './exit-code-of-run.ts';

const q4 = { id: 'q4', fixedMs: 30, perPromptMs: 10, tokenMs: 60, meanKl: 0.1 };
const verdict = decideVerdict({
  devices: [{ id: 'phone', name: 'iPhone' }],
  purpose: 'variants',
  comparisons: [],
  required: [],
  caveats: [],
});

test('variants that were measured exit 0, though they have no verdict', () => {
  expect(exitCodeOfRun({ verdict, measurement: variantsMeasurement([q4], null) })).toBe(0);
});

test('variants of which none gave a value exit 4', () => {
  const measurement = { ...variantsMeasurement([q4], null), launches: [], summaries: [] };
  expect(exitCodeOfRun({ verdict, measurement })).toBe(4);
});

test('a run of two builds exits by its verdict', () => {
  const measurement = variantsMeasurement([q4], null);
  const { kind: _kind, ...manifest } = measurement.manifest;
  expect(exitCodeOfRun({ verdict, measurement: { ...measurement, manifest } })).toBe(3);
});
