import { hostBusy } from '../host-fitness.ts';
import { decodeRate } from './decode-rate.ts';
import { caseValue, type Metric } from './metric.ts';

export const macRatio: Metric = {
  id: 'mac_ratio',
  name: 'Device ÷ reference',
  unit: '×',
  direction: 'higher',
  needs: ['tokens', 'trial.finished'],
  gate: null,
  role: 'dashboard',
  formula:
    'decode speed on the device / on the reference of the same run, same model file, prompt and settings; withheld when the host was busy or hot',
  source: 'Yardstick: ratios across runs are fragile, within a run they hold tighter than speeds',
  version: 1,
  compute(launch, context) {
    const references = context.reference.filter(({ planned }) => planned.suite === launch.planned.suite);
    const busy = references.flatMap(({ probes }) => hostBusy(probes) ?? [])[0] ?? null;
    const host = new Map(
      references
        .flatMap((reference) => decodeRate.compute(reference, context))
        .map((value) => [value.case, value.value]),
    );
    if (context.reference.includes(launch)) return [];
    return decodeRate.compute(launch, context).flatMap((value) => {
      const rate = host.get(value.case);
      if (rate === undefined) return [];
      if (busy !== null) return [caseValue(value.case, null, busy)];
      const known = value.value !== null && rate !== null && rate > 0;
      return [
        caseValue(
          value.case,
          known ? (value.value ?? 0) / (rate ?? 1) : null,
          'one side has no decode speed',
        ),
      ];
    });
  },
};
