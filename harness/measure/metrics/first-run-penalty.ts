import { TokenTimes } from '../../protocol/token-times.ts';
import type { LoadRegime } from '../load-regime.ts';
import type { LaunchRecord } from '../result.ts';
import { type Metric, perLaunch } from './metric.ts';

const penalty = (regime: LoadRegime, id: string, name: string, when: string): Metric => ({
  id,
  name,
  unit: '×',
  direction: 'target',
  needs: ['model.loaded', 'tokens', 'trial.finished'],
  gate: null,
  role: 'dashboard',
  formula: `decode speed of the first scored trial / of the warm-up, in a launch whose load was ${when}; nearest to 1 is best`,
  source: 'Core AI 13.5 against 25.4 tok/s: the first run compiles shaders',
  version: 3,
  compute(launch) {
    if (launch.load?.regime.regime !== regime) return [];
    const warm = rateOf(launch, true);
    const cold = rateOf(launch, false);
    return perLaunch(warm !== null && cold !== null ? warm / cold : null, 'no warm-up or no valid trial');
  },
});

function rateOf(launch: LaunchRecord, scored: boolean): number | null {
  const trial = launch.trials.find((each) => each.scored === scored && each.invalid === null);
  return trial ? new TokenTimes(trial).tokensPerSecond : null;
}

/** A series for each regime that has a penalty: a warm launch has none. */
export const firstRunPenalty: readonly Metric[] = [
  penalty('first', 'first_run_penalty', 'First-run penalty', 'the first after an install'),
  penalty(
    'cold',
    'cold_run_penalty',
    'First-run penalty of a cold load',
    'cold and not the first after an install',
  ),
];
