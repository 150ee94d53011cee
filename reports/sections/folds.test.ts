import { expect, test } from 'vitest';
import type { ReferenceRow } from '../report-model.ts';
import { sampleModel } from '../sample-model.fixture.ts';
import { measuresSection } from './measures.ts';
import { referenceSection } from './reference.ts';

const model = sampleModel(128);
const row = (parityPercent: number | null): ReferenceRow => ({
  ...{ device: 'a', suite: 'quick', case: 'chat', ratio: 0.12 },
  parityPercent,
});

test('a measure without a value has a dash, and its reason once below the table', () => {
  const why = 'the host was busy or hot: its fixed work took 2.72 times its cold time (at most 1.1)';
  const missing = { text: '–', reason: why };
  const [measure] = model.measures;
  if (!measure) throw new Error('the sample has a measure');
  const page = measuresSection({
    ...model,
    measures: [
      { ...measure, baseline: missing },
      { ...measure, device: 'b', candidate: missing },
    ],
  }).text;
  expect(page.match(/–<\/span><sup>1<\/sup>/g)).toHaveLength(2);
  expect(page.match(/<li>the host was busy/g)).toHaveLength(1);
  expect(page).toContain('sustained: 1 measure on 2 phones');
});

test('a measure is explained where it is named first, and only there', () => {
  const [measure] = model.measures;
  if (!measure) throw new Error('the sample has a measure');
  const rows = [measure, { ...measure, device: 'b' }].map((each) => ({ ...each, metric: 'decode_rate' }));
  expect(measuresSection({ ...model, measures: rows }).text.match(/What is Decode speed/g)).toHaveLength(1);
});

test('equal answers are one sentence, and a simulated phone has no row for its ratio', () => {
  const page = referenceSection({ ...model, reference: [row(100), row(100)] }).text;
  expect(page).toContain('gave the reference’s tokens in all 2 cases');
  expect(page).not.toContain('<table');
});

test('other answers than the reference’s are counted and shown', () => {
  const page = referenceSection({ ...model, reference: [row(100), row(34.4)] }).text;
  expect(page).toContain('other tokens than the reference in 1 of 2 cases');
  expect(page.match(/<th scope="row">/g)).toHaveLength(1);
  expect(page).toContain('34.4');
});

test('a real phone’s ratios are shown for every case', () => {
  const page = referenceSection({ ...model, virtualNote: null, reference: [row(100), row(100)] }).text;
  expect(page.match(/<th scope="row">/g)).toHaveLength(2);
  expect(page).toContain('Speed ÷ reference');
});

test('a run without a reference says so, and nothing of ratios', () => {
  const page = referenceSection({ ...model, reference: [] }).text;
  expect(page).toContain('No reference run.');
  expect(page).not.toContain('ratio');
});
