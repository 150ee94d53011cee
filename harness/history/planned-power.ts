import type { PlannedPower } from '../experiment/manifest.ts';
import { blocksToProve, smallestEffect, TYPICAL_NOISE } from '../experiment/power.ts';
import { logMargin } from '../judge/decide.ts';
import type { DecidingMargin } from '../judge/gate-rules.ts';
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
        smallestEffectPercent: effect === null ? null : 100 * Math.expm1(effect),
        blocksToProve: blocksToProve(noise, logMargin(marginPercent, metric.direction)),
        calibration: { ...cell.trust },
      };
    }),
  );
}

/** The default number of blocks stays within these: fewer prove nothing, more do not fit a night. */
const FEWEST_DEFAULT = 4;
const MOST_DEFAULT = 16;

/** Blocks that prove no change on every calibrated phone; null when no phone has been calibrated. */
export function blocksForNoise(powers: readonly PlannedPower[]): number | null {
  const learned = powers.filter((power) => power.source === 'calibration');
  if (learned.length === 0) return null;
  const needed = Math.max(...learned.map((power) => power.blocksToProve));
  return Math.min(MOST_DEFAULT, Math.max(FEWEST_DEFAULT, needed));
}
