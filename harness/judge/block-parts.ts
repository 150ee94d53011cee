import { blockBasis } from '../statistics/block-basis.ts';
import { noiseForm } from '../statistics/block-noise.ts';
import { fitBlocks } from '../statistics/block-regression.ts';
import { mean } from '../statistics/mean.ts';
import { must } from '../statistics/must.ts';
import { designOf } from './launch-design.ts';
import type { PhoneFit } from './launch-model.ts';
import type { ComparedBuild, Level } from './levels.ts';

/** One side of a block: the launches that the change rests on, by their mean log. */
export interface BlockSide {
  readonly launches: number;
  /** Null without a launch. */
  readonly log: number | null;
}

/** What one block of a phone says of a change; natural logs. */
export interface BlockPart {
  /** As its launches name it. */
  readonly block: string;
  readonly baseline: BlockSide;
  readonly candidate: BlockSide;
  /** Launches too far from the others to belong to them; the sides are without them. */
  readonly outlying: number;
  /** What the block adds to the phone's change, drift and what earlier launches left taken out; null: it has no part in one. */
  readonly part: number | null;
  /** Squares of what the fit leaves of its launches, and of the difference of both builds among them; null as above. */
  readonly residualSquares: number | null;
  readonly betweenSquares: number | null;
  /** What the block adds to the variance of a launch: the former, as much as the change leans on the block; null as above. */
  readonly noise: number | null;
}

/** Every block of a phone, and the degrees of freedom of all residuals and of the noise; null where the phone has no fit. */
export interface BlockParts {
  readonly residualDf: number | null;
  readonly noiseDf: number | null;
  readonly parts: readonly BlockPart[];
}

/**
 * Takes a phone's fit apart, block by block: the parts add up to its change, the squares to its noise.
 * @param levels all launches that the fit was made of
 * @param pairs blocks are pairs of soaks
 * @param fit of these launches; null: too few
 */
export function blockParts(levels: readonly Level[], pairs: boolean, fit: PhoneFit | null): BlockParts {
  const shares = fit && sharesOf(levels, pairs, fit);
  const names = [...new Set(levels.map(({ launch }) => launch.block))];
  return {
    residualDf: shares?.df ?? null,
    noiseDf: shares?.noiseDf ?? null,
    parts: names.map((block) => partOf(block, levels, fit, shares?.ofLaunch ?? new Map())),
  };
}

/** What one launch adds to the change, and what the fit leaves of it. */
interface LaunchShare {
  readonly part: number;
  readonly residual: number;
  /** Its residual's square, as much as its block counts in the noise. */
  readonly noise: number;
}

interface LaunchShares {
  readonly df: number;
  readonly noiseDf: number;
  readonly ofLaunch: ReadonlyMap<Level, LaunchShare>;
}

function sharesOf(levels: readonly Level[], pairs: boolean, { kept, variance }: PhoneFit): LaunchShares {
  const { design, places } = designOf(levels, pairs);
  const usable = Array.from(places, (place) => must(levels[place], 'a launch'));
  const isKept = new Set(kept);
  const weights = Float64Array.from(usable, (level) => Number(isKept.has(level)));
  const y = Float64Array.from(usable, ({ log }) => log);
  const basis = must(blockBasis(design, weights), 'the basis of a fit');
  const fit = must(fitBlocks(design, y, weights), 'the fit of a phone');
  const square = must(basis.squares[0], 'the square of the build');
  const form = noiseForm(design, weights);
  const ofLaunch = usable.flatMap((level, i): [Level, LaunchShare][] => {
    if (weights[i] === 0) return [];
    // The direction of the build has no level of a block in it: the logs need not be centred.
    const part = (Number(basis.directions[i]) * level.log) / square;
    const residual = variance === 0 ? 0 : Number(fit.residuals[i]);
    const counts = form ? Number(form.counts[Number(design.blocks[i])]) : 1 / fit.df;
    return [[level, { part, residual, noise: counts * residual ** 2 }]];
  });
  return { df: fit.df, noiseDf: form?.df ?? fit.df, ofLaunch: new Map(ofLaunch) };
}

function partOf(
  block: string,
  levels: readonly Level[],
  fit: PhoneFit | null,
  shares: ReadonlyMap<Level, LaunchShare>,
): BlockPart {
  const out = new Set(fit?.outlying.map(({ launch }) => launch));
  const all = levels.filter(({ launch }) => launch.block === block);
  const own = all.filter(({ launch }) => !out.has(launch));
  const known = own.flatMap((level) => shares.get(level) ?? []);
  const inFit = known.length > 0;
  return {
    block,
    baseline: sideOf(own, 'baseline'),
    candidate: sideOf(own, 'candidate'),
    outlying: all.length - own.length,
    part: inFit ? known.reduce((sum, { part }) => sum + part, 0) : null,
    residualSquares: inFit ? known.reduce((sum, { residual }) => sum + residual ** 2, 0) : null,
    betweenSquares: inFit ? betweenSquares(own, shares) : null,
    noise: inFit ? known.reduce((sum, { noise }) => sum + noise, 0) : null,
  };
}

function sideOf(own: readonly Level[], build: ComparedBuild): BlockSide {
  const logs = own.filter(({ launch }) => launch.build === build).map(({ log }) => log);
  return { launches: logs.length, log: mean(logs) };
}

/** 0 where the block has launches of one build alone. */
function betweenSquares(own: readonly Level[], shares: ReadonlyMap<Level, LaunchShare>): number {
  const of = (build: ComparedBuild): number[] =>
    own.filter(({ launch }) => launch.build === build).flatMap((level) => shares.get(level)?.residual ?? []);
  const [baseline, candidate] = [of('baseline'), of('candidate')];
  const [a, b] = [mean(baseline), mean(candidate)];
  if (a === null || b === null) return 0;
  return (b - a) ** 2 / (1 / baseline.length + 1 / candidate.length);
}
