import { TokenTimes } from '../../protocol/token-times.ts';
import { type Metric, perCase } from './metric.ts';

export const ttft: Metric = {
  id: 'ttft',
  name: 'Time to first token',
  unit: 'ms',
  direction: 'lower',
  needs: ['tokens', 'trial.finished'],
  gate: {
    decides: true,
    marginPercent: 3,
    worse: { verb: 'first token is', word: 'slower' },
  },
  deviceColumn: 'First token ms',
  role: 'gate',
  formula: 't1 − t0',
  source: 'AIPerf; MLPerf Inference; Yardstick',
  version: 1,
  compute: (launch) =>
    perCase(
      launch,
      (trial) => {
        const { firstUs } = new TokenTimes(trial);
        return firstUs === null ? null : firstUs / 1000;
      },
      'no token',
    ),
};
