import { expect, test } from 'vitest';
import { gateRows } from '../../harness/cli/run/gate-rows.ts';
import type { GateLine } from '../../harness/judge/gates/gate-line.ts';
import { sampleModel } from '../sample-model.fixture.ts';
import { gateList } from './gate-list.ts';

const model = sampleModel(128);
const waiver = { owner: 'anna', until: '2026-12-31', why: 'new sampler' };
const [line] = model.verdict.gates ?? [];
if (!line) throw new Error('the sample has a gate');
const waived: GateLine = {
  ...line,
  state: 'waived',
  waiver,
  phones: { passed: 1, failed: 0, unknown: 0, waived: 2 },
};

const pageOf = (gate: GateLine): string =>
  gateList({ ...model, verdict: { ...model.verdict, gates: [gate] } }).text;

test('a waived line has a mark of its own, its number, and who answers for it until when and why', () => {
  const page = pageOf(waived);
  expect(page).toContain('<li class="waived"><span class="mark" role="img" aria-label="waived">~</span>');
  expect(page).toContain('waived by anna until 2026-12-31: new sampler · 2 of 3 phones, worst');
});

test('a line that fails on one phone says that it is waived on another', () => {
  expect(
    pageOf({
      ...waived,
      state: 'failed',
      waiver: undefined,
      phones: { passed: 0, failed: 1, unknown: 0, waived: 1 },
    }),
  ).toContain('1 waived');
});

test('the table of the terminal says the same of a waived line', () => {
  const [, row = []] = gateRows([waived]);
  expect(row[0]).toBe('~');
  expect(row[2]).toMatch(/, waived by anna until 2026-12-31: new sampler$/);
  expect(row[4]).toBe('~ 2 ✓ 1 of 3 phones');
});

test('lines that know nothing for one reason are one line with one reason, and a line with a number is never among them', () => {
  const unknown: GateLine = { ...line, state: 'unknown', changePercent: null, measured: 'withheld: it died' };
  const gates = ['First', 'Second'].map((name) => ({ ...unknown, name }));
  const measured: GateLine = { ...unknown, name: 'Third', changePercent: 1 };
  const page = gateList({
    ...model,
    verdict: { ...model.verdict, gates: [...gates, measured] },
  }).text;
  expect(page.match(/<li /g)).toHaveLength(2);
  expect(page).toContain('<span class="gate several">First · Second</span>');
  expect(page.match(/withheld: it died/g)).toHaveLength(2);
});

test('a line that passes with an interval past what is allowed says what its mark answers', () => {
  const passed: GateLine = { ...line, id: 'decode_rate', state: 'passed', allowedPercent: 2 };
  expect(pageOf({ ...passed, ci95Percent: [-2.2, 0.6] })).toContain('answers a question with one side');
  expect(pageOf({ ...passed, ci95Percent: [-1.9, 2.6] })).not.toContain('one side');
  expect(pageOf({ ...passed, id: 'ttft', ci95Percent: [-2.6, 2.1] })).toContain('one side');
  expect(pageOf({ ...passed, state: 'failed', ci95Percent: [-4, -3] })).not.toContain('one side');
});
