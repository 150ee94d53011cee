import { describe, expect, test } from 'vitest';
import { csv, jsonLines, judged, launches, type Row } from './judged-text.fixture.ts';

const isOf = (build: string, position: number, row: Row): boolean =>
  row['build'] === build && row['position'] === position && Number(row['block']) < 4;
const without = (rows: readonly Row[], isLost: (row: Row) => boolean): Row[] =>
  rows.map((row) => (isLost(row) ? { ...row, value: null } : row));
const candidates = (rows: readonly Row[], change: (row: Row) => Row[]): Row[] =>
  rows.flatMap((row) => (row['build'] === 'candidate' ? change(row) : [row]));
const verdictOf = async (rows: readonly Row[]) => (await judged(csv(rows)))[0];

describe('what the candidate loses in one place is not made up for by what the baseline loses in another', () => {
  const lostApart = (rows: readonly Row[], key: string, first: string): Row[] =>
    without(rows, (row) => (row[key] === first ? isOf('candidate', 1, row) : isOf('baseline', 0, row)));
  test.each([
    ['suite', 's1', launches({ suites: ['s1', 's2'] })],
    ['metric', 'decode_rate', launches({ metrics: ['decode_rate', 'ttft'] })],
    ['case', 'a', launches()],
  ])('%s', async (key, first, rows) => {
    expect((await verdictOf(rows))?.verdict).toBe('GO');
    expect(await verdictOf(lostApart(rows, key, first))).toMatchObject({
      verdict: 'INCONCLUSIVE',
      headline: expect.stringMatching(/values of the candidate are missing in Decode speed in .* 4 of 20/),
    });
  });
});

test('a phone on which more than a quarter of both builds’ launches gave no value proves nothing', async () => {
  const rows = without(launches(), ({ block }) => Number(block) < 3);
  expect(await verdictOf(rows)).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('6 of 20 launches of the candidate gave no value'),
  });
});

test('a launch too many in one block is no launch too few in the others', async () => {
  const more = launches().filter(({ block, position }) => block === 3 && position === 1);
  const other = more.map((row) => ({ ...row, position: 4, value: 1.001 * Number(row['value']) }));
  expect((await verdictOf([...launches(), ...other]))?.verdict).toBe('GO');
});

describe('repetitions', () => {
  const twice = (faster: number) => (row: Row) => [row, { ...row, value: Number(row['value']) * faster }];

  test('that only one build has hide no loss', async () => {
    const slower = launches({ loss: 0.05 });
    expect((await verdictOf(slower))?.verdict).toBe('NO-GO');
    expect(await verdictOf(candidates(slower, twice(1.1)))).toMatchObject({
      verdict: 'INCONCLUSIVE',
      headline: expect.stringContaining(
        'up to 2 values of Decode speed in quick › a, those of the baseline 1',
      ),
    });
  });

  test('that the candidate lacks are missing', async () => {
    const all = launches().flatMap((row) => [0, 1, 2].map((repetition) => ({ ...row, repetition })));
    expect((await verdictOf(all))?.verdict).toBe('GO');
    const lost = without(all, (row) => isOf('candidate', 1, row) && row['repetition'] === 2);
    expect(await verdictOf(lost)).toMatchObject({
      verdict: 'INCONCLUSIVE',
      headline: expect.stringContaining('repetitions of the candidate are missing'),
    });
  });

  test('of one number are refused', async () => {
    const rows = launches({ loss: 0.05 }).map((row) => ({ ...row, repetition: 0 }));
    await expect(verdictOf(candidates(rows, twice(1.1)))).rejects.toMatchObject({
      code: 'VALUES_INVALID',
      message: expect.stringContaining('has repetition 0 already'),
    });
  });
});

describe('a column that nobody knows', () => {
  const renamed = (rows: readonly Row[], from: string, to: string): Row[] =>
    rows.map(({ [from]: value = null, ...row }) => ({ ...row, [to]: value }));

  test.each([
    ['phone', 'unit', launches({ phones: ['A', 'B'] })],
    ['case', 'prompt', launches()],
    ['suite', 'workload', launches({ suites: ['s1', 's2'] })],
    ['metric', 'name', launches({ metrics: ['decode_rate', 'ttft'] })],
  ])('and that names the %s is refused: what it tells apart is not averaged', async (from, to, rows) => {
    for (const text of [csv(renamed(rows, from, to)), jsonLines(renamed(rows, from, to))])
      await expect(judged(text)).rejects.toMatchObject({
        code: 'VALUES_INVALID',
        message: expect.stringContaining(`column "${to}": a launch and case has values for`),
      });
  });

  test('and that tells nothing apart is left alone: what a row was written by, its number, its time', async () => {
    const rows = launches().flatMap((row) => [row, row]);
    const told = rows.map((row, i) => ({
      ...row,
      host: 'mini-3',
      row: `r${i}`,
      time: new Date(1e12 + 1e6 * i).toISOString(),
      celsius: 30 + (i % 3),
    }));
    expect((await verdictOf(told))?.verdict).toBe('GO');
  });
});

describe('values of one build in another unit', () => {
  test.each([
    ['tok/s for thousands', 'decode_rate', 1000],
    ['milliseconds for seconds', 'ttft', 1e-3],
    ['minutes for seconds', 'ttft', 1 / 60],
    ['bytes for MiB', 'footprint_peak', 2 ** -20],
  ])('%s are no gain', async (_, metric, factor) => {
    const rows = launches({ metrics: [metric] });
    const other = candidates(rows, (row) => [{ ...row, value: Number(row['value']) * factor }]);
    expect(await verdictOf(other)).toMatchObject({
      verdict: 'INCONCLUSIVE',
      headline: expect.stringContaining('more than 50 times better than baseline'),
    });
  });
});

test('a key that stands twice in a row of JSON is refused', async () => {
  const text = jsonLines(launches()).replace('"value":', '"value":9,"value":');
  await expect(judged(text)).rejects.toMatchObject({
    code: 'VALUES_INVALID',
    message: expect.stringContaining('a key stands there twice'),
  });
});

test('one name is one name, whether its letters are composed or not', async () => {
  const rows = launches({ phones: ['Zoë'.normalize('NFC')] });
  const spelt = candidates(rows, (row) => [{ ...row, phone: String(row['phone']).normalize('NFD') }]);
  expect((await verdictOf(spelt))?.verdict).toBe('GO');
});
