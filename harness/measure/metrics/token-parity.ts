import { caseValue, type Metric } from './metric.ts';

export const tokenParity: Metric = {
  id: 'token_parity',
  name: 'Token parity',
  unit: '%',
  direction: 'higher',
  needs: ['tokens', 'trial.finished'],
  gate: null,
  role: 'dashboard',
  formula:
    'longest common prefix of greedy ids with the reference’s / N; the gate decides by the mean of all cases',
  source: 'MLPerf Client checks expected tokens; against a live reference Heatsoak',
  version: 1,
  compute(launch, { reference }) {
    if (reference.includes(launch)) return [];
    const expected = new Map(
      reference
        .filter(({ planned }) => planned.suite === launch.planned.suite)
        .flatMap(({ trials }) => trials.filter((trial) => trial.repetition === 0))
        .map((trial) => [trial.case, trial.ids]),
    );
    return launch.trials.flatMap((trial) => {
      const ids = expected.get(trial.case);
      if (!ids || ids.length === 0 || !trial.ids || !trial.scored || trial.repetition !== 0) return [];
      return [caseValue(trial.case, (100 * commonPrefix(ids, trial.ids)) / ids.length, '')];
    });
  },
};

function commonPrefix(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
