import type { MetricComparison } from '../harness/judge/change.ts';
import type { ReportModel, Timeline } from './report-model.ts';

/** The change for the worse that says most about whether a build may ship. */
export interface WorstChange {
  readonly metric: string;
  readonly name: string;
  readonly device: string;
  readonly suite: string;
  /** The case that changed most; null where it is over all cases. */
  readonly case: string | null;
}

/** Of all changes that decide and are read as worse, the one that passes its limit by most; null where none is. */
export function worstChange(comparisons: readonly MetricComparison[]): WorstChange | null {
  const worse = comparisons.flatMap(({ metric, name, suite, perDevice }) =>
    perDevice
      .filter(({ decides }) => decides)
      .flatMap(({ device, cases, ...whole }) =>
        [{ ...whole, case: null }, ...cases]
          .filter(({ reading }) => reading === 'regression')
          .map((change) => ({
            ...{ metric, name, device, suite, case: change.case },
            times: Math.abs(change.changePercent ?? 0) / change.allowedPercent,
          })),
      ),
  );
  const [worst] = worse.sort((a, b) => b.times - a.times);
  return worst ?? null;
}

/** Index of the launch that a reader sees first: the candidate's longest one on the phone that decided. */
export function firstLaunch({ comparisons, timelines, verdict }: ReportModel): number {
  const isBad = (word: string): boolean => word === 'NO-GO';
  const decided =
    worstChange(comparisons)?.device ?? verdict.devices.find((device) => isBad(device.verdict))?.device;
  const rank = ({ device, role, endUs }: Timeline): number =>
    (device === decided ? 4e15 : 0) + (role === 'candidate' ? 2e15 : 0) + endUs;
  return timelines.reduce((best, each, i) => (rank(each) > rank(timelines[best] ?? each) ? i : best), 0);
}
