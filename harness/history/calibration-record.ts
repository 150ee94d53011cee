import { z } from 'zod';
import type { Manifest } from '../experiment/manifest.ts';
import { type AaTrust, aaTrust } from '../judge/aa-alarm.ts';
import type { MetricComparison } from '../judge/change.ts';
import type { PhoneFit } from '../judge/launch-model.ts';
import { learnLaunchNoise } from '../judge/learn-noise.ts';
import type { LaunchValues } from '../judge/levels.ts';
import { noiseOfNights } from '../statistics/noise-of-nights.ts';

/** A line of the calibration store: what one A/A run said of one metric on one phone. Deviations are in log units. */
export const calibrationRecord = z.object({
  v: z.literal(1),
  run: z.string(),
  at: z.iso.datetime(),
  device: z.string(),
  metric: z.string(),
  metricsVersion: z.int(),
  suites: z.array(z.string()),
  /** SHA-256 of the build's app. */
  app: z.string(),
  blocks: z.int(),
  /** Standard deviation of a launch's level, and so of the contrast of a block of two launches of each build. */
  contrastDeviation: z.number().nonnegative(),
  /** Its degrees of freedom; absent in records of early versions: one less than blocks. */
  df: z.number().positive().optional(),
  launchDeviation: z.number().nonnegative().nullable(),
  withinLaunchDeviation: z.number().nonnegative().nullable(),
  changePercent: z.number(),
  ci95Percent: z.tuple([z.number(), z.number()]),
  p: z.number(),
  missedZero: z.boolean(),
});
export type CalibrationRecord = z.infer<typeof calibrationRecord>;

/** What is compared, and what it was compared from. */
export interface ComparedCell {
  readonly comparison: MetricComparison;
  readonly launches: readonly LaunchValues[];
  /** What all launches of a device say; null: too few. */
  readonly fits: ReadonlyMap<string, PhoneFit | null>;
}

/** The records of an A/A run; a cell with too few blocks for an interval gives no record. */
export function calibrationRecords(manifest: Manifest, cells: readonly ComparedCell[]): CalibrationRecord[] {
  return cells.flatMap(({ comparison, launches, fits }) =>
    comparison.perDevice.flatMap((change): CalibrationRecord[] => {
      const fit = fits.get(change.device);
      if (change.changePercent === null || change.ci95Percent === null || !fit) return [];
      const [low, high] = change.ci95Percent;
      const noise = learnLaunchNoise(launches.filter((launch) => launch.device === change.device));
      return [
        {
          v: 1,
          run: manifest.run,
          at: manifest.startedAt,
          device: change.device,
          metric: comparison.metric,
          metricsVersion: manifest.metricsVersion,
          suites: [comparison.suite],
          app: manifest.builds[0]?.app.sha256 ?? '',
          blocks: fit.blocks,
          contrastDeviation: Math.sqrt(fit.variance),
          df: fit.df,
          launchDeviation: noise.betweenLaunches,
          withinLaunchDeviation: noise.withinLaunches,
          changePercent: change.changePercent,
          ci95Percent: [low, high],
          p: change.p ?? 1,
          missedZero: low > 0 || high < 0,
        },
      ];
    }),
  );
}

/** What A/A runs have taught about one cell. */
export interface CellCalibration {
  /** Log units; null before the first A/A run. */
  readonly deviation: number | null;
  /** Degrees of freedom that it is worth: fewer than were measured where nights differ beyond chance. */
  readonly df: number;
  readonly trust: AaTrust;
}

/** The specification's fortnight of nights: older noise may belong to an older phone state. */
const LEARN_FROM = 14;

/** Noise and trust of one phone and metric, from the records of the same definition of the metric. */
export function cellCalibration(
  records: readonly CalibrationRecord[],
  cell: { readonly device: string; readonly metric: string; readonly metricsVersion: number },
): CellCalibration {
  const own = records
    .filter(
      (record) =>
        record.device === cell.device &&
        record.metric === cell.metric &&
        record.metricsVersion === cell.metricsVersion,
    )
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  const noise = noiseOfNights(
    own.slice(-LEARN_FROM).map(({ contrastDeviation, df, blocks }) => ({
      variance: contrastDeviation ** 2,
      df: df ?? Math.max(0, blocks - 1),
    })),
  );
  return {
    deviation: noise && Math.sqrt(noise.variance),
    df: noise?.df ?? 0,
    trust: aaTrust(own.map((record) => record.missedZero)),
  };
}
