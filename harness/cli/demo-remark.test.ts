import { expect, test } from 'vitest';
import type { Demo } from '../app/demo.ts';
import type { VerdictWord } from '../judge/verdict.ts';
import { demoRemark } from './demo-remark.ts';

const remark = (blocks: number, ...words: VerdictWord[]): string => {
  const devices = words.map((verdict) => ({ verdict }));
  const asPlanned = words.every((word) => word === 'NO-GO');
  return demoRemark(
    { asPlanned, slowdownPercent: 8, derived: { verdict: { devices } } } as unknown as Demo,
    blocks,
  );
};

test('a demo that could not tell with its few blocks says so, and how many tell', () => {
  const said = remark(2, 'NO-GO', 'INCONCLUSIVE');
  expect(said).toMatch(/^too few blocks: .* 2 blocks are not enough .* heatsoak demo --blocks 4 is$/);
});

test('a planted slowdown that was found is as planned, and one that passed or was lost is not, however many blocks', () => {
  expect(remark(2, 'NO-GO', 'NO-GO')).toMatch(/^as planned/);
  for (const word of ['GO', 'INVALID'] as const)
    expect(remark(2, word, 'INCONCLUSIVE')).toMatch(/^not as planned/);
  expect(remark(4, 'NO-GO', 'INCONCLUSIVE')).toMatch(/^not as planned/);
});
