import type { LaunchRecord } from '../result.ts';
import { decodeRate } from './decode-rate.ts';
import { type MeasureContext, type Metric, middle, perLaunch } from './metric.ts';

export const crossSuiteIndex: Metric = {
  id: 'index',
  name: 'Index against baseline',
  unit: '×',
  direction: 'higher',
  needs: ['tokens', 'trial.finished'],
  gate: null,
  role: 'diagnostic',
  formula:
    'geometric mean over cases of decode speed / the baseline’s median in the session; display only, it never decides',
  source: 'MLPerf Client; a mean of ratios, never of raw rates',
  version: 1,
  compute(launch, context) {
    if (launch.planned.role !== 'candidate' || launch.planned.kind !== 'burst') return [];
    const baseline = baselineRates(launch, context);
    if (baseline.size === 0) return [];
    const logs = decodeRate.compute(launch, context).flatMap(({ case: name, value }) => {
      const before = baseline.get(name);
      return value === null || before === undefined ? [] : [Math.log(value / before)];
    });
    const sum = logs.reduce((total, each) => total + each, 0);
    return perLaunch(
      logs.length > 0 ? Math.exp(sum / logs.length) : null,
      'no case with a speed on both sides',
    );
  },
};

function baselineRates({ planned }: LaunchRecord, context: MeasureContext): Map<string, number> {
  const rates = new Map<string, number[]>();
  for (const other of context.session) {
    if (other.planned.role !== 'baseline' || other.planned.suite !== planned.suite) continue;
    for (const { case: name, value } of decodeRate.compute(other, context))
      if (value !== null) rates.set(name, [...(rates.get(name) ?? []), value]);
  }
  return new Map([...rates].map(([name, values]) => [name, middle(values)]));
}
