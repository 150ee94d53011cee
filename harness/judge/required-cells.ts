import type { Manifest, PlannedDevice, PlannedLaunch } from '../experiment/manifest.ts';
import { metricDefinition, metrics } from '../measure/metrics/index.ts';
import type { MetricComparison } from './change.ts';
import type { RequiredCell } from './gate-request.ts';
import { applies, cellRule, type Place } from './gate-rules.ts';
import { purposeOf } from './run-purpose.ts';
import { type DecidingCell, datedWaivers, isWaived, type JudgedWaiver, judgeWaivers } from './waivers.ts';

/**
 * Every metric that decides, in every suite of its kind on every phone: GO needs a proof for each that nobody waives. A rule of a
 * metric that this Heatsoak does not know, such as one that an older plan names otherwise, has none.
 */
export function requiredCells(manifest: Manifest): RequiredCell[] {
  const dated = datedWaivers(manifest);
  return placesOf(manifest).flatMap(({ device, suite, kind }) => [
    ...decidingIn(manifest, { device, suite, kind })
      .filter(({ metric }) => !isWaived(dated, { metric, suite, device }))
      .map(({ marginPercent: _, ...cell }) => cell),
    ...unknownMetrics(manifest, { suite, deviceModel: device.model }).map(({ id, name }) => ({
      ...{ device: device.id, suite, metric: id, name },
    })),
  ]);
}

/** Every metric that decides where nobody waives it. */
export const decidingCells = (manifest: Manifest): DecidingCell[] =>
  placesOf(manifest).flatMap((place) => decidingIn(manifest, place));

/** A suite on a phone. */
interface PlannedPlace {
  readonly device: PlannedDevice;
  readonly suite: string;
  readonly kind: PlannedLaunch['kind'] | undefined;
}

const placesOf = ({ sessions }: Manifest): PlannedPlace[] =>
  sessions.flatMap(({ device, launches }) =>
    [...new Set(launches.map(({ suite }) => suite))].map((suite) => ({
      ...{ device, suite },
      kind: launches.find((launch) => launch.suite === suite)?.kind,
    })),
  );

const decidingIn = ({ gate }: Manifest, { device, suite, kind }: PlannedPlace): DecidingCell[] =>
  metrics
    .filter(({ soakOnly }) => kind === (soakOnly ? 'soak' : 'burst'))
    .flatMap((metric) => {
      const rule = cellRule(gate, metric, { suite, deviceModel: device.model });
      const { id, name } = metric;
      return rule?.decides
        ? [{ device: device.id, suite, metric: id, name, marginPercent: rule.marginPercent }]
        : [];
    });

/**
 * What became of each waiver of a run's policy. A run that compares nothing has nothing to waive.
 * @param comparisons of the run; absent: it is planned, and nothing has a value yet
 */
export const waiversOfRun = (
  manifest: Manifest,
  comparisons: readonly MetricComparison[] = [],
): JudgedWaiver[] =>
  judgeWaivers(
    {
      ...datedWaivers(manifest),
      devices: manifest.sessions.map(({ device }) => device),
      cells: ['two-builds', 'same-build'].includes(purposeOf(manifest)) ? decidingCells(manifest) : [],
    },
    comparisons,
  );

/** Metrics that the gate's rules name for this place and the register does not have. */
const unknownMetrics = ({ gate }: Manifest, place: Place): { id: string; name: string }[] => {
  const ids = gate
    .filter((rule) => rule.decides !== false && applies(rule, place) && !metricDefinition(rule.metric))
    .map(({ metric }) => metric);
  return [...new Set(ids)].map((id) => ({ id, name: id }));
};
