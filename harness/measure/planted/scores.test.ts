import { expect, test } from 'vitest';
import { shortStep } from '../../app/manifest.fixture.ts';
import type { Event, EventOf } from '../../protocol/event.ts';
import { measure } from '../measure.ts';
import { agentRun } from './agent-run.fixture.ts';

const TOKENS = 8;
const asked = {
  ...shortStep,
  prompt: { kind: 'synthetic', tokens: TOKENS, seed: 1 },
  repetitions: 1,
  score: true,
} as const;

/** A launch that is to score one prompt, and what it scored. */
async function doubts(change: (scores: EventOf<'scores'>) => Event[] = (scores) => [scores]) {
  const { manifest, logs } = await agentRun({ launches: [{ steps: [asked] }] });
  const launches = new Map(
    [...logs.launches].map(([key, log]) => [
      key,
      { ...log, events: log.events.flatMap((event) => (event.type === 'scores' ? change(event) : [event])) },
    ]),
  );
  return measure(manifest, { ...logs, launches })
    .caveats.filter(({ code }) => code === 'scores-missing')
    .map(({ message, excludes, invalidates }) => [message, excludes || invalidates]);
}

test('scores that an agent writes raise no doubt', async () => {
  expect(await doubts()).toEqual([]);
});

test('scores that are missing, doubled, of another text or of no probability are a doubt', async () => {
  expect(await doubts(() => [])).toEqual([
    [expect.stringMatching(/was to be scored, and has no scores$/), false],
  ]);
  expect(await doubts((scores) => [scores, scores])).toEqual([
    [expect.stringMatching(/was scored twice$/), false],
  ]);
  const half = (scores: EventOf<'scores'>) => [{ ...scores, ids: scores.ids.slice(0, 4) }];
  expect(await doubts(half)).toEqual([[expect.stringMatching(/are of 4 tokens, its prompt has 8$/), false]]);
  const positive = (scores: EventOf<'scores'>) => [
    { ...scores, logProbabilities: scores.logProbabilities.map(() => 0.5) },
  ];
  expect(await doubts(positive)).toEqual([
    [expect.stringMatching(/is 0\.5: probabilities are at most 1$/), false],
  ]);
});
