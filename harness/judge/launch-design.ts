import type { BlockDesign } from '../statistics/block-basis.ts';
import { fitBlocks } from '../statistics/block-regression.ts';
import { must } from '../statistics/must.ts';
import type { ComparedBuild, LaunchValues, Level } from './levels.ts';

/** What else than the build moves a launch. */
type Nuisance = 'drift' | 'carry-over' | 'switch' | 'warm-up';

/**
 * Blocks from which an effect is fitted though it is nearly balanced over the builds and can hardly bias the change: before
 * that its degree of freedom is worth more than its explanation (`npm run eval`).
 */
const BLOCKS_TO_FIT: Readonly<Record<Nuisance, number>> = {
  drift: 1,
  'carry-over': 1,
  switch: 5,
  'warm-up': 5,
};
/**
 * The drift of the first block is fitted by itself where it makes the change's variance so much larger at most, as in the planned
 * order. Where an order hardly tells drift from carry-over, it would cost more than the bias that it takes away.
 */
const MOST_OF_WARM_UP = 1.05;
/**
 * A switch that is balanced over the builds is fitted where it makes the change's variance so much larger at most. In A B B A in each
 * block a drift is twice the carry-over and a switch: a fit of all three has a variance 2.8 times as large, and takes the heat of half a
 * launch for 2.4 points of the build.
 */
const MOST_OF_SWITCH = 1.5;
/** A test for a loss leaves these out where carry-over is nearly apart from the build: a warm-up is then balanced over both. */
const NOT_IN_ALARM: readonly Nuisance[] = ['carry-over', 'warm-up'];
/** A column that correlates less with the build is nearly balanced. */
const BALANCED = 0.2;
/** What is left of a launch's heat after the next one. Nobody knows it of a phone. */
const KEPT = 0.25;
/**
 * So much of the carry-over this share leaves in the change at most, whether all heat is gone after one launch or half of it
 * stays: 0.15 in the planned order, and 0.2 in two blocks of one order and two of the other.
 */
export const MISSED = 0.2;
/** What correlates less with the build is nearly apart: with the planned order a quarter of it gets into a change that does not fit it. */
const NEARLY_APART = 0.5;
/**
 * What goes with the build this far is the build, as the heat of blocks A B, B A: a fit of both would say that nothing is
 * known of either.
 */
const ONE_WITH_BUILD = 0.8;
/** Squares of logs below this are rounding. */
const ROUNDING = 1e-12;
/** All cells of a run have the same order of builds, and so one design: it is worked out once. */
const known = new Map<string, Designs>();
const MOST_KNOWN = 1000;
/** The cases of a cell have the very same launches: what they were arranged to last, by the first of them. */
const lastArranged = new WeakMap<
  LaunchValues,
  { levels: readonly Level[]; pairs: boolean; found: Arrangement }
>();
const naturally = new Intl.Collator('en', { numeric: true });

/** How the launches of a phone are explained. */
interface Designs {
  readonly design: BlockDesign;
  /** The build and the drift alone: with launches taken out of every block, more would hardly be told apart. */
  readonly ofFew: BlockDesign;
  /** Null: the same. */
  readonly ofAlarm: BlockDesign | null;
  /** The design that asks for what earlier launches left, not for the build; null where it is not fitted. */
  readonly ofLeft: BlockDesign | null;
  /** What cannot be told from the build, in this order of launches. */
  readonly confounded: Confounder | null;
}

/** One build always ran later, or one always after the other. */
export type Confounder = Extract<Nuisance, 'drift' | 'carry-over'>;

/** Launches in their order, of the blocks that have both builds, and what explains them. */
interface Arrangement extends Designs {
  /** Where each row of the design stands in the list that was given. */
  readonly places: Int32Array;
}

/**
 * The columns that explain the launches, and those that an alarm is fitted with. Launches of other blocks tell what ran
 * before.
 * @param pairs blocks are pairs of soaks, far apart: the build alone
 */
export function designOf(levels: readonly Level[], pairs: boolean): Arrangement {
  const [first] = levels;
  const last = first && lastArranged.get(first.launch);
  if (last?.pairs === pairs && haveSameLaunches(last.levels, levels)) return last.found;
  const found = arrange(levels, pairs);
  if (first) lastArranged.set(first.launch, { levels, pairs, found });
  return found;
}

/** The launches at some places of a list, and their logs; in loops, since a run asks for it thousands of times. */
export function levelsAt(
  levels: readonly Level[],
  places: Int32Array,
): { usable: Level[]; logs: Float64Array } {
  const usable: Level[] = [];
  const logs = new Float64Array(places.length);
  for (let i = 0; i < places.length; i++) {
    const level = must(levels[Number(places[i])], 'a launch');
    usable.push(level);
    logs[i] = level.log;
  }
  return { usable, logs };
}

const haveSameLaunches = (a: readonly Level[], b: readonly Level[]): boolean =>
  a.length === b.length && a.every(({ launch }, i) => launch === b[i]?.launch);

function arrange(levels: readonly Level[], pairs: boolean): Arrangement {
  const order = [...levels.keys()].sort((a, b) =>
    inOrder(must(levels[a], 'a launch'), must(levels[b], 'a launch')),
  );
  const rows = order.map((i) => must(levels[i], 'a launch'));
  const both = blocksOfBoth(rows);
  const isUsable = ({ launch }: Level): boolean => both.has(launch.block);
  return {
    ...designsOf(rows.filter(isUsable), rows, both, pairs),
    places: Int32Array.from(order.filter((_, i) => isUsable(must(rows[i], 'a launch')))),
  };
}

const inOrder = ({ launch: a }: Level, { launch: b }: Level): number =>
  (a.block === b.block ? 0 : naturally.compare(a.block, b.block)) || a.position - b.position;

function blocksOfBoth(rows: readonly Level[]): Set<string> {
  const of = (build: ComparedBuild): Set<string> =>
    new Set(rows.filter(({ launch }) => launch.build === build).map(({ launch }) => launch.block));
  const candidate = of('candidate');
  return new Set([...of('baseline')].filter((block) => candidate.has(block)));
}

function designsOf(
  usable: readonly Level[],
  all: readonly Level[],
  both: ReadonlySet<string>,
  pairs: boolean,
): Designs {
  const numbers = new Map([...both].map((name, i) => [name, i]));
  const blocks = Int32Array.from(usable, ({ launch }) => must(numbers.get(launch.block), launch.block));
  const build = Float64Array.from(usable, ({ launch }) => Number(launch.build === 'candidate'));
  const alone = { blocks, blockCount: both.size, covariates: [build] };
  if (pairs) return { design: alone, ofFew: alone, ofAlarm: null, ofLeft: null, confounded: null };
  const previous = previousBuilds(usable, all);
  const positions = Float64Array.from(usable, ({ launch }) => launch.position);
  const key = [blocks, build, previous, positions].join(';');
  const found = known.get(key) ?? effectsOf(alone, previous, positions);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, found);
  return found;
}

function effectsOf(alone: BlockDesign, previous: Float64Array, positions: Float64Array): Designs {
  const { blocks, blockCount, covariates } = alone;
  const [build = positions] = covariates;
  const columns: Columns = {
    drift: positions,
    'carry-over': leftBehind(previous),
    switch: previous.map((before, i) => (Number.isNaN(before) ? 0 : Number(before !== build[i]) - 0.5)),
    // A phone that comes cold changes most in its first block: one drift for all blocks takes that for what a build left.
    'warm-up': positions.map((position, i) => (blocks[i] === 0 ? position : 0)),
  };
  const withColumns = (names: readonly Nuisance[]): BlockDesign => designWith(alone, columns, names);
  const usual = usualColumns(alone, columns);
  const warmed: readonly Nuisance[] = [...usual, 'warm-up'];
  const cost = varianceOf(withColumns(warmed)) / varianceOf(withColumns(usual));
  const kept = blockCount >= BLOCKS_TO_FIT['warm-up'] && cost <= MOST_OF_WARM_UP ? warmed : usual;
  const askingFor = (name: Nuisance): BlockDesign => ({
    ...alone,
    covariates: [
      columns[name],
      ...covariates,
      // Heat that builds up over the first block looks like a warm-up: whether a launch left something is asked without that.
      ...usual.filter((other) => other !== name).map((other) => columns[other]),
    ],
  });
  return {
    design: withColumns(kept),
    ofFew: withColumns(['drift']),
    ofAlarm: isNearlyApart(alone, columns['carry-over'])
      ? withColumns(kept.filter((name) => !NOT_IN_ALARM.includes(name)))
      : null,
    ofLeft: kept.includes('carry-over') ? askingFor('carry-over') : null,
    confounded: confounderIn(alone, columns.drift, previous),
  };
}

type Columns = Readonly<Record<Nuisance, Float64Array>>;

const designWith = (alone: BlockDesign, columns: Columns, names: readonly Nuisance[]): BlockDesign => ({
  ...alone,
  covariates: [...alone.covariates, ...names.map((name) => columns[name])],
});

/** What explains launches besides the build in any block, as far as this order can tell it from the build. */
function usualColumns(alone: BlockDesign, columns: Columns): readonly Nuisance[] {
  const shareOf = (name: Nuisance): number => shareOfBuild(alone, columns[name]);
  const isBalanced = (name: Nuisance): boolean => shareOf(name) < BALANCED ** 2;
  const fitted = (['drift', 'carry-over', 'switch'] as const).filter((name) => {
    if (name !== 'drift' && shareOf(name) > ONE_WITH_BUILD) return false;
    return alone.blockCount >= BLOCKS_TO_FIT[name] || !isBalanced(name);
  });
  const others = fitted.filter((name) => name !== 'switch');
  const variance = (names: readonly Nuisance[]): number => varianceOf(designWith(alone, columns, names));
  const isDear = variance(fitted) > MOST_OF_SWITCH * variance(others);
  return isDear && isBalanced('switch') ? others : fitted;
}

/**
 * 0 the baseline, 1 the candidate, NaN unknown: what ran on the phone before each launch, measured or not. Before the first of all,
 * where nobody tells, its own build: of the three that it may be it is the one that looks least like a change of the build, and what
 * one launch may be off by is a fraction of what all of them scatter.
 */
function previousBuilds(usable: readonly Level[], all: readonly Level[]): Float64Array {
  const found = new Float64Array(usable.length);
  let [at, before] = [0, null as ComparedBuild | null];
  for (const row of all) {
    const { previous, build } = row.launch;
    if (row === usable[at]) {
      const told = previous === undefined ? before : previous;
      const own = row === all[0] ? (told ?? build) : told;
      found[at++] = own === null ? Number.NaN : Number(own === 'candidate');
    }
    before = build;
  }
  return found;
}

/** What the launches before left, each a share less than the one after it; an unknown one counts as half of each build. */
function leftBehind(previous: Float64Array): Float64Array {
  let left = 0;
  return previous.map((before) => {
    left = KEPT * left + (Number.isNaN(before) ? 0 : before - 0.5);
    return left;
  });
}

/** Of the change, for launches of variance 1; none where it cannot be told. */
const varianceOf = (design: BlockDesign): number =>
  fitBlocks(design, new Float64Array(design.blocks.length), null)?.unscaledVariance ??
  Number.POSITIVE_INFINITY;

/** Share of a column, inside the blocks, that goes with the build. */
function shareOfBuild(design: BlockDesign, column: Float64Array): number {
  const on = fitBlocks(design, column, null);
  if (!on) return 1;
  const explained = on.effect ** 2 / on.unscaledVariance;
  const whole = explained + on.residualSquares;
  return whole <= ROUNDING ? 0 : explained / whole;
}

const isNearlyApart = (design: BlockDesign, column: Float64Array): boolean =>
  shareOfBuild(design, column) < NEARLY_APART ** 2;

function confounderIn(design: BlockDesign, drift: Float64Array, previous: Float64Array): Confounder | null {
  if (shareOfBuild(design, drift) > 1 - 1e-6) return 'drift';
  const before = previous.map((build) => (Number.isNaN(build) ? 0.5 : build));
  return shareOfBuild(design, before) > ONE_WITH_BUILD ? 'carry-over' : null;
}
