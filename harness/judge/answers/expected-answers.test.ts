import { expect, test } from 'vitest';
import { type AnsweredRun, anyAgreement, derivedRun, type Side } from './answered-run.fixture.ts';

const RIGHT = [1, 2, 3, 0];
/** The field's own: the digits of a date doubled by one kernel. */
const WRONG = [4, 5, 6, 0];
const pieces = [
  { id: 0, control: '<|end|>' },
  { id: 1, text: ' 2033' },
  { id: 2, text: '-01' },
  { id: 3, text: '-10' },
  { id: 4, text: ' 20333' },
  { id: 5, text: '-01' },
  { id: 6, text: '010' },
];

const run = (wrong: readonly Side[], extra: Partial<AnsweredRun> = {}) =>
  derivedRun({
    questions: { text: '2033-01-10' },
    pieces,
    answer: (side) => [...(wrong.includes(side) ? WRONG : RIGHT), ...Array.from({ length: 20 }, () => 1)],
    extra: { output: anyAgreement },
    candidate: (build) => ({ ...build, engine: { ...build.engine, flashAttention: true } }),
    ...extra,
  });

test('2033-01-10 that becomes 20333-01010 is NO-GO where the baseline copies it right', () => {
  const { verdict, answers } = run(['candidate']);
  expect(verdict).toMatchObject({
    verdict: 'NO-GO',
    headline:
      'iPhone one answers wrongly in 2 of 2 cases that the baseline or the reference gets right, first in quick › a',
    detail: 'expected “2033-01-10”, wrote “ 20333-01010” after “Repeat it: 2033-01-10”',
  });
  expect(answers.expected[0]).toMatchObject({ candidate: 'wrong', baseline: 'right', reference: 'right' });
});

test('a candidate that is right is no matter, also where the baseline is not', () => {
  expect(run([]).verdict.verdict).toBe('GO');
  expect(run(['baseline']).verdict.verdict).toBe('GO');
});

test('the reference alone shows that the model is able', () => {
  expect(run(['candidate', 'baseline']).verdict.verdict).toBe('NO-GO');
});

test('a model that cannot copy at all passes with a doubt', () => {
  const { verdict, measurement } = run(['candidate', 'baseline', 'reference']);
  expect(verdict.verdict).toBe('GO');
  expect(measurement.caveats.find(({ code }) => code === 'answer-nobody-knows')?.message).toContain(
    'the model is not able to, and they prove nothing',
  );
});

test('answers that cannot be read are no pass', () => {
  const { verdict, measurement } = run([], { pieces: [] });
  expect(verdict.verdict).toBe('INCONCLUSIVE');
  expect(measurement.caveats.map(({ code }) => code)).toContain('answer-unknown');
});

test('one wrong launch of many is a wrong answer', () => {
  let asked = 0;
  const { answers } = run([], {
    answer: (side) => (side === 'candidate' && asked++ === 3 ? WRONG : RIGHT),
  });
  expect(answers.expected.map(({ candidate }) => candidate)).toContain('mixed');
});

test('what is not the plan’s to expect is not judged', () => {
  expect(run([], { questions: 'any' }).answers.expected).toEqual([]);
});
