import { RECOVERY_CASE } from '../../protocol/case-names.ts';
import { TokenTimes } from '../../protocol/token-times.ts';
import type { LaunchRecord } from '../result.ts';
import { loadWindow } from '../soak-window.ts';
import { soakCurve } from '../speed-series.ts';
import { type Metric, perLaunch } from './metric.ts';
import { censored } from './soak-metric.ts';

const RECOVERED = 0.97;

export const recoveryTime: Metric = {
  id: 't_recovery',
  name: 'Recovery time',
  unit: 's',
  direction: 'lower',
  needs: ['tokens', 'trial.finished'],
  gate: null,
  role: 'dashboard',
  formula:
    'end of load → start of the first of two successive 5 s probes, one every 30 s, at 97 % of burst or more; longer than watched when there are none',
  source: 'Heatsoak; the 97 % are a judgement',
  version: 2,
  compute(launch) {
    if (launch.planned.kind !== 'soak') return [];
    const burst = soakCurve(launch)?.curve.burst;
    const end = loadWindow(launch)?.endUs;
    const probes = launch.trials.filter((trial) => trial.case === RECOVERY_CASE);
    const last = probes.at(-1);
    if (burst === undefined || end === undefined || !last)
      return perLaunch(null, 'the suite asked for no recovery probes, or the soak was too short');
    const at = firstOfTwo(probes, RECOVERED * burst);
    return at === null
      ? [censored(Math.round((last.t0 - end) / 1e6), 'not back at 97 % of burst speed')]
      : perLaunch((at - end) / 1e6, '');
  },
};

function firstOfTwo(probes: LaunchRecord['trials'], least: number): number | null {
  const good = probes.map(
    (probe) => probe.invalid === null && (new TokenTimes(probe).tokensPerSecond ?? 0) >= least,
  );
  const index = good.findIndex((isGood, i) => isGood && good[i + 1] === true);
  return probes[index]?.t0 ?? null;
}
