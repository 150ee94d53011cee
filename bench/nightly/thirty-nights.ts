import { performNights } from './perform-nights.ts';
import {
  buildOf,
  firstNights,
  mishapsOn,
  NIGHTS,
  osOn,
  PHONES,
  plantedOn,
  speedOn,
} from './planted-nights.ts';
import { type ShownNight, shownNights } from './shown.ts';
import { withLab } from './with-lab.ts';

/** Why a person makes the night's build the baseline in the morning: the first one, a new iOS, a step that is meant. */
const reasons: Partial<Record<ReturnType<typeof plantedOn>, string>> = {
  first: 'the first one',
  update: 'measured on the new iOS',
  step: 'slower by the new sampler, agreed',
};

/** Thirty nights of one seed, or some of them. @param blocks ABBA blocks a phone */
export const thirtyNights = (
  seed: number,
  blocks: number,
  which: readonly number[] = firstNights(NIGHTS),
): Promise<ShownNight[]> =>
  withLab({ seed, blocks, devices: PHONES, speedOn, osOn, mishapsOn }, async (lab) =>
    shownNights(await performNights(lab, which, buildOf, (night) => reasons[plantedOn(night)] ?? null)),
  );
