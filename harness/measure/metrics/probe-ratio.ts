import type { LaunchRecord } from '../result.ts';
import { type MeasureContext, type Metric, perLaunch } from './metric.ts';

export const probeRatio: Metric = {
  id: 'probe_ratio',
  name: 'Probe ratio',
  unit: '×',
  direction: 'lower',
  needs: ['probe'],
  gate: null,
  role: 'validity',
  formula:
    'time of the fixed micro-workload before the first trial / its cold reference on this phone: what the agent knows, else the second fastest start of the session, the fastest of two or three; ready up to 1.10',
  source: 'Jetpack Benchmark’s ThrottleDetector',
  version: 2,
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
  const start = probeAtStart(launch);
  if (!start) return null;
  const cold = start.coldUs ?? coldOf(session);
  return cold === null || cold <= 0 ? null : start.durationUs / cold;
}

/** From this many starts on one may be a glitch of the clock, which must not make all others count as warm. */
const ENOUGH_STARTS = 4;

function coldOf(session: MeasureContext['session']): number | null {
  const starts = session.flatMap((each) => probeAtStart(each)?.durationUs ?? []).sort((a, b) => a - b);
  if (starts.length < 2) return null;
  return starts[starts.length < ENOUGH_STARTS ? 0 : 1] ?? null;
}

/** The run of the fixed work before the first trial; work that took no time at all did not run. */
export const probeAtStart = ({ probes }: LaunchRecord): LaunchRecord['probes'][number] | undefined =>
  probes.find(({ at, durationUs }) => at !== 'end' && durationUs > 0);
