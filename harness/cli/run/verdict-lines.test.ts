import { expect, test } from 'vitest';
import { verdictLines } from './verdict-lines.ts';

const device = {
  device: 'one',
  name: 'iPhone 15',
  verdict: 'GO',
  reason: 'within limits',
  detail: null,
} as const;
const verdict = { verdict: 'GO', headline: 'iPhone 15 is within limits', detail: null } as const;
const worst = { code: 'hot-start', device: 'one', launch: 'l1', message: 'started hot' };

/** The run's line, without the badge. */
const runLine = (doubts: NonNullable<Parameters<typeof verdictLines>[0]['doubts']>): unknown =>
  verdictLines({ ...verdict, devices: [device], doubts }).at(-1)?.[1];

test('the verdict’s line says how many doubts there are, and the worst', () => {
  expect(runLine({ count: 0, worst: null })).toBe('  iPhone 15 is within limits');
  expect(runLine({ count: 3, worst })).toBe(
    '  iPhone 15 is within limits (3 doubts, worst: one · l1: started hot)',
  );
});
