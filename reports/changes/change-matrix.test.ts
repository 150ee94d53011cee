import { expect, test } from 'vitest';
import { simulatedRunLogs } from '../../harness/app/simulated-run.fixture.ts';
import { deriveLogs } from '../../harness/judge/derive.ts';
import { sampleModel } from '../sample-model.fixture.ts';
import { changeMatrix } from './change-matrix.ts';

const model = sampleModel(128);
const [decode] = model.comparisons;
if (!decode) throw new Error('the sample compares decode speed');

/** Ten phones of two chips: what phone a of the sample says, and of one phone of each chip what phone b says. */
const ten = Array.from({ length: 10 }, (_, i) => ({
  ...{ id: `p${i}`, name: `Phone ${i}`, chip: i < 5 ? 'A16' : 'A19 Pro' },
}));
const [slower, same] = decode.perDevice;
const perDevice = ten.flatMap(({ id }, i) => {
  const change = i % 5 === 4 ? same : slower;
  return change ? [{ ...change, device: id }] : [];
});

test('few phones have a column each, in the order of the plan', () => {
  const { columns, suites } = changeMatrix(model);
  expect(columns.map(({ title }) => title)).toEqual(['iPhone 15', 'iPhone 16', 'iPhone 17 Pro']);
  expect(suites.map(({ suite, rows }) => [suite, rows[0]?.comparison.name])).toEqual([
    ['quick', 'Decode speed'],
  ]);
});

test('many phones share a column by their chip, and those that read alike one number', () => {
  const { columns, suites } = changeMatrix({ phones: ten, comparisons: [{ ...decode, perDevice }] });
  expect(columns.map(({ title }) => title)).toEqual(['5 × A16', '5 × A19 Pro']);
  const [cell] = suites[0]?.rows[0]?.cells ?? [];
  expect(cell?.reading).toBe('regression');
  expect(cell?.parts.map(({ reading, changes }) => [reading, changes.length])).toEqual([
    ['regression', 4],
    [same?.reading, 1],
  ]);
});

test('what no phone can speak on is named with its reason, and its plain difference is kept', () => {
  const { comparisons } = deriveLogs(simulatedRunLogs({ speeds: { baseline: 10, candidate: 9 }, blocks: 1 }));
  const silenced = comparisons.map((each) => ({
    ...each,
    perDevice: each.perDevice.map((change) => ({
      ...{ ...change, changePercent: null, ci95Percent: null, baseline: 10, candidate: 9 },
      note: 'too few blocks',
    })),
  }));
  const phones = [{ id: 'one', name: 'One', chip: 'A16' }];
  const { suites, silent } = changeMatrix({ phones, comparisons: silenced });
  expect(suites).toEqual([]);
  expect(silent.map(({ suite, reason }) => [suite, reason])).toEqual([['quick', 'too few blocks']]);
  expect(silent[0]?.comparisons.map(({ metric }) => metric)).toEqual(comparisons.map(({ metric }) => metric));
});
