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
  defaultMarginPercent: null,
  role: 'dashboard',
  formula:
    'Theil–Sen slope of charged memory after unload against the launch index of one build in one session',
  source: 'asked for in elizaOS #8800',
  version: 1,
  compute(launch, { session }) {
    const own = session.filter((each) => each.planned.role === launch.planned.role);
    // One value a session: it stands in the build's last launch.
    if (own.at(-1) !== launch) return [];
    const unloaded = own.flatMap(afterUnload);
    const slope = unloaded.length >= LEAST_LAUNCHES ? theilSen(unloaded) : null;
    return perLaunch(
      slope === null ? null : slope / MIB,
      `fewer than ${LEAST_LAUNCHES} launches that unloaded`,
    );
  },
};

const afterUnload = ({ checkpoints }: LaunchRecord): number[] =>
  checkpoints.filter(({ at }) => at === 'after-unload').map(({ footprintBytes }) => footprintBytes);
