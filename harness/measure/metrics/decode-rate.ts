import { TokenTimes } from '../../protocol/token-times.ts';
import { type Metric, perCase } from './metric.ts';

export const decodeRate: Metric = {
  id: 'decode_rate',
  name: 'Decode speed',
  unit: 'tok/s',
  direction: 'higher',
  needs: ['tokens', 'trial.finished'],
  gate: {
    decides: true,
    marginPercent: 2,
    worse: { verb: 'decodes', word: 'slower' },
  },
  deviceColumn: 'Decode tok/s',
  role: 'gate',
  formula: '(N − 1) / (tN − t1); of bundles N − first bundle, whose tokens came with t1',
  source: 'AIPerf; MLPerf Client “2nd+ token rate”',
  version: 2,
  compute: (launch) =>
    perCase(launch, (trial) => new TokenTimes(trial).tokensPerSecond, 'fewer than two tokens'),
};
