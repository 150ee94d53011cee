import { TokenTimes } from '../../protocol/token-times.ts';
import type { LaunchRecord } from '../result.ts';
import { type Metric, perLaunch } from './metric.ts';

export const firstRunPenalty: Metric = {
  id: 'first_run_penalty',
  name: 'First-run penalty',
  unit: '×',
  direction: 'target',
  needs: ['model.loaded', 'tokens', 'trial.finished'],
  gate: null,
  role: 'dashboard',
  formula:
    'decode speed of the first scored trial / of the warm-up, in a launch whose load was cold; nearest to 1 is best',
  source: 'Core AI 13.5 against 25.4 tok/s: the first run compiles shaders',
  version: 2,
  compute(launch) {
    const { load } = launch;
    if (load?.cold !== true) return [];
    const warm = rateOf(launch, true);
    const cold = rateOf(launch, false);
    return perLaunch(warm !== null && cold !== null ? warm / cold : null, 'no warm-up or no valid trial');
  },
};

function rateOf(launch: LaunchRecord, scored: boolean): number | null {
  const trial = launch.trials.find((each) => each.scored === scored && each.invalid === null);
  return trial ? new TokenTimes(trial).tokensPerSecond : null;
}
