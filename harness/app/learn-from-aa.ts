import { HeatsoakError } from '../errors/heatsoak-error.ts';
import {
  type CalibrationRecord,
  type ComparedCell,
  calibrationRecords,
} from '../history/calibration-record.ts';
import { comparableLaunches } from '../judge/comparable-launches.ts';
import type { Derived } from '../judge/derive.ts';
import { fitPhone, type PhoneFit } from '../judge/launch-model.ts';
import { suiteLevels } from '../judge/levels.ts';
import { metricDefinition } from '../measure/metrics/index.ts';
import { must } from '../statistics/must.ts';
import { appendCalibration, readCalibration } from '../store/calibration-store.ts';

/** What an A/A run taught, and the phones that it could teach nothing. */
export interface Learned {
  readonly records: readonly CalibrationRecord[];
  readonly without: readonly string[];
}

/**
 * Adds an A/A run to the calibration store. A phone whose session is invalid teaches nothing.
 * @throws HeatsoakError `NOT_AN_AA_RUN` for a comparison of two builds, `ALREADY_LEARNED` for a run that is in the store
 */
export async function learnFromAa(
  { measurement, comparisons, verdict }: Derived,
  store: string,
): Promise<Learned> {
  const { manifest } = measurement;
  if (manifest.kind !== 'aa') {
    throw new HeatsoakError(
      'NOT_AN_AA_RUN',
      `${manifest.run} compares two builds: it says nothing of the noise alone`,
      {
        hint: 'make one with: heatsoak calibrate device --build build.json',
      },
    );
  }
  const known = await readCalibration(store);
  if (known.records.some((record) => record.run === manifest.run)) {
    throw new HeatsoakError('ALREADY_LEARNED', `${manifest.run} is in the calibration store already`, {
      where: store,
      hint: 'a run counts once; make another with: heatsoak calibrate device --build build.json',
    });
  }
  const invalid = verdict.devices
    .filter((device) => device.verdict === 'INVALID')
    .map(({ device }) => device);
  const comparable = comparableLaunches(measurement);
  const cells = comparisons.map((comparison): ComparedCell => {
    const metric = must(metricDefinition(comparison.metric), comparison.metric);
    const { launches } = comparable.values(metric, comparison.suite);
    const fits = comparison.perDevice.map(({ device }): [string, PhoneFit | null] => [
      device,
      fitPhone(suiteLevels(launches.filter((launch) => launch.device === device)), metric.soakOnly),
    ]);
    return { comparison, launches, fits: new Map(fits) };
  });
  const records = calibrationRecords(manifest, cells).filter((record) => !invalid.includes(record.device));
  await appendCalibration(store, records);
  const taught = new Set(records.map((record) => record.device));
  const without = manifest.sessions.map(({ device }) => device.id).filter((device) => !taught.has(device));
  return { records, without };
}
