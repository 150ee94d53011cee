import fc from 'fast-check';
import { expect, test } from 'vitest';
import { phoneFixture } from './phone.fixture.ts';
import { planVariants } from './plan-variants.ts';
import { suiteFile } from './suite.ts';

const caseOf = (id: string) => ({ id, prompt: { kind: 'synthetic', tokens: 8 }, generateTokens: 8 });
const burst = suiteFile.parse({ id: 'v', title: 'V', kind: 'burst', cases: ['a', 'b'].map(caseOf) });
const builds = ['f16', 'q8', 'q4', 'q2'];
const plan = (seed: number, blocks: number, servers: string[] = []) =>
  planVariants({
    devices: [phoneFixture('one'), phoneFixture('two')],
    builds,
    servers,
    host: phoneFixture('host'),
    suites: [burst],
    blocks,
    seed,
  });

test('every build stands once in every block, and the second block of a pair turns the order round', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      for (const { launches } of plan(seed, 4).sessions) {
        const blocks = [0, 1, 2, 3].map((block) =>
          launches.filter((launch) => launch.block === block).map((launch) => launch.build),
        );
        for (const order of blocks) expect([...order].sort()).toEqual([...builds].sort());
        expect(blocks[1]).toEqual([...(blocks[0] ?? [])].reverse());
        expect(blocks[3]).toEqual([...(blocks[2] ?? [])].reverse());
      }
    }),
  );
});

test('launch ids are unique, and equal seeds give equal plans', () => {
  const ids = plan(3, 4).sessions[0]?.launches.map((launch) => launch.id) ?? [];
  expect(new Set(ids).size).toBe(ids.length);
  expect(plan(3, 4)).toEqual(plan(3, 4));
});

test('servers are measured from the host, once each; without one there is nothing to measure there', () => {
  expect(plan(1, 2, ['a', 'b']).reference?.launches.map((launch) => launch.build)).toEqual(['a', 'b']);
  expect(plan(1, 2).reference).toBeNull();
});
