import type { LaunchRecord } from '../result.ts';
import { type Soak, soakCurve, whyNoSeries } from '../speed-series.ts';
import { type CaseValue, caseValue, type Metric, perLaunch } from './metric.ts';

/** What differs from one sustained metric to the next. */
export interface SoakDefinition
  extends Pick<Metric, 'id' | 'name' | 'unit' | 'direction' | 'formula' | 'source' | 'version' | 'role'> {
  readonly gate?: Metric['gate'];
  readonly deviceColumn?: string;
  readonly needs?: Metric['needs'];
  /** Why there is no value although the soak was long enough. */
  readonly without: string;
  value(soak: Soak, launch: LaunchRecord): number | null;
}

/** A metric of sustained load; burst launches have no such value. */
export function soakMetric({ value, without, ...definition }: SoakDefinition): Metric {
  return {
    needs: ['tokens', 'trial.finished'],
    gate: null,
    ...definition,
    soakOnly: true,
    compute(launch) {
      if (launch.planned.kind !== 'soak') return [];
      const soak = soakCurve(launch);
      return soak
        ? perLaunch(value(soak, launch), without)
        : perLaunch(null, whyNoSeries(launch) ?? TOO_SHORT);
    },
  };
}

/** A time that may not have come when the load ended: then it is known to be longer. */
export function soakTime({ value, without, ...definition }: Omit<SoakDefinition, 'gate'>): Metric {
  return {
    needs: ['tokens', 'trial.finished'],
    ...definition,
    gate: null,
    soakOnly: true,
    compute(launch) {
      if (launch.planned.kind !== 'soak') return [];
      const soak = soakCurve(launch);
      if (!soak) return perLaunch(null, whyNoSeries(launch) ?? TOO_SHORT);
      const seconds = value(soak, launch);
      return seconds === null ? [censored(Math.floor(soak.loadSeconds), without)] : perLaunch(seconds, '');
    },
  };
}

const TOO_SHORT = 'fewer than 300 s of load';

/** "Longer than": the value is unknown, its lower bound is not. */
export const censored = (seconds: number, why: string): CaseValue => ({
  ...caseValue('*', null, `> ${seconds} s: ${why}`),
  censoredAtSeconds: seconds,
});
