import { expect, test } from 'vitest';
import type { JudgedExperiment } from '../judge/judged-experiment.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { changeText, changeWithInterval } from '../words/numbers.ts';
import { confirmationLine } from './history/confirmation-line.ts';
import { experimentLines } from './judge/judged-lines.ts';

const found = { changePercent: -7.6412, ci95Percent: [-8.4561, -6.6] as const, blocks: 8 };

test('the line of a confirmation writes a change as the report does', () => {
  const line = confirmationLine({
    ...{ ...found, change: '7df40c43', outcome: 'confirmed' },
  } as unknown as Parameters<typeof confirmationLine>[0]);
  expect(line).toContain(`: ${changeWithInterval(-7.6412, [-8.4561, -6.6])} from 8 blocks`);
});

test('the table of judge writes values, changes and limits as the report does', () => {
  const change = { ...found, baseline: 20, candidate: 18.4721, allowedPercent: 2, reading: 'regression' };
  const judged = {
    comparisons: [
      {
        metric: 'decode_rate',
        unit: 'tok/s',
        suite: 'quick',
        perDevice: [{ ...change, device: 'one', cases: [] }],
      },
    ],
    ...{ values: { missing: 0, averaged: 0 }, devices: [], verdict: 'NO-GO', headline: '', detail: null },
  } as unknown as JudgedExperiment;
  const tables: string[][][] = [];
  const terminal = {
    table: (rows: string[][]) => void tables.push(rows),
    say: () => undefined,
    announce: () => undefined,
  } as unknown as Terminal;
  experimentLines(terminal, judged);
  expect(tables[0]?.[1]?.slice(4)).toEqual([
    ...['20.0', '18.5', changeText(-7.6412), '−8.5 to −6.6 %', '2 %', 'regression'],
  ]);
});
