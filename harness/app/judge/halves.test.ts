import { expect, test } from 'vitest';
import type { JudgeFileOptions } from '../judge.ts';
import { csv, judged, launches, type Row } from './judged-text.fixture.ts';

type Options = Omit<JudgeFileOptions, 'values'>;

/** The first launches of a phone, in halves of blocks of four. */
const after = (blocks: number, rows: readonly Row[]): Row[] =>
  rows.filter(({ block, position }) => Number(block) + (Number(position) < 2 ? 0.5 : 1) <= blocks);

async function verdictAfter(blocks: number, planted: { loss?: number; seed?: number }, options: Options) {
  const [found] = await judged(csv(after(blocks, launches(planted))), options);
  return found;
}

test('a proof within a block may find a loss, and passes after whole blocks alone', async () => {
  const halves = { halves: true };
  expect(await verdictAfter(2.5, { loss: 0.08 }, halves)).toMatchObject({ verdict: 'NO-GO' });
  expect(await verdictAfter(6.5, {}, halves)).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: 'Not yet: A has 2 of 4 launches of block 6, and a proof is given after whole blocks',
  });
  expect(await verdictAfter(7, {}, halves)).toMatchObject({ verdict: 'GO' });
  expect(await verdictAfter(6.5, {}, {})).toMatchObject({ verdict: 'GO' });
});

test('the quick gate may pass within a block', async () => {
  expect(await verdictAfter(2.5, {}, { halves: true, quickGate: true })).toMatchObject({ verdict: 'GO' });
});

test('a block that lost a launch is whole', async () => {
  const rows = launches().filter(({ block, position }) => block !== 9 || position !== 3);
  const [found] = await judged(csv(rows), { halves: true });
  expect(found?.verdict).toBe('GO');
});

test('a pair of soaks is no half of a block of bursts', async () => {
  const soaks = launches({ suites: ['soak'], metrics: ['sustained_rate'] })
    .filter(({ position }) => Number(position) < 2)
    .map((row) => ({ ...row, block: 10 + Number(row['block']) }));
  const rows = [...launches(), ...soaks];
  const [found] = await judged(csv(rows), { halves: true });
  expect(found?.headline).not.toContain('whole blocks');
});

test('who asks twice as often is told of a loss by stronger evidence', async () => {
  const found = async (options: Options): Promise<number> => {
    const verdicts = [];
    for (let seed = 1; seed <= 40; seed++)
      verdicts.push((await verdictAfter(2, { loss: 0.024, seed }, options))?.verdict);
    return verdicts.filter((verdict) => verdict === 'NO-GO').length;
  };
  const [blocks, halves] = [await found({}), await found({ halves: true })];
  expect(halves).toBeLessThan(blocks);
  expect(halves).toBeGreaterThan(0);
});

test('values that are judged once are not judged within blocks', async () => {
  await expect(judged(csv(launches()), { halves: true, analyses: 1 })).rejects.toMatchObject({
    code: 'USAGE',
    hint: 'leave out --halves, or --analyses 1',
  });
});
