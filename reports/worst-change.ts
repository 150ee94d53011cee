import type { MetricComparison } from '../harness/judge/change.ts';
import type { ReportModel, Timeline } from './report-model.ts';
import { slowestTokenOf } from './shared/slowest-token.ts';
import type { View } from './shared/view-link.ts';

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

/** A token is shown with this much before and after it, s. */
const AROUND_SECONDS = 5;

/** The view of the slowest token that the candidate gave in a suite of a phone, or in one case of it; null without one. */
export function slowestTokenView(
  timelines: readonly Timeline[],
  { device, suite, case: name }: Pick<WorstChange, 'device' | 'suite' | 'case'>,
): { readonly view: View; readonly ms: number } | null {
  const own = timelines.filter(
    (each) => each.device === device && each.suite === suite && each.role === 'candidate',
  );
  const [slowest] = own
    .flatMap((timeline) => {
      const token = slowestTokenOf(timeline.tokens, name);
      return token ? [{ timeline, ...token }] : [];
    })
    .sort((a, b) => b.us - a.us);
  if (!slowest) return null;
  const { timeline, trial, token, us } = slowest;
  const { t0 = 0, deltasUs = [] } = timeline.tokens[trial] ?? {};
  const second = deltasUs.slice(0, token + 1).reduce((sum, delta) => sum + delta, t0) / 1e6;
  return {
    view: {
      ...{ section: 'timeline', device, launch: timeline.launch, trial, token },
      from: Math.max(0, Math.floor(second - AROUND_SECONDS)),
      to: Math.ceil(second + AROUND_SECONDS),
    },
    ms: us / 1000,
  };
}
