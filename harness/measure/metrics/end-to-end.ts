import { TokenTimes } from '../../protocol/token-times.ts';
import { type Metric, perCase } from './metric.ts';

export const endToEnd: Metric = {
  id: 'e2e',
  name: 'End-to-end latency',
  unit: 'ms',
  direction: 'lower',
  needs: ['tokens', 'trial.finished'],
  gate: null,
  role: 'dashboard',
  formula: 'tN − t0',
  source: 'common to AIPerf, GuideLLM and MLPerf',
  version: 1,
  compute: (launch) =>
    perCase(
      launch,
      (trial) => (trial.deltasUs.length > 0 ? new TokenTimes(trial).durationUs / 1000 : null),
      'no token',
    ),
};
