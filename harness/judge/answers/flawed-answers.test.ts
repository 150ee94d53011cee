import { expect, test } from 'vitest';
import { type AnsweredRun, anyAgreement, derivedRun, type Side } from './answered-run.fixture.ts';
import { numbered } from './pieces.fixture.ts';

const looping = (ids: readonly number[]) => ids.map(() => 42);

/** Some sides answer in a loop; the build has other settings, so that no ids are expected to be equal. */
const loopOf = (sides: readonly Side[], extra: Partial<AnsweredRun> = {}) =>
  derivedRun({
    questions: 'any',
    pieces: numbered(100),
    answer: (side, _, ids) => (sides.includes(side) ? looping(ids) : ids),
    extra: { output: anyAgreement },
    candidate: (build) => ({ ...build, engine: { ...build.engine, flashAttention: true } }),
    ...extra,
  });

test('a candidate that repeats itself where the baseline does not is NO-GO, with prompt and text', () => {
  const { verdict, answers, measurement } = loopOf(['candidate']);
  expect(verdict).toMatchObject({
    verdict: 'NO-GO',
    headline: 'iPhone one repeats itself to the end in quick › a and 1 more, which the baseline does not',
    detail: expect.stringMatching(/^wrote “ 42 42 .*” after “Repeat it: 2033-01-10”$/),
  });
  expect(answers.flawed).toMatchObject([
    { case: 'a', flaw: 'loop', soundOf: 'baseline' },
    { case: 'b', flaw: 'loop', soundOf: 'baseline' },
  ]);
  expect(measurement.caveats.map(({ code }) => code)).toContain('output-degenerate');
});

test('a model that repeats itself in both builds is a doubt, and passes', () => {
  const { verdict, measurement } = loopOf(['candidate', 'baseline', 'reference']);
  expect(verdict.verdict).toBe('GO');
  expect(measurement.caveats.find(({ code }) => code === 'output-degenerate')?.message).toContain(
    'as the baseline or the reference does',
  );
});

test('a model that has the flaw now here, now there is no worse for it', () => {
  const run = (baseline: string, candidate: string) =>
    loopOf([], {
      answer: (side, name, ids) =>
        (side === 'baseline' && name === baseline) || (side === 'candidate' && name === candidate)
          ? looping(ids)
          : ids,
    }).verdict.verdict;
  expect(run('a', 'b')).toBe('GO');
  expect(run('none', 'b')).toBe('NO-GO');
});

test('a baseline that alone repeats itself accuses nobody', () => {
  const { verdict, answers } = loopOf(['baseline']);
  expect(verdict.verdict).toBe('GO');
  expect(answers.flawed).toEqual([]);
});

test('what follows on seeded ids is nobody’s answer', () => {
  const { answers } = loopOf(['candidate'], { questions: undefined });
  expect(answers.flawed).toEqual([]);
});

test('an answer of marks alone is empty, whatever greedy ids come after', () => {
  const { verdict } = loopOf([], {
    pieces: [...numbered(100).filter(({ id }) => id !== 77), { id: 77, control: '<|end|>' }],
    answer: (side, _, ids) => (side === 'candidate' ? [77, ...ids.slice(1)] : ids),
  });
  expect(verdict.headline).toContain('answers nothing in quick › a');
});
