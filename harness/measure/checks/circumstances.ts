import { excessP } from '../../statistics/exact-excess.ts';
import { greatest, least } from '../../statistics/extremes.ts';
import type { LaunchRecord } from '../result.ts';
import type { SessionCheck } from './check.ts';
import { isOf } from './is-of.ts';

/** Builds take turns, so that a charger that was plugged in half-way is there for both: p of a share that differs so by chance. */
const UNLIKELY = 0.005;
const LEAST_LAUNCHES = 2;

type Words = (launch: LaunchRecord) => readonly string[];
type Reading = (launch: LaunchRecord) => readonly number[];

/** What a phone says in words. An agent that does not say whether it charges is another case than one that says no. */
const worded: readonly (readonly [name: string, of: Words])[] = [
  ['charging', ({ environment }) => environment.map(({ charging }) => String(charging))],
  ['network', ({ environment }) => environment.flatMap(({ network }) => network ?? [])],
  ['the end of the cool-down', ({ cooldown }) => [cooldown?.outcome ?? []].flat()],
];

/** What a phone says in numbers, and how far apart those of two builds may lie: more than a session drifts between two launches. */
const measured: readonly (readonly [name: string, of: Reading, apart: number])[] = [
  ['brightness', ({ environment }) => environment.flatMap(({ brightness }) => brightness ?? []), 0.1],
  ['the charge', ({ environment }) => environment.flatMap(({ batteryPercent }) => batteryPercent ?? []), 20],
  ['the battery’s temperature', ({ cooldown }) => [cooldown?.batteryCelsius ?? []].flat(), 3],
];

/** Checks that both builds met the same circumstances: what only one of them met may be what made the difference, or hid it. */
export const circumstancesCheck: SessionCheck = {
  code: 'circumstances-differ',
  rule: 'charger, network, brightness, charge and temperature are not one way for one build and another way for the other',
  effect: 'doubts',
  find({ session }) {
    const [baseline, candidate] = [session.filter(isOf('baseline')), session.filter(isOf('candidate'))];
    const found =
      worded.find(([, of]) => areOtherwise(baseline.map(of), candidate.map(of))) ??
      (Math.min(baseline.length, candidate.length) < LEAST_LAUNCHES
        ? undefined
        : measured.find(([, of, apart]) => areApart(baseline.flatMap(of), candidate.flatMap(of), apart)));
    return found === undefined ? null : `${found[0]} was another for the candidate than for the baseline`;
  },
};

type Said = readonly (readonly string[])[];

/** No launch of one build met what the other's met, or far more of them did than chance has it. */
function areOtherwise(baseline: Said, candidate: Said): boolean {
  const [own, other] = [new Set(baseline.flat()), new Set(candidate.flat())];
  if (own.size === 0 || other.size === 0) return false;
  if ([...own].every((value) => !other.has(value))) return true;
  return [...own, ...other].some((value) => {
    const met = (said: Said): number => said.filter((values) => values.includes(value)).length;
    const counts = { hits: met(candidate), of: candidate.length };
    const others = { hits: met(baseline), of: baseline.length };
    const p = (a: typeof counts, b: typeof counts): number =>
      excessP([{ ...a, otherHits: b.hits, otherOf: b.of }]);
    return Math.min(p(counts, others), p(others, counts)) < UNLIKELY;
  });
}

/** The ranges of several launches lie apart: of one pair the second finds another phone than the first. */
function areApart(a: readonly number[], b: readonly number[], apart: number): boolean {
  const gap = (lower: readonly number[], upper: readonly number[]): number =>
    (least(upper) ?? Number.NEGATIVE_INFINITY) - (greatest(lower) ?? Number.POSITIVE_INFINITY);
  return gap(a, b) > apart || gap(b, a) > apart;
}
