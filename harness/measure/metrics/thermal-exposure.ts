import { type ThermalState, thermalStates } from '../../protocol/thermal-states.ts';
import type { LaunchRecord } from '../result.ts';
import { loadWindow } from '../soak-window.ts';
import type { Metric } from './metric.ts';
import { soakMetric } from './soak-metric.ts';

const exposure = (id: string, name: string, least: ThermalState, deviceColumn?: string): Metric =>
  soakMetric({
    id,
    name,
    unit: '%',
    direction: 'lower',
    role: 'dashboard',
    needs: ['thermal', 'tokens'],
    formula: `share of the load with thermal state ${least} or worse`,
    source: 'NSProcessInfo.ThermalState; WhisperKit and MELT log it',
    version: 1,
    ...(deviceColumn ? { deviceColumn } : {}),
    without: 'the device reports no thermal state',
    value: (_soak, launch) => shareAt(launch, thermalStates.indexOf(least)),
  });

function shareAt(launch: LaunchRecord, least: number): number | null {
  const window = loadWindow(launch);
  if (!window || launch.thermal.length === 0) return null;
  const { startUs, endUs } = window;
  const hotUs = launch.thermal.reduce((sum, { tUs, state }, i) => {
    const from = Math.max(startUs, tUs);
    const until = Math.min(endUs, launch.thermal[i + 1]?.tUs ?? endUs);
    return thermalStates.indexOf(state) >= least ? sum + Math.max(0, until - from) : sum;
  }, 0);
  return (100 * hotUs) / (endUs - startUs);
}

export const thermalExposure: readonly Metric[] = [
  exposure('share_fair', 'Time at fair or worse', 'fair'),
  exposure('share_serious', 'Time at serious or worse', 'serious', 'Time in serious heat %'),
  soakMetric({
    id: 'state_lag',
    name: 'Lag of the thermal state',
    unit: 's',
    direction: 'target',
    role: 'diagnostic',
    needs: ['thermal', 'tokens'],
    formula:
      'first rise of the thermal state during load − nearest change of speed level; above 0 the signal came late',
    source: 'mlcommons mobile_app_open #472, llama.cpp #10444: slow while nominal',
    version: 1,
    without: 'neither the state nor the level changed under load',
    value({ curve }, launch) {
      const window = loadWindow(launch);
      const rise = launch.thermal.find(({ tUs }, i) => i > 0 && window !== null && tUs >= window.startUs);
      if (!rise || !window) return null;
      const riseSecond = (rise.tUs - window.startUs) / 1e6;
      const lags = curve.segments
        .slice(1)
        .map(({ startSecond }) => riseSecond - startSecond)
        .sort((a, b) => Math.abs(a) - Math.abs(b));
      return lags[0] ?? null;
    },
  }),
];
