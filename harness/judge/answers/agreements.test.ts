import { expect, test } from 'vitest';
import { outputPolicy } from '../../experiment/gate-policy.ts';
import type { PlannedBuild } from '../../experiment/manifest.ts';
import { createRandom } from '../../statistics/random.ts';
import { agreementFindings } from './agreement-findings.ts';
import { type AnsweredRun, derivedRun, type Side } from './answered-run.fixture.ts';

const otherModel = (build: PlannedBuild): PlannedBuild => ({
  ...build,
  model: { ...build.model, sha256: 'b'.repeat(64) },
});
const otherSettings = (build: PlannedBuild): PlannedBuild => ({
  ...build,
  engine: { ...build.engine, flashAttention: true },
});

const ids = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const positions = ids.length - 1;
/** Everybody finds the same text equally likely, but for what this side loses. */
const scoring =
  (lost: Partial<Record<Side, number>>, wrongTop: Partial<Record<Side, number>> = {}) =>
  (side: Side) => ({
    ids,
    logProbabilities: Array.from({ length: positions }, () => -2 - (lost[side] ?? 0)),
    likeliest: Array.from({ length: positions }, (_, i) => (i < (wrongTop[side] ?? 0) ? 99 : i)),
  });

/** Each id is wrong with this probability. */
function wrongInShare(share: number, answer: readonly number[]): number[] {
  const random = createRandom(7);
  return answer.map((id) => (random.uniform() < share ? id + 1 : id));
}

const told = ({ verdict, measurement }: ReturnType<typeof derivedRun>) => ({
  verdict: verdict.verdict,
  says: `${verdict.headline}; ${verdict.detail}`,
  codes: measurement.caveats.map(({ code }) => code),
});
const judged = (run: AnsweredRun) => told(derivedRun(run));
const judgedOther = (run: AnsweredRun) => judged({ candidate: otherModel, ...run });

test('the same answers of both builds and the reference are no matter', () => {
  const { verdict, codes } = judged({ scores: scoring({}) });
  expect(verdict).toBe('GO');
  expect(codes.filter((code) => code.startsWith('output') || code.startsWith('reference'))).toEqual([]);
});

test.each([
  ['all ids 0', (_: readonly number[]) => _.map(() => 0)],
  ['a tenth of the ids wrong', (answer: readonly number[]) => wrongInShare(0.1, answer)],
])('a candidate with %s is never GO, whatever the baseline answers', (_, broken) => {
  const alone = judged({ answer: (side, _name, answer) => (side === 'candidate' ? broken(answer) : answer) });
  const both = judged({ answer: (side, _name, answer) => (side === 'reference' ? answer : broken(answer)) });
  expect(alone.verdict).toBe('NO-GO');
  expect(both.verdict).toBe('INCONCLUSIVE');
  expect(both.says).toContain('answers otherwise than the reference; greedy ids agree for the first');
  expect(both.says).toContain('so does the baseline');
});

test('both builds alike and a little otherwise than the reference is a doubt, and passes', () => {
  const { verdict, codes } = judged({
    answer: (side, name, answer) =>
      side === 'reference' && name === 'a' ? answer.map((id, i) => (i === 20 ? 99 : id)) : answer,
  });
  expect(verdict).toBe('GO');
  expect(codes).toContain('reference-differs');
});

test('another model that the phone computes as the host does, and that loses nothing, passes', () => {
  expect(judgedOther({ scores: scoring({}) }).verdict).toBe('GO');
});

test.each([
  ['no suite scored it', { scores: undefined }, 'no suite scored both', '--suite quality'],
  [
    'there is no reference',
    { reference: false },
    'no reference to hold its answers against',
    'a reference in devices.json',
  ],
] as const)('another model is INCONCLUSIVE where %s, and the next step is named', (_, run, why, next) => {
  const { verdict, says, codes } = judgedOther({ scores: scoring({}), ...run } as AnsweredRun);
  expect(verdict).toBe('INCONCLUSIVE');
  expect(says).toContain(why);
  expect(says).toContain(next);
  expect(codes).toContain('output-unmeasured');
});

test('another model that finds the same texts less likely than the margin allows is NO-GO', () => {
  const lose = (nats: number) => judgedOther({ scores: scoring({ candidate: nats, reference: nats }) });
  expect(lose(0.08)).toMatchObject({ verdict: 'NO-GO' });
  expect(lose(0.08).says).toContain('likelihood is 0.08 nats a token lower, at most 0.05 is allowed');
  expect(lose(0.04).verdict).toBe('GO');
});

test('a phone that finds texts less likely than the host does with the same model is NO-GO', () => {
  const { verdict, says } = judgedOther({ scores: scoring({ candidate: 0.03 }) });
  expect(verdict).toBe('NO-GO');
  expect(says).toContain('answers otherwise than the reference');
});

test('a phone whose likeliest ids are others than the host’s is NO-GO', () => {
  const { verdict, says } = judgedOther({ scores: scoring({}, { candidate: 1 }) });
  expect(verdict).toBe('NO-GO');
  expect(says).toContain('the likeliest id is the same at 90.0 % of positions, at least 95 % is allowed');
});

test('what the baseline shares with the candidate excuses nothing else', () => {
  const { verdict, says } = judged({
    answer: (side, _, answer) => (side === 'reference' ? answer : answer.map(() => 0)),
    scores: scoring({ candidate: 0.3 }),
  });
  expect(verdict).toBe('NO-GO');
  expect(says).toContain('likelihood is 0.3 nats a token lower');
});

test('margins of the policy decide', () => {
  const output = {
    leastPrefixPercent: 50,
    mostPartingPercent: 5,
    leastTopOnePercent: 80,
    mostGapNats: 0.02,
    mostLossNats: 0.2,
  };
  const run: AnsweredRun = {
    scores: scoring({ candidate: 0.08, reference: 0.08 }, { candidate: 1 }),
    extra: { output },
  };
  expect(judgedOther(run).verdict).toBe('GO');
});

test('texts that were scored with other ids prove nothing', () => {
  const scores = (side: Side) => ({
    ...scoring({})(side),
    ids: side === 'baseline' ? [1, ...ids.slice(1)] : ids,
  });
  const { verdict, codes } = judgedOther({ scores });
  expect(verdict).toBe('INCONCLUSIVE');
  expect(codes).toContain('quality-incomparable');
});

test('the same model with other settings may answer a little otherwise, and not mostly', () => {
  const run = (from: number, reference = false) =>
    judged({
      candidate: otherSettings,
      reference,
      answer: (side, _, answer) =>
        side === 'baseline' ? answer : answer.map((id, i) => (i < from ? id : 99)),
    });
  expect(run(20).verdict).toBe('GO');
  expect(run(3)).toMatchObject({ verdict: 'INCONCLUSIVE' });
  expect(run(3).says).toContain('the same model with other settings; greedy ids agree for the first 12.5 %');
  // The reference runs the candidate: where it agrees, the settings are what answers otherwise.
  expect(run(3, true)).toMatchObject({
    verdict: 'INCONCLUSIVE',
    codes: expect.arrayContaining(['settings-answer-otherwise']),
  });
});

const agreed = { unknownAnswers: 0, scoredCases: 0, unlikeCases: 0, topOnePercent: null, lossNats: null };
const findingsOf = (kind: 'equal' | 'close', parted: number, reference = true) => {
  const apart = { ...agreed, answers: 5, equalAnswers: 5 - parted, prefixPercent: 20, partingPercent: 9 };
  const alike = { ...agreed, answers: 5, equalAnswers: 5, prefixPercent: 100, partingPercent: 0 };
  const toReference = { reference: reference ? apart : null, baselineToReference: reference ? alike : null };
  const [finding] = agreementFindings(
    [{ device: 'one', kind, baseline: apart, ...toReference }],
    outputPolicy.parse({}),
  );
  return finding;
};

test('three answers that part early stop a build; one or two may be near ties, and are no pass', () => {
  expect(findingsOf('equal', 3)).toMatchObject({ code: 'reference-differs', verdict: 'NO-GO' });
  expect(findingsOf('equal', 2)).toMatchObject({ code: 'reference-differs', verdict: 'INCONCLUSIVE' });
  expect(findingsOf('close', 3, false)).toMatchObject({
    code: 'settings-answer-otherwise',
    verdict: 'NO-GO',
  });
  expect(findingsOf('close', 2, false)).toMatchObject({ verdict: 'INCONCLUSIVE' });
});

test('an answer whose ids one side does not say is no pass, though the others agree', () => {
  const silent = (run: Partial<AnsweredRun>) =>
    judged({
      ...run,
      answer: (side, name, answer) => (side === 'candidate' && name === 'a' ? null : answer),
    });
  const settings = silent({ candidate: otherSettings, reference: false });
  expect(settings.verdict).toBe('INCONCLUSIVE');
  expect(settings.codes).toContain('output-unknown');
  const model = silent({ candidate: otherModel, scores: scoring({}) });
  expect(model.verdict).toBe('INCONCLUSIVE');
});

test('a policy that lets other answers pass lets them pass unmeasured; what is measured still decides', () => {
  const extra = { sameOutput: false };
  expect(judgedOther({ extra, reference: false }).verdict).toBe('GO');
  const lost = judgedOther({ extra, scores: scoring({ candidate: 0.5, reference: 0.5 }) });
  expect(lost.verdict).toBe('NO-GO');
});

test('the GPU path of an engine is held against its CPU path by two builds of one model', () => {
  const onBackend = (backend: 'cpu' | 'metal') => (build: PlannedBuild) => ({
    ...build,
    engine: { ...build.engine, backend },
  });
  const { verdict, codes } = judged({
    candidate: onBackend('cpu'),
    reference: false,
    answer: (side, _, answer) =>
      side === 'candidate' ? answer.map((id, i) => (i % 8 === 7 ? id + 1 : id)) : answer,
  });
  expect(verdict).toBe('INCONCLUSIVE');
  expect(codes).toContain('settings-answer-otherwise');
});
