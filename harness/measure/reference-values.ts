import type { LaunchRecord, MetricValue } from './result.ts';

/** Device ÷ reference decode speed, and how far greedy ids agree with the reference's. */
export function referenceValues(
  launches: readonly LaunchRecord[],
  values: readonly MetricValue[],
  reference: string | null,
): MetricValue[] {
  if (reference === null) return [];
  const hostRates = new Map(
    values
      .filter((value) => value.device === reference && value.metric === 'decode_rate')
      .map((value) => [`${value.suite}/${value.case}`, value.value]),
  );
  const ratios = values
    .filter((value) => value.device !== reference && value.metric === 'decode_rate')
    .flatMap((value): MetricValue[] => {
      const host = hostRates.get(`${value.suite}/${value.case}`);
      if (host === undefined) return [];
      const ratio = value.value !== null && host !== null && host > 0 ? value.value / host : null;
      return [
        {
          ...value,
          metric: 'mac_ratio',
          value: ratio,
          reason: ratio === null ? 'one side has no decode speed' : null,
        },
      ];
    });
  return [...ratios, ...tokenParity(launches, reference)];
}

function tokenParity(launches: readonly LaunchRecord[], reference: string): MetricValue[] {
  const expected = new Map<string, readonly number[]>();
  for (const launch of launches) {
    if (launch.device !== reference) continue;
    for (const trial of launch.trials)
      if (trial.repetition === 0 && trial.ids)
        expected.set(`${launch.planned.suite}/${trial.case}`, trial.ids);
  }
  return launches
    .filter((launch) => launch.device !== reference)
    .flatMap((launch) =>
      launch.trials.flatMap((trial): MetricValue[] => {
        const ids = expected.get(`${launch.planned.suite}/${trial.case}`);
        if (!ids || !trial.ids || !trial.scored || trial.repetition !== 0) return [];
        return [
          {
            metric: 'token_parity',
            device: launch.device,
            launch: launch.planned.id,
            role: launch.planned.role,
            suite: launch.planned.suite,
            case: trial.case,
            value: (100 * commonPrefix(ids, trial.ids)) / ids.length,
            reason: null,
          },
        ];
      }),
    );
}

function commonPrefix(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
