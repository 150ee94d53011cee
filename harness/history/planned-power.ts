import type { PlannedPower } from '../experiment/manifest.ts';
import { blocksToProve, chanceToPass, smallestEffect, TYPICAL_NOISE } from '../experiment/power.ts';
import type { Certainty } from '../judge/certainty.ts';
import { logMargin } from '../judge/decide.ts';
import { CASE_FACTOR, type DecidingMargin } from '../judge/gate-rules.ts';
import type { Metric } from '../measure/metrics/metric.ts';
import { type CalibrationRecord, cellCalibration } from './calibration-record.ts';

interface PowerRequest {
  readonly devices: readonly string[];
  readonly gate: readonly DecidingMargin[];
  readonly blocks: number;
  readonly metricsVersion: number;
  readonly records: readonly CalibrationRecord[];
}

/** What the planned blocks will find on each phone, from its own A/A runs or from typical noise. */
export function plannedPowers(request: PowerRequest): PlannedPower[] {
  return request.devices.flatMap((device) =>
    request.gate.map(({ metric, marginPercent }): PlannedPower => {
      const cell = cellCalibration(request.records, {
        device,
        metric: metric.id,
        metricsVersion: request.metricsVersion,
      });
      const noise = cell.deviation ?? metric.gate?.typicalNoise ?? TYPICAL_NOISE;
      const effect = smallestEffect(noise, request.blocks);
      return {
        device,
        metric: metric.id,
        blocks: request.blocks,
        marginPercent,
        noise,
        source: cell.deviation === null ? 'typical' : 'calibration',
        ...(cell.deviation === null ? {} : { noiseDf: cell.df }),
        smallestEffectPercent: effect === null ? null : 100 * Math.expm1(effect),
        blocksToProve: blocksToProve(noise, logMargin(marginPercent, metric.direction)),
        calibration: { ...cell.trust },
      };
    }),
  );
}

/** What a run compares, as far as its blocks go. */
export interface BlockDesign {
  /** Cases of each burst suite. */
  readonly casesOfSuites: readonly number[];
  readonly powers: readonly PlannedPower[];
  readonly directionOf: (metric: string) => Metric['direction'];
}

/** How likely a clean build passes, and after how many blocks. */
export interface Prospect {
  /** Chance after the last block, over all cells and cases of all phones. */
  readonly chance: number;
  /** Blocks on average; null where the run is analysed at its end alone. */
  readonly blocks: number | null;
}

/** One case scatters so much more than the mean of a suite's cases: launch 1 %, trial 1.5 % and rare slow trials, against the mean of some five. */
const CASE_NOISE = 1.8;

/** One-sided, of one analysis. */
type Levels = Pick<Certainty, 'pass' | 'passOfCase'>;

/** @param leastBlocks before the first analysis; null: one analysis, at the end */
export function prospectOf(
  design: BlockDesign,
  { blocks, levels, leastBlocks }: { blocks: number; levels: Levels; leastBlocks: number | null },
): Prospect {
  const chanceAfter = (count: number): number => chanceOfAll(design, count, levels);
  if (leastBlocks === null) return { chance: chanceAfter(blocks), blocks: null };
  let [expected, passed] = [0, 0];
  for (let count = leastBlocks; count < blocks; count++) {
    const now = Math.max(passed, chanceAfter(count));
    expected += count * (now - passed);
    passed = now;
  }
  return { chance: Math.max(passed, chanceAfter(blocks)), blocks: expected + blocks * (1 - passed) };
}

/** Bonferroni's bound over all tests: what is lost in one may be lost in another, and never more than the sum. */
function chanceOfAll(
  { powers, casesOfSuites, directionOf }: BlockDesign,
  blocks: number,
  levels: Levels,
): number {
  const phones = new Set(powers.map(({ device }) => device)).size;
  const lost = powers.reduce((sum, { metric, noise, marginPercent }) => {
    const chance = (factor: number, margin: number, level: number): number =>
      chanceToPass(
        {
          noise: factor * noise,
          margin: logMargin(margin * marginPercent, directionOf(metric)),
          level,
          devices: phones,
        },
        blocks,
      );
    const ofSuites = casesOfSuites.reduce(
      (total, cases) =>
        total +
        (1 - chance(1, 1, levels.pass)) +
        (cases > 1 ? cases * (1 - chance(CASE_NOISE, CASE_FACTOR, levels.passOfCase)) : 0),
      0,
    );
    return sum + ofSuites;
  }, 0);
  return Math.max(0, 1 - lost);
}

/** Fewer prove nothing, more do not fit a night. */
const FEWEST_BLOCKS = 4;
const MOST_BLOCKS = 16;
/** A clean build passes in nine of ten runs, with a little in hand for what the noise is not. */
const CHANCE = 0.97;

/** The fewest blocks with which a clean build passes nearly always, with what is known of the phones' noise. */
export function blocksToPass(design: BlockDesign, levelsOf: (blocks: number) => Levels): number {
  for (let blocks = FEWEST_BLOCKS; blocks < MOST_BLOCKS; blocks++)
    if (chanceOfAll(design, blocks, levelsOf(blocks)) >= CHANCE) return blocks;
  return MOST_BLOCKS;
}
