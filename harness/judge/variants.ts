import type { Measurement } from '../measure/result.ts';
import { mean } from '../statistics/mean.ts';
import { median } from '../statistics/median.ts';
import { modelLoadsOf } from './model-loads.ts';
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
  return rows.map((row) => ({ ...row, onFront: isOnFront(row, rows) }));
}

function measured({ launches, summaries }: Measurement, device: string, build: string) {
  const own = launches.filter((launch) => launch.device === device && launch.planned.build === build);
  const ofBuild = summaries.filter((each) => each.device === device && each.build === build);
  const of = (metric: string): number | null =>
    median(ofBuild.filter((each) => each.metric === metric).flatMap((each) => each.median ?? []));
  return {
    device,
    build,
    decodeRate: of('decode_rate'),
    ttftMs: of('ttft'),
    loads: modelLoadsOf(ofBuild),
    peakMiB: of('footprint_peak'),
    launches: {
      complete: own.filter((launch) => launch.status === 'complete').length,
      planned: own.length,
    },
  };
}

function qualityOf({ quality, launches }: Measurement, device: string, build: string) {
  const own = quality.filter((each) => each.build === build);
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

type Weighed = Pick<VariantRow, 'device' | 'decodeRate' | 'meanKl'>;

function isOnFront(row: Weighed, rows: readonly Weighed[]): boolean | null {
  const { decodeRate, meanKl } = row;
  if (decodeRate === null || meanKl === null) return null;
  return !rows.some((other) => {
    if (other.device !== row.device || other.decodeRate === null || other.meanKl === null) return false;
    const asGood = other.decodeRate >= decodeRate && other.meanKl <= meanKl;
    return asGood && (other.decodeRate > decodeRate || other.meanKl < meanKl);
  });
}
