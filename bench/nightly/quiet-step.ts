import { performNights } from './perform-nights.ts';
import { buildOf, firstNights, osOn } from './planted-nights.ts';
import { withLab } from './with-lab.ts';

/** A step that the gate allows, so that only the history can see it: nights enough before it, and after it. */
const NIGHTS = 40;
const STEP_AT = 28;
const STEP = 0.987;

/** How the history ended nights. */
export interface QuietStep {
  /** Nights that ended NO-GO. */
  readonly stopped: readonly number[];
  readonly isRight: boolean;
}

/**
 * A loss of 1.3 % from night 28 on, where the gate allows 2 %: no A/B of a night stops it. The history raises a trigger, the same
 * night asks for an A/B of that question, and its answer ends one night, and no other.
 */
export async function quietStep(seed: number, blocks: number): Promise<QuietStep> {
  const speedOn = (_: number, build: string): number =>
    build === 'pinned' ? 15 : 20 * (Number(build.slice('night-'.length)) < STEP_AT ? 1 : STEP);
  const planted = { devices: ['one'], speedOn, osOn: () => osOn(1), mishapsOn: () => ({}) };
  return withLab({ seed, blocks, ...planted }, async (lab) => {
    const { nights } = await performNights(lab, firstNights(NIGHTS), buildOf, (night) =>
      night === 1 ? 'the first one' : null,
    );
    const ended = nights.filter(({ document }) => document.verdict === 'NO-GO');
    const stopped = ended.map(({ night }) => night);
    const [first] = ended;
    const isAnswered = first?.document.answers.some(
      ({ outcome, better }) => outcome === 'confirmed' && !better,
    );
    return { stopped, isRight: ended.length === 1 && (first?.night ?? 0) >= STEP_AT && isAnswered === true };
  });
}
