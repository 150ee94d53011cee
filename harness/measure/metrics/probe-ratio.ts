import { least } from '../../statistics/extremes.ts';
import type { LaunchRecord } from '../result.ts';
import { type MeasureContext, type Metric, perLaunch } from './metric.ts';

export const probeRatio: Metric = {
  id: 'probe_ratio',
  name: 'Probe ratio',
  unit: '×',
  direction: 'lower',
  needs: ['probe'],
  defaultMarginPercent: null,
  role: 'validity',
  formula:
    'time of the fixed micro-workload before the first trial / its cold reference on this phone: what the agent knows, else the fastest of the session; ready up to 1.10',
  source: 'Jetpack Benchmark’s ThrottleDetector',
  version: 1,
  compute(launch, context) {
    if (launch.probes.length === 0) return [];
    return perLaunch(probeRatioOf(launch, context), 'no cold reference: the only launch of its session');
  },
};

/** How much slower than cold the phone was at the launch's start; null without anything to compare with. */
export function probeRatioOf(
  launch: LaunchRecord,
  { session }: Pick<MeasureContext, 'session'>,
): number | null {
  const start = startOf(launch);
  if (!start) return null;
  const others = session.flatMap((each) => startOf(each)?.durationUs ?? []);
  const cold = start.coldUs ?? (others.length > 1 ? least(others) : null);
  return cold === null || cold <= 0 ? null : start.durationUs / cold;
}

const startOf = ({ probes }: LaunchRecord) => probes.find(({ at }) => at !== 'end');
