import { type BlockDesign, fitBlocks } from '../statistics/block-regression.ts';
import { must } from '../statistics/must.ts';
import { fitWithoutOutliers } from '../statistics/outlying-rows.ts';
import { fisherSnedecorP } from '../statistics/student-t.ts';
import type { ComparedBuild, Level } from './levels.ts';

/** What all launches of one phone say of one change; logs. */
export interface PhoneFit {
  readonly shift: number;
  /** Variance of the shift for launches of variance 1. */
  readonly unscaledVariance: number;
  /** Of one launch, once its block and what explains it are taken out. */
  readonly variance: number;
  readonly df: number;
  /** Blocks that have launches of both builds. */
  readonly blocks: number;
  /** Launches that the change rests on. */
  readonly kept: readonly Level[];
  /** Launches too far from the others to belong to them; they are told, and the change does not rest on them. */
  readonly outlying: readonly Level[];
  /** A drift over the positions is one with the change: one build always ran later. */
  readonly confounded: boolean;
}

/** What else than the build moves a launch. */
type Nuisance = 'drift' | 'carry-over' | 'switch';

/**
 * Blocks from which an effect is fitted though it is nearly balanced over the builds and can hardly bias the change: before
 * that its degree of freedom is worth more than its explanation (`npm run eval`).
 */
const BLOCKS_TO_FIT: Readonly<Record<Nuisance, number>> = { drift: 1, 'carry-over': 1, switch: 5 };
/** A column that correlates less with the build is nearly balanced. */
const BALANCED = 0.2;
/**
 * What is left of a launch's heat after the next one. Nobody knows it of a phone: with the planned order this share leaves less
 * than 0.16 of the carry-over in the change whether all of it is gone after one launch or half of it stays.
 */
const KEPT = 0.25;
/** p below which the change itself varies from block to block: then only the blocks' own changes tell its spread. */
const VARIES_BELOW = 0.01;
/** Logs of ratios are exact to about 1e-16; a spread or a shift below this is rounding, not measurement. */
const ROUNDING = 1e-12;
const naturally = new Intl.Collator('en', { numeric: true });

/**
 * One regression over all launches of a phone: a level for each block, the build, a drift over the positions, what the
 * build before left behind (heat, caches), and the switch to another build (an install). Every launch tells of the noise.
 * @param pairs blocks are pairs of soaks, far apart: the build alone
 * @returns null with fewer than two blocks of both builds, or without a degree of freedom
 */
export function fitPhone(levels: readonly Level[], pairs = false): PhoneFit | null {
  const { rows, both, usable } = usableRows(levels);
  if (both.size < 2) return null;
  const { design, confounded } = designOf(usable, rows, both.size, pairs);
  const found = fitWithoutOutliers(
    design,
    Float64Array.from(usable, ({ log }) => log),
  );
  if (!found || found.fit.df < 1) return null;
  const { fit, outlying } = found;
  const { variance, df } = spreadOf(usable, fit, outlying, both.size);
  const left = new Set(outlying);
  return {
    shift: rounded(fit.effect),
    unscaledVariance: fit.unscaledVariance,
    variance: Math.sqrt(variance) < ROUNDING ? 0 : variance,
    df,
    blocks: both.size,
    kept: usable.filter((_, i) => !left.has(i)),
    outlying: outlying.map((i) => must(usable[i], 'a row')),
    confounded,
  };
}

/**
 * The shift without the launch of each block that speaks most for it: what a single stalled launch in each block makes of a
 * clean build does not survive this, and a real change does.
 * @param sign of the shift that is doubted
 */
export function shiftWithoutWorst(levels: readonly Level[], sign: number): number | null {
  const { rows, both, usable } = usableRows(levels);
  const { design } = designOf(usable, rows, both.size, false);
  const weights = new Float64Array(usable.length).fill(1);
  for (const block of both) {
    const own = usable.flatMap(({ launch }, i) => (launch.block === block ? [i] : []));
    const worst = worstOf(usable, own, sign);
    if (worst !== null) weights[worst] = 0;
  }
  const y = Float64Array.from(usable, ({ log }) => log);
  return fitBlocks(design, y, weights)?.effect ?? null;
}

/** The launch without which the block's difference of the builds moves most against the sign; null where each stands alone. */
function worstOf(usable: readonly Level[], block: readonly number[], sign: number): number | null {
  let [worst, most] = [null as number | null, 0];
  for (const i of block) {
    const row = must(usable[i], 'a row');
    const others = block.filter((j) => j !== i && usable[j]?.launch.build === row.launch.build);
    if (others.length === 0) continue;
    const mean = others.reduce((sum, j) => sum + must(usable[j], 'a row').log, 0) / others.length;
    const towards = sign * (row.launch.build === 'candidate' ? row.log - mean : mean - row.log);
    if (towards > most) [worst, most] = [i, towards];
  }
  return worst;
}

const rounded = (log: number): number => (Math.abs(log) < ROUNDING ? 0 : log);

/** All launches in their order, the blocks that have both builds, and the launches of those. */
function usableRows(levels: readonly Level[]) {
  const rows = inOrder(levels);
  const both = blocksOfBoth(rows);
  return { rows, both, usable: rows.filter(({ launch }) => both.has(launch.block)) };
}

const inOrder = (levels: readonly Level[]): Level[] =>
  [...levels].sort(
    (a, b) => naturally.compare(a.launch.block, b.launch.block) || a.launch.position - b.launch.position,
  );

function blocksOfBoth(rows: readonly Level[]): Set<string> {
  const of = (build: ComparedBuild): Set<string> =>
    new Set(rows.filter(({ launch }) => launch.build === build).map(({ launch }) => launch.block));
  const candidate = of('candidate');
  return new Set([...of('baseline')].filter((block) => candidate.has(block)));
}

function designOf(
  usable: readonly Level[],
  all: readonly Level[],
  blockCount: number,
  pairs: boolean,
): { design: BlockDesign; confounded: boolean } {
  const names = [...new Set(usable.map(({ launch }) => launch.block))];
  const blocks = Int32Array.from(usable, ({ launch }) => names.indexOf(launch.block));
  const build = Float64Array.from(usable, ({ launch }) => Number(launch.build === 'candidate'));
  const alone = { blocks, blockCount, covariates: [build] };
  if (pairs) return { design: alone, confounded: false };
  const previous = previousBuilds(usable, all);
  const columns: Record<Nuisance, Float64Array> = {
    drift: Float64Array.from(usable, ({ launch }) => launch.position),
    'carry-over': leftBehind(previous),
    switch: previous.map((before, i) => (Number.isNaN(before) ? 0 : Number(before !== build[i]) - 0.5)),
  };
  const kept = (Object.keys(columns) as Nuisance[]).filter(
    (name) => blockCount >= BLOCKS_TO_FIT[name] || !isBalanced(alone, columns[name]),
  );
  const design = { ...alone, covariates: [build, ...kept.map((name) => columns[name])] };
  return { design, confounded: isConfounded(alone, columns.drift) };
}

/** 0 the baseline, 1 the candidate, NaN unknown: what ran on the phone before each launch, measured or not. */
function previousBuilds(usable: readonly Level[], all: readonly Level[]): Float64Array {
  const found = new Float64Array(usable.length);
  let [at, before] = [0, null as ComparedBuild | null];
  for (const row of all) {
    const { previous, build } = row.launch;
    if (row === usable[at]) {
      const own = previous === undefined ? before : previous;
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

/** Share of a column, inside the blocks, that goes with the build. */
function shareOfBuild(design: BlockDesign, column: Float64Array): number {
  const weights = new Float64Array(column.length).fill(1);
  const on = fitBlocks(design, column, weights);
  if (!on) return 1;
  const explained = on.effect ** 2 / on.unscaledVariance;
  const whole = explained + on.residualSquares;
  return whole <= ROUNDING ? 0 : explained / whole;
}

const isBalanced = (design: BlockDesign, column: Float64Array): boolean =>
  shareOfBuild(design, column) < BALANCED ** 2;

const isConfounded = (design: BlockDesign, column: Float64Array): boolean =>
  shareOfBuild(design, column) > 1 - 1e-6;

/**
 * The noise of a launch: from all residuals, unless the change differs from block to block by more than they explain;
 * then from these differences alone.
 */
function spreadOf(
  rows: readonly Level[],
  fit: { readonly residuals: Float64Array; readonly residualSquares: number; readonly df: number },
  outlying: readonly number[],
  blocks: number,
): { variance: number; df: number } {
  const pooled = { variance: fit.residualSquares / fit.df, df: fit.df };
  const between = { squares: betweenBlocks(rows, fit.residuals, new Set(outlying)), df: blocks - 1 };
  const within = { squares: Math.max(0, fit.residualSquares - between.squares), df: fit.df - between.df };
  if (within.df < 1) return pooled;
  const [wide, narrow] = [between.squares / between.df, within.squares / within.df];
  const varies =
    narrow <= 0 ? wide > 0 : fisherSnedecorP(wide / narrow, between.df, within.df) < VARIES_BELOW;
  return varies ? { variance: wide, df: between.df } : pooled;
}

/** Squares of the residual differences of both builds, block by block. */
function betweenBlocks(
  rows: readonly Level[],
  residuals: Float64Array,
  outlying: ReadonlySet<number>,
): number {
  const blocks = new Map<string, { sums: [number, number]; counts: [number, number] }>();
  rows.forEach(({ launch }, i) => {
    if (outlying.has(i)) return;
    const own = blocks.get(launch.block) ?? { sums: [0, 0], counts: [0, 0] };
    const side = launch.build === 'candidate' ? 1 : 0;
    own.sums[side] += residuals[i] ?? 0;
    own.counts[side]++;
    blocks.set(launch.block, own);
  });
  let squares = 0;
  for (const { sums, counts } of blocks.values()) {
    if (counts[0] === 0 || counts[1] === 0) continue;
    const difference = sums[1] / counts[1] - sums[0] / counts[0];
    squares += difference ** 2 / (1 / counts[0] + 1 / counts[1]);
  }
  return squares;
}
