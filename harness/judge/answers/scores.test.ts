import { describe, expect, test } from 'vitest';
import type { PlannedBuild } from '../../experiment/manifest.ts';
import { type AnsweredRun, derivedRun, type Side } from './answered-run.fixture.ts';

const otherModel = (build: PlannedBuild): PlannedBuild => ({
  ...build,
  model: { ...build.model, sha256: 'b'.repeat(64) },
});

/** As many as the prompts of the run have. */
const ids = Array.from({ length: 16 }, (_, i) => i);
const sound = {
  ids,
  logProbabilities: ids.slice(1).map((): number | null => -2),
  likeliest: ids.slice(1),
};
type Scores = ReturnType<NonNullable<AnsweredRun['scores']>>;

/** Of the sides that are named, one case is scored so; everything else is sound. */
const scoring =
  (sides: readonly Side[], change: (scores: typeof sound) => Scores) =>
  (side: Side, name: string): Scores =>
    sides.includes(side) && name === 'b' ? change(sound) : sound;

const verdictOf = (run: AnsweredRun) => {
  const { verdict, measurement } = derivedRun({ areAsked: true, ...run });
  return {
    ...verdict,
    codes: measurement.caveats.map(({ code }) => code),
    said: measurement.caveats.map(({ message }) => message),
  };
};

describe.each([
  ['the same model', {}],
  ['another model', { candidate: otherModel }],
])('scores of %s', (_, run) => {
  test('that are all there raise no doubt', () => {
    const found = verdictOf({ ...run, scores: () => sound });
    expect(found.verdict).toBe('GO');
    expect(found.codes).not.toContain('scores-missing');
  });

  test.each<[string, (scores: typeof sound) => Scores, string]>([
    ['that a case lacks', () => null, 'b was to be scored, and has no scores'],
    [
      'of half of its text',
      () => ({
        ids: ids.slice(0, 8),
        logProbabilities: sound.logProbabilities.slice(8),
        likeliest: ids.slice(9),
      }),
      'the scores of b are of 8 tokens, its prompt has 16',
    ],
    [
      'of some places',
      (own) => ({ ...own, logProbabilities: [-1] }),
      'b has 1 probabilities and 15 likeliest ids for 15 places',
    ],
    [
      'with their sign turned',
      (own) => ({ ...own, logProbabilities: own.logProbabilities.map((each) => -Number(each)) }),
      'a log probability of b is 2: probabilities are at most 1',
    ],
  ])('%s never pass', (_name, change, says) => {
    for (const sides of [['candidate'], ['baseline', 'candidate']] as const) {
      const { verdict, codes, said } = verdictOf({ ...run, scores: scoring(sides, change) });
      expect(verdict).toBe('INCONCLUSIVE');
      expect(codes).toContain('scores-missing');
      expect(said).toContainEqual(expect.stringContaining(says));
    }
  });
});

test('an id without a probability, where the baseline has one, is no equal score', () => {
  const silent = scoring(['candidate'], (own) => ({
    ...own,
    logProbabilities: [null, ...own.logProbabilities.slice(1)],
  }));
  expect(verdictOf({ scores: silent })).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('scored 1 texts otherwise than the reference, and the baseline 0'),
  });
});

test('an engine that gives no probability of an id in either build is no fault of the candidate', () => {
  const silent = scoring(['candidate', 'baseline'], (own) => ({
    ...own,
    logProbabilities: [null, ...own.logProbabilities.slice(1)],
  }));
  expect(verdictOf({ scores: silent }).verdict).toBe('GO');
});
