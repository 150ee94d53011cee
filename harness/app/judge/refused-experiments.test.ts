import { describe, expect, test } from 'vitest';
import { judge } from '../judge.ts';
import { csv, jsonLines, judged, launches, pieces, type Row } from './judged-text.fixture.ts';

const file: Row[] = ['a', 'b', 'c'].flatMap((experiment, i) =>
  launches({ more: { experiment }, seed: i + 1, loss: experiment === 'c' ? 0.06 : 0 }),
);
/** One row of an experiment that says something else. */
const changed = (experiment: string, change: Row, place = 3): Row[] => {
  const at = file.findIndex((row) => row['experiment'] === experiment) + place;
  return file.map((row, i) => (i === at ? { ...row, ...change } : row));
};
const verdicts = async (text: string) =>
  (await judged(text)).map(({ experiment, verdict }) => `${experiment} ${verdict}`);

describe('an experiment with a row that cannot be read is refused, and the others are judged', () => {
  test.each<[string, Row, string]>([
    ['a value that is no number', { value: 'fast' }, 'column "value": "fast" is no number above 0'],
    ['a value of zero', { value: 0 }, 'column "value": 0 is no number above 0'],
    ['a build that nobody knows', { build: 'third' }, 'column "build": "third" is neither'],
    ['no position', { position: null }, 'column "position"'],
    ['no phone', { phone: '' }, 'column "phone": is empty'],
    [
      'both builds in one place',
      { build: 'candidate', position: 0 },
      'has "candidate" here and had "baseline" before',
    ],
  ])('%s', async (_, change, problem) => {
    const rows = changed('b', change);
    for (const text of [csv(rows), jsonLines(rows)]) {
      const found = await judged(text);
      expect(found.map(({ experiment, verdict }) => `${experiment} ${verdict}`)).toEqual([
        'a GO',
        'b INVALID',
        'c NO-GO',
      ]);
      expect(found[1]).toMatchObject({
        headline: expect.stringMatching(/^stdin:\d+: /),
        devices: [],
        comparisons: [],
      });
      expect(found[1]?.headline).toContain(problem);
    }
  });

  test('and which it is, and why, is told apart from the verdicts', async () => {
    const { refused, count, experiments } = await judge({ values: pieces(csv(changed('a', { value: -1 }))) });
    expect([...refused.keys()]).toEqual(['a']);
    expect([count, [...experiments].length]).toEqual([3, 3]);
  });

  test('be its first row or its last', async () => {
    expect(await verdicts(csv(changed('a', { value: 0 }, 0)))).toEqual(['a INVALID', 'b GO', 'c NO-GO']);
    expect(await verdicts(csv(changed('c', { value: 0 }, 79)))).toEqual(['a GO', 'b GO', 'c INVALID']);
  });
});

describe('the whole file is refused', () => {
  test.each<[string, string]>([
    ['where nobody knows whose row it is', csv(changed('b', { experiment: null }))],
    ['where a row has a cell too many', csv(changed('b', { value: '20,5' }))],
    ['where no experiment is left', csv(file.map((row) => ({ ...row, value: 0 })))],
    [
      'where it keeps no experiments apart',
      csv(launches().map((row, i) => (i === 3 ? { ...row, value: 0 } : row))),
    ],
  ])('%s', async (_, text) => {
    await expect(judged(text)).rejects.toMatchObject({ code: 'VALUES_INVALID' });
  });
});
