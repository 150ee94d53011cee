import { launchChecks, runChecks, sessionChecks } from './checks/index.ts';
import { metricEntries } from './metric-entries.ts';
import { metricsVersion } from './metrics/index.ts';
import type { Register } from './register-document.ts';

/** Every metric and every check. */
export function register(): Register {
  const checks = [...launchChecks, ...sessionChecks, ...runChecks];
  return {
    v: 1,
    metricsVersion,
    metrics: metricEntries(),
    checks: checks.map(({ code, rule, effect }) => ({ code, rule, effect })),
  };
}
