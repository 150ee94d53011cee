import type { PlannedDevice } from '../experiment/manifest.ts';
import type { DeviceChange, MetricComparison } from '../judge/change.ts';
import type { Derived } from '../judge/derive.ts';
import { metrics } from '../measure/metrics/index.ts';
import type { Metric } from '../measure/metrics/metric.ts';
import { median } from '../statistics/median.ts';

/** The candidate's value of one metric of one suite on one phone: the judged one, where it was judged. */
export interface MeasuredValue {
  readonly device: PlannedDevice;
  readonly suite: string;
  readonly metric: Metric;
  /** In the metric's unit. */
  readonly value: number;
  /** 95 % interval of the value by what the change is known to; null where nothing was compared. */
  readonly interval: readonly [number, number] | null;
  /** Against the baseline; null without one. */
  readonly change: DeviceChange | null;
}

/**
 * What a tool that keeps series of numbers is to get of a run. Of a phone on which nothing is valid it gets nothing, nor what
 * could not be compared where builds were compared: a number in a series is read as one that counts.
 */
export function measuredValues({ measurement, comparisons, verdict }: Derived): MeasuredValue[] {
  const { sessions, builds } = measurement.manifest;
  const isValid = (device: string): boolean =>
    verdict.devices.find((each) => each.device === device)?.verdict !== 'INVALID';
  const isCompared = builds.some(({ role }) => role === 'baseline');
  const find = isCompared ? comparedValue(comparisons) : medianValue(measurement.summaries);
  return sessions
    .filter(({ device }) => isValid(device.id))
    .flatMap(({ device, launches }) =>
      [...new Set(launches.map(({ suite }) => suite))].flatMap((suite) =>
        published.flatMap((metric) => {
          const found = find(device.id, suite, metric.id);
          return found ? [{ device, suite, metric, ...found }] : [];
        }),
      ),
    );
}

/** What says something of a build, and better or worse of each change. */
const published = metrics.filter(
  ({ role, direction }) => (role === 'gate' || role === 'dashboard') && direction !== 'target',
);

type Find = (
  device: string,
  suite: string,
  metric: string,
) => Pick<MeasuredValue, 'value' | 'interval' | 'change'> | null;

const comparedValue =
  (comparisons: readonly MetricComparison[]): Find =>
  (device, suite, metric) => {
    const change = comparisons
      .find((each) => each.metric === metric && each.suite === suite)
      ?.perDevice.find((each) => each.device === device);
    if (!change || change.candidate === null || change.changePercent === null) return null;
    return { value: change.candidate, interval: intervalOf(change), change };
  };

function intervalOf({ baseline, ci95Percent }: DeviceChange): [number, number] | null {
  if (baseline === null || ci95Percent === null) return null;
  const [low, high] = ci95Percent;
  return [baseline * (1 + low / 100), baseline * (1 + high / 100)];
}

/** Of one build alone: the median over its cases. */
const medianValue =
  (summaries: Derived['measurement']['summaries']): Find =>
  (device, suite, metric) => {
    const own = summaries.filter(
      (each) =>
        each.metric === metric &&
        each.device === device &&
        each.suite === suite &&
        each.role === 'candidate' &&
        each.censoredAtSeconds === null,
    );
    const value = median(own.flatMap((each) => each.median ?? []));
    return value === null ? null : { value, interval: null, change: null };
  };

/** What a series is called by for years: the phone without what may be renamed, and whether it is one of iron. */
export const phoneKey = ({ id, model, virtual }: PlannedDevice): string =>
  `${virtual ? 'virtual ' : ''}${model} ${id}`;
