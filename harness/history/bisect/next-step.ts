import { mean } from '../../statistics/mean.ts';
import { studentP } from '../../statistics/student-t.ts';
import { type Belief, beliefAfter, type KnownNoise, type MeasuredBuild } from './belief.ts';

/** What a search knows. */
export interface BisectState {
  /** How many builds there are; 0 is the good one, the last one the bad one. */
  readonly builds: number;
  readonly noise: KnownNoise;
  readonly measured: readonly MeasuredBuild[];
  /** Builds that cannot be made or run: nothing is asked of them again. */
  readonly unmeasurable: readonly number[];
  /** Blocks on each phone that the search may take. */
  readonly mostBlocks: number;
}

/** So many more blocks of a build against the good one. */
export interface Measure {
  readonly kind: 'measure';
  readonly build: number;
  readonly blocks: number;
}

/** How a search ended. */
export interface Ended {
  readonly kind: 'ended';
  /**
   * `found`: one build is the first bad one; `narrowed`: one of those that are named, and what lies between cannot be measured;
   * `no-loss`: the bad build is no worse than the good one; `several`: builds lie on more than two levels;
   * `out-of-blocks`: nothing of this is certain enough.
   */
  readonly outcome: 'found' | 'narrowed' | 'no-loss' | 'several' | 'out-of-blocks';
  /** The builds that it is among, with 95 % certainty, in their order; none where there is no loss. */
  readonly among: readonly number[];
  /** How sure the outcome is: 0 to 1. */
  readonly certainty: number;
  readonly loss: number;
}

/** At this certainty a search ends: `npm run eval -- --part Bisect` finds the right build in 95 of 100 at least. */
const CERTAIN = 0.98;
/** What a set of builds that is told must hold. */
const AMONG = 0.95;
/** Both ends are held against each other first: this many blocks tell the noise, and find 3 % on a typical phone. */
export const BLOCKS_OF_ENDS = 4;
/** A build's first blocks, and each time that they did not settle it. */
const BLOCKS_OF_A_STEP = 2;
/** Nothing is learnt of a build that is on its side already at this certainty. */
const SETTLED = 0.005;

/** What to do next; says so by what is believed alone, and so the same of the same state. */
export function nextStep(state: BisectState): Measure | Ended {
  const { builds, measured, noise } = state;
  const last = builds - 1;
  const taken = measured.reduce((sum, { losses }) => sum + losses.length, 0);
  const belief = beliefAfter(builds, measured, noise);
  const ofEnds = blocksOf(state, last);
  if (ofEnds < BLOCKS_OF_ENDS) return { kind: 'measure', build: last, blocks: BLOCKS_OF_ENDS - ofEnds };
  if (belief.none >= CERTAIN)
    return { kind: 'ended', outcome: 'no-loss', among: [], certainty: belief.none, loss: belief.loss };
  const ended = (outcome: Ended['outcome']): Ended => ({
    ...{ kind: 'ended', outcome, among: among(belief), loss: belief.loss },
    certainty: Math.max(...belief.firstBad),
  });
  const odd = measured.length > 1 ? offTheLevels(state, belief) : null;
  if (odd?.isSure) return ended('several');
  if (taken >= state.mostBlocks) return ended('out-of-blocks');
  if (belief.none > 1 - CERTAIN) return { kind: 'measure', build: last, blocks: BLOCKS_OF_A_STEP };
  if (odd) return { kind: 'measure', build: odd.build, blocks: BLOCKS_OF_A_STEP };
  if (Math.max(...belief.firstBad) >= CERTAIN) {
    const side = unprovedSide(state, belief);
    return side === null ? ended('found') : { kind: 'measure', build: side, blocks: BLOCKS_OF_A_STEP };
  }
  const build = mostTelling(state, belief);
  return build === null ? ended('narrowed') : { kind: 'measure', build, blocks: BLOCKS_OF_A_STEP };
}

const blocksOf = ({ measured }: BisectState, build: number): number =>
  measured.find((each) => each.build === build)?.losses.length ?? 0;

/** The build of which it is least known on which side it lies; null where nothing that can be measured tells more. */
function mostTelling({ builds, unmeasurable }: BisectState, { firstBad }: Belief): number | null {
  let [best, nearest, isBad] = [null as number | null, 0.5 - SETTLED, 0];
  for (let build = 1; build < builds; build++) {
    isBad += firstBad[build] ?? 0;
    const distance = Math.abs(isBad - 0.5);
    if (unmeasurable.includes(build) || distance >= nearest) continue;
    [best, nearest] = [build, distance];
  }
  return best;
}

/** The likeliest builds, as many as it takes, in their order. */
function among({ firstBad }: Belief): number[] {
  const ranked = [...firstBad.keys()].sort((a, b) => (firstBad[b] ?? 0) - (firstBad[a] ?? 0));
  const chosen: number[] = [];
  let sum = 0;
  for (const build of ranked) {
    if (sum >= AMONG) break;
    chosen.push(build);
    sum += firstBad[build] ?? 0;
  }
  return chosen.sort((a, b) => a - b);
}

/** How rarely builds of two levels may be taken for builds of more, over all that were measured. */
const MORE_LEVELS = 0.01;
/** From so many blocks on it is no chance of a few launches. */
const BLOCKS_TO_BE_SURE = 8;
/** What the known noise is worth beside the scatter inside each build, degrees of freedom. */
const KNOWN_DF = 6;

/**
 * The build that lies furthest off its level, where it does so by more than blocks scatter inside builds: the good level is 0, the
 * worse one is that of the other worse builds. More of its blocks are asked for before it is believed.
 */
function offTheLevels(
  { measured, noise }: BisectState,
  { firstBad }: Belief,
): { readonly build: number; readonly isSure: boolean } | null {
  const first = likeliest(firstBad);
  const scatter = scatterInside(measured, noise);
  let [worst, least] = [null as MeasuredBuild | null, MORE_LEVELS / measured.length];
  for (const each of measured) {
    const others = measured.filter((other) => other !== each && other.build >= first);
    const level = each.build < first ? [0] : others.flatMap(({ losses }) => losses);
    const off = (mean(each.losses) ?? 0) - (mean(level) ?? 0);
    if (level.length === 0) continue;
    const share = 1 / each.losses.length + (each.build < first ? 0 : 1 / level.length);
    const p = studentP(off / Math.sqrt(scatter.variance * share), scatter.df);
    if (p < least) [worst, least] = [each, p];
  }
  return worst && { build: worst.build, isSure: worst.losses.length >= BLOCKS_TO_BE_SURE };
}

function scatterInside(measured: readonly MeasuredBuild[], { deviation }: KnownNoise) {
  let [squares, df] = [KNOWN_DF * deviation ** 2, KNOWN_DF];
  for (const { losses } of measured) {
    const level = mean(losses) ?? 0;
    squares += losses.reduce((sum, loss) => sum + (loss - level) ** 2, 0);
    df += losses.length - 1;
  }
  return { variance: squares / df, df };
}

const likeliest = (firstBad: readonly number[]): number => firstBad.indexOf(Math.max(...firstBad));

/** Blocks without which neither side of the step is told: one that lies between two levels shows by then. */
const BLOCKS_OF_A_SIDE = 4;

/** Of the two builds at the step, the one that has too few blocks; null where both have them, or cannot be measured. */
function unprovedSide(state: BisectState, { firstBad }: Belief): number | null {
  const first = likeliest(firstBad);
  const sides = [first, first - 1].filter((build) => build > 0 && !state.unmeasurable.includes(build));
  return sides.find((build) => blocksOf(state, build) < BLOCKS_OF_A_SIDE) ?? null;
}
