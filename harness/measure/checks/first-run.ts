import { TokenTimes } from '../../protocol/token-times.ts';
import { median } from '../../statistics/median.ts';
import type { LaunchRecord } from '../result.ts';
import type { LaunchCheck } from './check.ts';

/** Half-way, as a ratio, to the published penalty of a first run: 25.4 against 13.5 tok/s. */
const MOST_FIRST_TO_LATER = Math.sqrt(25.4 / 13.5);

/** Checks that what is compiled in a first run was compiled in the warm-up. */
export const firstRunChecks: readonly LaunchCheck[] = [
  {
    code: 'warm-up-too-short',
    rule: `after a first or cold load the first repetition of a case takes at most ${MOST_FIRST_TO_LATER.toFixed(2)} times as long as its later ones: else the warm-up did not cover what it runs`,
    effect: 'note',
    find(launch) {
      const regime = launch.load?.regime.regime ?? null;
      if (regime === null || regime === 'warm') return null;
      const found = casesOf(launch).find(({ ratio }) => ratio > MOST_FIRST_TO_LATER);
      return found
        ? `the first trial of ${found.name} took ${found.ratio.toFixed(2)} times as long as its later ones: the warm-up did not cover it`
        : null;
    },
  },
];

/** How much longer the first repetition of a case took than the middle of its others; a case without others is left out. */
function casesOf({ trials }: LaunchRecord): { readonly name: string; readonly ratio: number }[] {
  const first = new Map<string, number>();
  const later = new Map<string, number[]>();
  for (const trial of trials) {
    if (!trial.scored || trial.invalid !== null) continue;
    // From the prompt to the last token: prefill and decoding are compiled apart.
    const us = new TokenTimes(trial).durationUs;
    const known = later.get(trial.case);
    if (trial.repetition === 0) first.set(trial.case, us);
    else if (known) known.push(us);
    else later.set(trial.case, [us]);
  }
  return [...first].flatMap(([name, us]) => {
    const middle = median(later.get(name) ?? []);
    return middle ? [{ name, ratio: us / middle }] : [];
  });
}
