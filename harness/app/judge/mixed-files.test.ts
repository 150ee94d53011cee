import { describe, expect, test } from 'vitest';
import { csv, jsonLines, judged, launches, type Row } from './judged-text.fixture.ts';

const verdictOf = async (rows: readonly Row[]) => (await judged(csv(rows)))[0];
const refused = (message: string) => ({
  code: 'VALUES_INVALID',
  message: expect.stringContaining(message),
});
const numbered = (rows: readonly Row[], column: string, value: number): Row[] =>
  rows.map((row) => ({ ...row, [column]: value }));

describe('a column of numbers that nobody knows', () => {
  const [slow, fast] = [launches({ loss: 0.06 }), launches({ loss: -0.06, seed: 2 })];
  const together = (column: string): Row[] =>
    slow.flatMap((row, i) => [...numbered([row], column, 1), ...numbered(fast.slice(i, i + 1), column, 2)]);

  test.each(['unit', 'prompt', 'try'])(
    '%s that tells rows apart is refused, and nothing is averaged over it',
    async (column) => {
      for (const text of [csv(together(column)), jsonLines(together(column))])
        await expect(judged(text)).rejects.toMatchObject(
          refused(`column "${column}": a launch and case has values for "1" and "2"`),
        );
    },
  );

  test('is left alone where each launch and case has one value', async () => {
    const rows = launches().map((row, i) => ({ ...row, celsius: 30 + (i % 3), unit: 1 + (i % 2) }));
    expect((await verdictOf(rows))?.verdict).toBe('GO');
  });
});

test('phones under another heading are refused, though each has blocks of its own', async () => {
  const [slow, fast] = [launches({ loss: 0.03 }), launches({ loss: -0.03, seed: 2 })];
  const rows = [
    ...slow.map((row) => ({ ...row, phone: 'A' })),
    ...fast.map((row) => ({ ...row, phone: 'B', block: Number(row['block']) + 10 })),
  ].map(({ phone, ...row }) => ({ ...row, phone }));
  for (const heading of ['device', 'udid', 'Device ID', 'serial_number']) {
    const renamed = rows.map(({ phone, ...row }) => ({ [heading]: phone, ...row }));
    await expect(judged(csv(renamed))).rejects.toMatchObject(
      refused(`"${heading}": is not known; did you mean "phone"?`),
    );
  }
});

describe('two files in one', () => {
  const nights = [...launches({ loss: 0.06 }), ...launches({ loss: -0.06, seed: 2 })];

  test('are refused, and not averaged launch by launch', async () => {
    await expect(verdictOf(nights)).rejects.toMatchObject(refused('are these two files in one?'));
  });

  test('that a column keeps apart are judged apart', async () => {
    const rows = nights.map((row, i) => ({ ...row, experiment: i < nights.length / 2 ? 'a' : 'b' }));
    expect((await judged(csv(rows))).map(({ verdict }) => verdict)).toEqual(['NO-GO', 'GO']);
  });

  test('are no repetitions: those come one after the other, or with a column of their own', async () => {
    const rows = launches();
    const after = [
      ...rows.map((row) => ({ ...row, repetition: 0 })),
      ...rows.map((row) => ({ ...row, repetition: 1 })),
    ];
    expect((await verdictOf(after))?.verdict).toBe('GO');
    expect((await verdictOf(rows.flatMap((row) => [row, row])))?.verdict).toBe('GO');
  });
});

const rounded = (rows: readonly Row[], decimals: number): Row[] =>
  rows.map((row) => ({ ...row, value: Number(Number(row['value']).toFixed(decimals)) }));

describe('values that are rounded', () => {
  /** 20.4 and 19.6 tok/s, with little noise. */
  const close = launches().map((row) => ({
    ...row,
    value: (row['build'] === 'candidate' ? 19.6 : 20.4) + 0.3 * (Number(row['value']) - 20),
  }));

  test('more coarsely than they scatter hide a loss, and do not pass', async () => {
    expect((await verdictOf(close))?.verdict).toBe('NO-GO');
    expect(await verdictOf(rounded(close, 0))).toMatchObject({
      verdict: 'INCONCLUSIVE',
      headline: expect.stringContaining('are rounded to 1, which is 5'),
    });
  });

  test('more finely than they scatter pass', async () => {
    for (const decimals of [1, 2, 3])
      expect((await verdictOf(rounded(launches(), decimals)))?.verdict).toBe('GO');
  });
});

describe('rows that stand there again', () => {
  const [first] = [launches({ metrics: ['decode_rate', 'ttft'] })];
  const fewBlocks = first.filter(({ block }) => Number(block) < 4);
  const again = (rows: readonly Row[], change: (row: Row) => Row): Row[] => [...rows, ...rows.map(change)];
  const asLaterBlock = (row: Row): Row => ({ ...row, block: Number(row['block']) + 10 });
  /** Every row with the value that another launch has of its metric and case. */
  const taken = (from: (row: Row) => Row): Row[] =>
    first.map((row) => {
      const source: Row = { ...row, ...from(row) };
      const keys = ['block', 'position', 'case', 'metric'];
      const found = first.find((each) => keys.every((key) => each[key] === source[key]));
      return { ...row, value: found?.['value'] ?? null };
    });
  const isCopy = ({ block, position }: Row): boolean => block === 3 && position === 3;

  test.each([
    ['under the names of other blocks', again(fewBlocks, asLaterBlock)],
    ['so, rounded', rounded(again(fewBlocks, asLaterBlock), 2)],
    ['so, of one metric alone', again(launches(), asLaterBlock)],
    ['as one launch in another block', taken((row) => (isCopy(row) ? { block: 0, position: 0 } : row))],
    [
      'as those of the other build',
      taken((row) => ({ ...row, position: Number(row['position']) < 2 ? 0 : 3 })),
    ],
  ])('%s are no evidence', async (_, rows: readonly Row[]) => {
    expect(await verdictOf(rows)).toMatchObject({
      verdict: 'INCONCLUSIVE',
      headline: expect.stringMatching(/has the very values of (launch|block) \d/),
    });
  });

  test.each([0, 1, 2, 6])(
    'values of which chance makes two alike pass, rounded to %i decimals',
    async (decimals) => {
      const quiet = first.map((row) => ({ ...row, value: 1000 * Number(row['value']) }));
      expect((await verdictOf(rounded(quiet, decimals)))?.verdict).toBe('GO');
      expect((await verdictOf(rounded(launches(), Math.max(1, decimals))))?.verdict).toBe('GO');
    },
  );
});

test('a key that stands twice beside what lies deeper is refused', async () => {
  const text = jsonLines(launches()).replace('"value":', '"value":9,"by":{"tool":"x"},"value":');
  await expect(judged(text)).rejects.toMatchObject(refused('a key stands there twice'));
  const deep = launches().map((row) => ({ ...row, by: { tool: 'x', of: [{ a: 1 }] } }) as unknown as Row);
  expect((await judged(jsonLines(deep)))[0]?.verdict).toBe('GO');
});
