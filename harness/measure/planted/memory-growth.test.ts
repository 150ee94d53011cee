import { expect, test } from 'vitest';
import { conversation, talk } from '../conversation.fixture.ts';
import { measure } from '../measure.ts';
import { growthPerTurn } from '../metrics/growth-per-turn.ts';
import { turnMemory } from '../turn-memory.ts';
import { agentRun } from './agent-run.fixture.ts';

const ENGINE = { contextTokens: 2048 };

async function measured(...launches: Parameters<typeof agentRun>[0]['launches']) {
  const { manifest, logs } = await agentRun({ engine: ENGINE, launches });
  return measure(manifest, logs);
}

async function growthWith(effects: Record<string, unknown>) {
  const { values } = await measured(conversation(effects));
  return values.find(({ metric }) => metric === 'growth_per_turn');
}

test('a healthy conversation that rolls over shows no growth', async () => {
  expect(await growthWith({})).toMatchObject({ case: 'talk', value: 0, plusMinus: 0 });
});

test('a leak in every turn is found to a hundredth', async () => {
  const found = await growthWith({ leakMiBPerTurn: 0.7 });
  expect(found?.value).toBeCloseTo(0.7, 2);
  expect(found?.plusMinus).toBeLessThan(0.05);
});

test('a leak in rollovers alone is found, spread over the turns between them', async () => {
  const { launches, values } = await measured(conversation({ leakMiBPerRollover: 6 }));
  const turns = turnMemory(launches[0] ?? expect.fail());
  const rollovers = turns.at(-1)?.cycle ?? 0;
  expect(rollovers).toBeGreaterThan(5);
  const found = values.find(({ metric }) => metric === 'growth_per_turn');
  expect(found?.value).toBeGreaterThan(0.8 * ((6 * rollovers) / turns.length));
  expect(found?.value).toBeLessThan(1.5 * ((6 * rollovers) / turns.length));
});

test('a cache that is charged as it fills is no leak, and hides none', async () => {
  const healthy = await growthWith({ cacheGrows: true });
  expect(Math.abs(healthy?.value ?? Number.NaN)).toBeLessThan(0.02);
  const leaking = await growthWith({ cacheGrows: true, leakMiBPerTurn: 0.7 });
  expect(leaking?.value).toBeCloseTo(0.7, 1);
});

test('memory that is taken once, in the first turns, is no growth', async () => {
  const { launches } = await measured(conversation());
  const launch = launches[0] ?? expect.fail();
  const start = launch.trials[3]?.t0 ?? 0;
  const { memory } = launch;
  const once = memory.footprintBytes.map((bytes, i) =>
    (memory.tUs[i] ?? 0) < start ? bytes - 300 * 2 ** 20 : bytes,
  );
  const context = { session: [launch], reference: [] };
  const [value] = growthPerTurn.compute({ ...launch, memory: { ...memory, footprintBytes: once } }, context);
  expect(value?.value).toBe(0);
});

test('a growth that stops no build is still told', async () => {
  const told = async (effects: Record<string, unknown>) =>
    (await measured(conversation(effects))).caveats
      .filter(({ code }) => code === 'memory-grows')
      .map(({ message, excludes }) => [message, excludes]);
  expect(await told({ leakMiBPerTurn: 0.125 })).toEqual([
    [expect.stringMatching(/^memory grows by 0\.1[23] ± 0\.0\d MiB a turn of talk$/), false],
  ]);
  expect(await told({})).toEqual([]);
});

test('too few rollovers tell no growth from a filling cache, and say so', async () => {
  const short = conversation({}, { steps: [{ ...talk, forSeconds: 300 }] });
  const { values } = await measured(short);
  const found = values.find(({ metric }) => metric === 'growth_per_turn');
  expect(found).toMatchObject({ value: null, reason: expect.stringMatching(/turns and \d rollovers/) });
});

test('what was said before comes from the cache in a conversation, and nowhere else', async () => {
  const burst = {
    ...talk,
    case: 'burst',
    prompt: { kind: 'synthetic', tokens: 64, seed: 1 },
    forSeconds: null,
  } as const;
  const { launches } = await measured(conversation(), {
    steps: [burst],
    effects: { mistakes: { cachedTokens: 8 } },
  });
  const [turns, asked] = launches.map(({ trials }) => trials.filter(({ scored }) => scored));
  expect(turns?.filter(({ invalid }) => invalid !== null)).toEqual([]);
  expect(turns?.slice(1).every(({ cachedTokens }) => (cachedTokens ?? 0) > 0)).toBe(true);
  expect(asked?.map(({ invalid }) => invalid)).toEqual(['8 prompt tokens came from a cache']);
});

test('a suite without a conversation has no such metric', async () => {
  const { values } = await measured({});
  expect(values.some(({ metric }) => metric === 'growth_per_turn')).toBe(false);
});
