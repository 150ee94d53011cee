import { resolve } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../../errors/nearest.ts';
import type { PlannedBuild, PlannedDevice } from '../../experiment/manifest.ts';
import {
  type BaselineEntry,
  baselineFor,
  currentBaselines,
  keyOf,
  nearestBaseline,
  wordsOfKey,
} from '../../history/baseline.ts';
import { readBaselines } from '../../store/baseline-store.ts';

/** Baselines of a folder of runs, and lines of their file that could not be read. */
export interface StoredBaselines {
  readonly baselines: readonly BaselineEntry[];
  readonly unreadable: readonly number[];
}

/** The baselines as they stand: one a phone model, iOS, model file and protocol. */
export async function showBaselines(runs = 'runs'): Promise<StoredBaselines> {
  const { records, unreadable } = await readBaselines(resolve(runs));
  return { baselines: currentBaselines(records), unreadable };
}

/** Everything that was ever said of baselines, oldest first. @throws HeatsoakError `DEVICE_UNKNOWN` for a phone that has none */
export async function baselineHistory(runs = 'runs', phone?: string): Promise<StoredBaselines> {
  const { records, unreadable } = await readBaselines(resolve(runs));
  const known = [...new Set(records.map(({ key }) => key.phone))];
  if (phone !== undefined && !known.includes(phone))
    throw new HeatsoakError(
      'DEVICE_UNKNOWN',
      `no baseline is of a phone "${phone}"${didYouMean(nearestName(phone, known))}`,
      {
        hint: known.length > 0 ? `known: ${known.join(', ')}` : 'no baseline was set yet',
      },
    );
  return { baselines: records.filter(({ key }) => phone === undefined || key.phone === phone), unreadable };
}

/**
 * The build that the store has as the baseline of phones that are to run a candidate: one build for all of them.
 * @throws HeatsoakError `BASELINE_MISSING` where a phone has none, `BASELINES_DIFFER` where phones have different ones
 */
export async function storedBaseline(
  runs: string,
  devices: readonly PlannedDevice[],
  candidate: Pick<PlannedBuild, 'model'>,
): Promise<BaselineEntry['build']> {
  const { records } = await readBaselines(runs);
  const found = devices.map((device) => {
    const key = keyOf(device, candidate);
    const entry = baselineFor(records, key);
    if (entry) return { device, build: entry.build };
    const near = nearestBaseline(records, key);
    throw new HeatsoakError('BASELINE_MISSING', `${device.id} has no stored baseline (${wordsOfKey(key)})`, {
      where: runs,
      ...(near === null ? {} : { hint: `${near}; heatsoak baseline set RUN makes one of what was measured` }),
    });
  });
  const apps = new Map(found.map(({ build }) => [build.app, build]));
  const [build] = apps.values();
  if (build && apps.size === 1) return build;
  throw new HeatsoakError(
    'BASELINES_DIFFER',
    `phones have different stored baselines: ${found.map(({ device, build: own }) => `${device.id} ${own.name} of run ${own.run}`).join(', ')}`,
  );
}
