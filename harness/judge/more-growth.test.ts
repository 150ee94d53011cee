import { expect, test } from 'vitest';
import { memoryPolicy } from '../experiment/memory-policy.ts';
import { conversation, talk } from '../measure/conversation.fixture.ts';
import { agentRun } from '../measure/planted/agent-run.fixture.ts';
import { deriveLogs } from './derive.ts';

/** Half an hour of talk with each build, and nothing else. */
async function verdictOf(baseline: Record<string, unknown>, candidate: Record<string, unknown>) {
  const { manifest, logs } = await agentRun({
    launches: [
      conversation(baseline, { role: 'baseline' }),
      conversation(candidate, { role: 'candidate', position: 1 }),
    ],
  });
  return deriveLogs({ ...logs, manifest: { ...manifest, memory: memoryPolicy.parse({}) } }).verdict;
}

test('a conversation without growth is enough for GO: it is proved by its own bound', async () => {
  expect(await verdictOf({}, {})).toMatchObject({ verdict: 'GO' });
});

test('a leak in every turn beyond the bound is NO-GO, whatever the baseline leaks', async () => {
  const leak = { leakMiBPerTurn: 0.7 };
  expect(await verdictOf(leak, leak)).toMatchObject({
    verdict: 'NO-GO',
    headline: expect.stringMatching(
      /Memory growth per turn is 0\.7\d* ± 0\.0\d+ MiB\/turn in the worst launch of endurance › talk; at most 0\.4/,
    ),
  });
});

test('a leak that ends in a kill is NO-GO by the turns before it', async () => {
  const { verdict, headline } = await verdictOf({}, { leakMiBPerTurn: 40 });
  expect([verdict, headline]).toEqual(['NO-GO', expect.stringMatching(/Memory growth per turn is 40/)]);
});

test('a leak in rollovers alone is NO-GO', async () => {
  expect(await verdictOf({}, { leakMiBPerRollover: 8 })).toMatchObject({ verdict: 'NO-GO' });
});

test('a leak within the bound is NO-GO where the baseline has none, and no reason to stop where it has the same', async () => {
  const leak = { leakMiBPerTurn: 0.25 };
  expect(await verdictOf({}, leak)).toMatchObject({
    verdict: 'NO-GO',
    headline: expect.stringContaining('MiB a turn more than baseline’s in endurance; 0.1 is allowed'),
  });
  expect(await verdictOf(leak, leak)).toMatchObject({ verdict: 'GO' });
});

test('a talk that was too short to tell never passes', async () => {
  const [short] = [conversation()].map(({ steps = [], ...rest }) => ({
    ...rest,
    steps: steps.map((step) => ({ ...step, forSeconds: 300 })),
  }));
  const { manifest, logs } = await agentRun({
    launches: [
      { ...short, role: 'baseline' },
      { ...short, role: 'candidate', position: 1 },
    ],
  });
  expect(
    deriveLogs({ ...logs, manifest: { ...manifest, memory: memoryPolicy.parse({}) } }).verdict,
  ).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('Memory growth per turn: no value'),
  });
});

test('launches that do not say how memory grows are not answered for by those that do', async () => {
  const short = { steps: [{ ...talk, forSeconds: 300 }] };
  const derived = async (...launches: Parameters<typeof agentRun>[0]['launches']) => {
    const { manifest, logs } = await agentRun({ launches });
    return deriveLogs({ ...logs, manifest: { ...manifest, memory: memoryPolicy.parse({}) } }).verdict;
  };
  const baseline = conversation({}, { role: 'baseline' });
  const candidate = { role: 'candidate', position: 1 } as const;
  expect(
    await derived(
      baseline,
      conversation({}, candidate),
      conversation({}, { ...candidate, ...short, position: 2 }),
    ),
  ).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('1 of 2 launches of the candidate do not say how memory grows'),
  });
  expect(
    await derived(
      conversation({}, { role: 'baseline', ...short }),
      conversation({ leakMiBPerTurn: 0.25 }, candidate),
    ),
  ).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('no launch of the baseline says how memory grows'),
  });
});
