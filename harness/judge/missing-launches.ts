import { excessP, type TwoCounts } from '../statistics/exact-excess.ts';
import { greatest } from '../statistics/extremes.ts';
import type { CellValues, ExperimentValues, LaunchPlace } from './experiment-values.ts';
import type { Objection } from './gate-request.ts';

interface Count {
  readonly missing: number;
  readonly expected: number;
}

/** In one metric, suite and case so many more are no chance where Fisher's test gives them less than one in four, as in a run. */
const LEAST_MORE = 2;
const MOST_P = 0.25;
/** With more than this share of its launches silent a build's values no longer measure what was planned, as in a run. */
const MOST_SILENT = 0.25;

/**
 * A candidate that loses more values than its baseline may lose them because it is worse (a crash has no speed): such a
 * phone never passes, whatever the values that are left say. What it loses in one suite, metric or case is not made up for by
 * what the baseline loses in another.
 */
export function missingObjections(values: ExperimentValues): Objection[] {
  return values.phones.flatMap(({ id }) => {
    const problem = whatIsMissing(values, id);
    if (problem === null) return [];
    const reason = `Cannot tell: ${id}: ${problem}`;
    return [{ device: id, gate: 'launches', verdict: 'INCONCLUSIVE', reason, detail: null }];
  });
}

/** In the order of weight. */
function whatIsMissing(values: ExperimentValues, device: string): string | null {
  const [baseline, candidate] = (['baseline', 'candidate'] as const).map((build) =>
    values.cells.flatMap((cell) => countsOf(values, cell, device, build)),
  );
  if (!baseline || !candidate) return null;
  const [all, other] = [summed(candidate), summed(baseline)];
  if (all.missing > other.missing)
    return `values of the candidate are missing, ${shareOf(all)}; of the baseline ${shareOf(other)}`;
  for (const [i, own] of candidate.entries()) {
    const against = baseline[i];
    if (against && isExcess(twoCounts(own, against)))
      return `values of the candidate are missing in ${own.place}, ${shareOf(own)}; of the baseline ${shareOf(against)}`;
  }
  // What neither build has on a phone is told where it decides, and else nothing is lost with it.
  const measured = candidate.flatMap((own, i) => {
    const both = [own, baseline[i] ?? own];
    return both.some((each) => each.silent < each.made) ? both : [];
  });
  const silent = measured.find((own) => own.silent > MOST_SILENT * own.made);
  if (silent)
    return `${silent.silent} of ${silent.made} launches of the ${silent.build} gave no value in ${silent.place}`;
  return values.cells.map((cell) => otherRepetitions(cell, device)).find((each) => each !== null) ?? null;
}

const shareOf = ({ missing, expected }: Count): string => `${missing} of ${expected}`;

const summed = (counts: readonly Count[]): Count => ({
  missing: counts.reduce((sum, { missing }) => sum + missing, 0),
  expected: counts.reduce((sum, { expected }) => sum + expected, 0),
});

const twoCounts = (own: Count, other: Count): TwoCounts => ({
  ...{ hits: own.missing, of: own.expected },
  ...{ otherHits: other.missing, otherOf: other.expected },
});

const isExcess = (counts: TwoCounts): boolean =>
  counts.hits - counts.otherHits >= LEAST_MORE && excessP([counts]) < MOST_P;

/** Of one case of a metric in a suite. */
interface CaseCount extends Count {
  readonly place: string;
  readonly build: LaunchPlace['build'];
  /** Launches that were made and gave no value here, of all that were made. */
  readonly silent: number;
  readonly made: number;
}

/** A value of each case is expected of each launch, and as many launches in each block as the build has in its fullest ones. */
function countsOf(
  { made }: ExperimentValues,
  { suite, metric, launches, cases }: CellValues,
  device: string,
  build: LaunchPlace['build'],
): CaseCount[] {
  const onPhone = made.filter((launch) => launch.device === device && launch.suite === suite);
  const own = onPhone.filter((launch) => launch.build === build);
  const expected = expectedLaunches(onPhone, own);
  const given = launches.filter((launch) => launch.device === device && launch.build === build);
  // Where no launch has a value at all, each of them lacks one.
  return (cases.length > 0 ? cases : ['']).map((name) => {
    const found = given.filter(({ values }) => values[name] !== undefined).length;
    const place = `${metric.name} in ${suite}${name === '' ? '' : ` › ${name}`}`;
    const missing = Math.max(0, expected - found);
    return { place, build, expected, missing, silent: own.length - found, made: own.length };
  });
}

/**
 * One block that has a launch too many makes the others no shorter.
 * @param all the launches of both builds, which say what blocks there are
 */
function expectedLaunches(all: readonly LaunchPlace[], own: readonly LaunchPlace[]): number {
  const blocks = [...new Set(all.map(({ block }) => block))];
  const counts = new Map<string, number>();
  for (const { block } of own) counts.set(block, (counts.get(block) ?? 0) + 1);
  const fullestFirst = blocks.map((block) => counts.get(block) ?? 0).sort((a, b) => b - a);
  const usual = fullestFirst[blocks.length > 2 ? 1 : 0] ?? 0;
  return blocks.length * usual;
}

/** Values of one build that are averaged over more repetitions than those of the other say less, or more, than they seem. */
function otherRepetitions({ repetitions = [], metric, suite }: CellValues, device: string): string | null {
  const own = repetitions.filter((each) => each.device === device);
  for (const candidate of own.filter(({ build }) => build === 'candidate')) {
    const baseline = own.find((each) => each.build === 'baseline' && each.case === candidate.case);
    if (!baseline) continue;
    const place = `${metric.name} in ${suite} › ${candidate.case}`;
    const [most, others] = [greatest(candidate.counts) ?? 0, greatest(baseline.counts) ?? 0];
    if (most !== others)
      return `launches of the candidate have up to ${most} values of ${place}, those of the baseline ${others}`;
    const short = (counts: readonly number[]): number => counts.filter((count) => count < most).length;
    if (short(candidate.counts) > short(baseline.counts))
      return `repetitions of the candidate are missing of ${place}, in ${short(candidate.counts)} launches; of the baseline in ${short(baseline.counts)}`;
  }
  return null;
}
