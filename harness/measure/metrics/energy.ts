import type { LaunchRecord } from '../result.ts';
import { type CaseValue, type Metric, perLaunch } from './metric.ts';

const JOULES_PER_WATT_HOUR = 3600;

export const energyPerToken: Metric = {
  id: 'energy_token',
  name: 'Energy per token',
  unit: 'J/tok',
  direction: 'lower',
  needs: ['environment', 'agent.started', 'trial.finished'],
  soakOnly: true,
  gate: { decides: false, marginPercent: 5, worse: { verb: 'a token takes', word: 'more energy' } },
  role: 'dashboard',
  formula:
    'ΔE / N over the launch, ± (1 % of the battery’s energy) / N, because the charge is reported in steps of 1 %',
  source: 'Yardstick (± 12.5 %); MELT with an external meter',
  version: 1,
  compute(launch) {
    if (launch.planned.kind !== 'soak') return [];
    const problem = whyUnknown(launch);
    const value = problem === null ? energyOf(launch) : null;
    return value ?? perLaunch(null, problem ?? 'the charge did not fall by a whole step');
  },
};

function whyUnknown({ agent, environment }: LaunchRecord): string | null {
  if (!agent?.batteryWattHours) return 'the battery’s energy is not known';
  if (environment.some(({ charging }) => charging !== false)) return 'the phone was on a cable';
  return environment.some(({ batteryPercent }) => batteryPercent === null)
    ? 'the charge cannot be read'
    : null;
}

function energyOf({ agent, environment, trials }: LaunchRecord): CaseValue[] | null {
  const start = environment.find(({ at }) => at === 'start')?.batteryPercent ?? null;
  const end = environment.find(({ at }) => at === 'end')?.batteryPercent ?? null;
  const tokens = trials.reduce((sum, trial) => sum + trial.generatedTokens, 0);
  if (start === null || end === null || tokens === 0 || start <= end) return null;
  const step = ((agent?.batteryWattHours ?? 0) * JOULES_PER_WATT_HOUR) / 100 / tokens;
  return perLaunch((start - end) * step, '').map((value) => ({
    ...value,
    plusMinus: value.value === null ? null : step,
  }));
}
