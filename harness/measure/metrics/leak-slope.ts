import { theilSen } from '../../statistics/theil-sen.ts';
import type { LaunchRecord } from '../result.ts';
import { type Metric, perLaunch } from './metric.ts';

const MIB = 2 ** 20;
/** Two launches have a difference, not a slope. */
const LEAST_LAUNCHES = 3;

export const leakSlope: Metric = {
  id: 'leak_slope',
  name: 'Leak slope',
  unit: 'MiB/launch',
  direction: 'lower',
  needs: ['checkpoint'],
  gate: null,
  role: 'dashboard',
  formula:
    'Theil–Sen slope of charged memory after unload against the launch index of one build in one suite of a session',
  source: 'asked for in elizaOS #8800',
  version: 2,
  compute(launch, { session }) {
    const own = session.filter((each) => isSameCell(each, launch));
    // One value a session: it stands in the build's last launch of the suite.
    if (own.at(-1) !== launch) return [];
    const unloaded = own.flatMap(afterUnload);
    const slope = unloaded.length >= LEAST_LAUNCHES ? theilSen(unloaded) : null;
    return perLaunch(
      slope === null ? null : slope / MIB,
      `fewer than ${LEAST_LAUNCHES} launches that unloaded`,
    );
  },
};

/** Variants have one role and several builds; another suite loads and leaves another amount. */
const isSameCell = ({ planned: a }: LaunchRecord, { planned: b }: LaunchRecord): boolean =>
  a.suite === b.suite && (a.build ?? a.role) === (b.build ?? b.role);

const afterUnload = ({ checkpoints }: LaunchRecord): number[] =>
  checkpoints.filter(({ at }) => at === 'after-unload').map(({ footprintBytes }) => footprintBytes);
