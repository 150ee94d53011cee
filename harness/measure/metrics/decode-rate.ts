import type { TrialRecord } from '../result.ts';
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
  formula: '(N − 1) / (tN − t1)',
  source: 'AIPerf; MLPerf Client “2nd+ token rate”',
  version: 1,
  compute: (launch) =>
    perCase(
      launch,
      (trial) => {
        const seconds = decodeSeconds(trial);
        return seconds > 0 ? (trial.generatedTokens - 1) / seconds : null;
      },
      'fewer than two tokens',
    ),
};

/** tN − t1: the first token belongs to prefill. */
export function decodeSeconds(trial: TrialRecord): number {
  let sum = 0;
  for (let i = 1; i < trial.deltasUs.length; i++) sum += trial.deltasUs[i] ?? 0;
  return sum / 1e6;
}
