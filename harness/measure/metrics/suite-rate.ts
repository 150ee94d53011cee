import { TokenTimes } from '../../protocol/token-times.ts';
import { type Metric, perLaunch } from './metric.ts';

export const suiteRate: Metric = {
  id: 'suite_rate',
  name: 'Suite decode throughput',
  unit: 'tok/s',
  direction: 'higher',
  needs: ['tokens', 'trial.finished'],
  gate: null,
  role: 'gate',
  formula: 'Σ(N − 1) / Σ(tN − t1): total tokens over total time, never a mean of rates',
  source: 'token-weighted harmonic mean; arithmetic means of rates are what llama.rn and mlx-lm print',
  version: 2,
  compute(launch) {
    const trials = launch.trials
      .filter((trial) => trial.scored && trial.invalid === null)
      .map((trial) => new TokenTimes(trial).decoded);
    const tokens = trials.reduce((sum, decoded) => sum + decoded.tokens, 0);
    const seconds = trials.reduce((sum, { us }) => sum + us / 1e6, 0);
    return perLaunch(seconds > 0 ? tokens / seconds : null, 'no valid trial');
  },
};
