import { expect, test } from 'vitest';
import { gatePolicy } from '../../experiment/gate-policy.ts';
import { decidingMargins, plannedGate } from '../../judge/gate-rules.ts';
import { type BlockOptions, type BlockPurpose, planBlocks } from './plan-blocks.ts';

const gate = decidingMargins(plannedGate(gatePolicy.parse({}), 0), ['quick']);

const ruleOf = async (options: BlockOptions, over: Partial<BlockPurpose> = {}) =>
  (await planBlocks(options, { devices: ['one'], gate, casesOfSuites: [5], hasBaseline: true, ...over }))
    .stopping;

test('a run is asked after halves of blocks, a proof from the second block on and a quick question within it', async () => {
  expect(await ruleOf({})).toMatchObject({ rule: 'group-sequential', leastBlocks: 2, halves: true });
  expect(await ruleOf({ quickGate: true })).toMatchObject({ rule: 'quick', leastBlocks: 1.5, halves: true });
});

test('where a third build is among them it is asked after whole blocks', async () => {
  for (const quickGate of [false, true])
    expect(await ruleOf({ quickGate }, { hasPinned: true })).toMatchObject({ leastBlocks: 2, halves: false });
});

test('with few blocks no launch conditions the phone, and six launches say nothing', async () => {
  expect(await ruleOf({ quickGate: true, maxBlocks: 3 })).toMatchObject({ leastBlocks: 2, mostBlocks: 3 });
  expect(await ruleOf({ quickGate: true, maxBlocks: 1 })).toMatchObject({ leastBlocks: 1, mostBlocks: 1 });
});

test('nothing ends early where the number of blocks is fixed, or nothing is compared', async () => {
  expect(await ruleOf({ blocks: 4 })).toBeNull();
  expect(await ruleOf({}, { hasBaseline: false })).toBeNull();
});
