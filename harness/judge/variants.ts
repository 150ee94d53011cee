import type { Measurement, QualityRecord } from '../measure/result.ts';
import { mean } from '../statistics/mean.ts';
import { median } from '../statistics/median.ts';
import { must } from '../statistics/must.ts';
import { modelLoadsOf } from './model-loads.ts';
import { intervalOf, isOnFront, launchLogs, launchSpeeds } from './variant-front.ts';
import type { VariantRow } from './variant-row.ts';

/** The table of variants, device by device in the plan's order. Empty for other runs. */
export function variantRows(measurement: Measurement): VariantRow[] {
  const { manifest } = measurement;
  if (manifest.kind !== 'variants') return [];
  const onPhones = manifest.sessions.flatMap(({ device }) =>
    manifest.builds.map((build) => ({
      ...measured(measurement, device.id, build.id ?? ''),
      ...qualityOf(measurement, device.id, build.id ?? ''),
      name: build.name,
      format: build.format ?? null,
      engine: build.engine.name,
      sizeBytes: build.model.sizeBytes,
    })),
  );
  const host = manifest.reference?.device.id;
  const servers = (manifest.servers ?? []).map((server) => ({
    ...measured(measurement, host ?? '', server.id),
    // What the agent itself takes and how fast it connects says nothing of a hosted model.
    ...{ loads: null, peakMiB: null, sizeBytes: null, format: null },
    ...{ topOnePercent: null, meanKl: null, tokenParityPercent: null },
    name: server.name,
    engine: server.engine.name,
  }));
  const rows = [...onPhones, ...servers];
  const weighed = rows.map((row) => ({ ...row, speeds: launchSpeeds(measurement, row) }));
  return rows.map((row, i) => ({ ...row, onFront: isOnFront(must(weighed[i], row.name), weighed) }));
}

function measured(measurement: Measurement, device: string, build: string) {
  const { launches, summaries } = measurement;
  const own = launches.filter((launch) => launch.device === device && launch.planned.build === build);
  const ofBuild = summaries.filter((each) => each.device === device && each.build === build);
  const of = (metric: string): number | null =>
    median(ofBuild.filter((each) => each.metric === metric).flatMap((each) => each.median ?? []));
  const at = { device, build };
  const [decode, ttft] = [launchLogs(measurement, 'decode_rate', at), launchLogs(measurement, 'ttft', at)];
  return {
    ...at,
    decodeRate: geometricMean(decode),
    ttftMs: geometricMean(ttft),
    decode95: intervalOf(decode),
    ttft95: intervalOf(ttft),
    loads: modelLoadsOf(ofBuild),
    peakMiB: of('footprint_peak'),
    launches: {
      complete: own.filter((launch) => launch.status === 'complete').length,
      planned: own.length,
    },
  };
}

/** What the interval is of: the cases' geometric mean, as everywhere where builds are compared. */
const geometricMean = (logs: readonly number[]): number | null => {
  const log = mean(logs);
  return log === null ? null : Math.exp(log);
};

function qualityOf({ quality, launches }: Measurement, device: string, build: string) {
  const own = quality.filter((each) => each.build === build);
  const asked = new Set(quality.map(caseKey));
  // A variant that was given up half way has no record of the other cases.
  if (new Set(own.map(caseKey)).size < asked.size)
    return { topOnePercent: null, meanKl: null, tokenParityPercent: null };
  const parities = own.flatMap(({ suite, case: name, sourceIds }) =>
    launches
      .filter(
        (each) => each.device === device && each.planned.build === build && each.planned.suite === suite,
      )
      .flatMap((each) => each.trials)
      .filter((trial) => trial.case === name && trial.scored && trial.ids !== null)
      .map((trial) => (100 * commonPrefix(sourceIds, trial.ids ?? [])) / Math.max(1, sourceIds.length)),
  );
  return {
    topOnePercent: wholeMean(own.map((each) => each.topOnePercent)),
    meanKl: wholeMean(own.map((each) => each.meanKl)),
    tokenParityPercent: mean(parities),
  };
}

const caseKey = ({ suite, case: name }: Pick<QualityRecord, 'suite' | 'case'>): string =>
  JSON.stringify([suite, name]);

/** A mean over the known cases alone would favour a variant that failed in the others. */
const wholeMean = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? mean(known) : null;
};

function commonPrefix(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
