import { median } from '../../statistics/median.ts';
import { must } from '../../statistics/must.ts';
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
    'Theil–Sen slope of charged memory after unload in one suite, against the index among all launches of the build in the session',
  source: 'asked for in elizaOS #8800',
  version: 2,
  compute(launch, { session }) {
    const ofBuild = session.filter(({ planned }) => buildOf(planned) === buildOf(launch.planned));
    const own = ofBuild.filter(({ planned }) => planned.suite === launch.planned.suite);
    // One value a session: it stands in the build's last launch of the suite.
    if (own.at(-1) !== launch) return [];
    const points = own.flatMap((each) => afterUnload(each, ofBuild.indexOf(each)));
    return perLaunch(
      points.length >= LEAST_LAUNCHES ? slopeOf(points) / MIB : null,
      `fewer than ${LEAST_LAUNCHES} launches that unloaded`,
    );
  },
};

/** Variants have one role and several builds. */
const buildOf = ({ build, role }: LaunchRecord['planned']): string => build ?? role;

/** What a launch left behind; x counts all of the build's launches, for each of them may leak. */
interface Point {
  readonly x: number;
  readonly bytes: number;
}

const afterUnload = ({ checkpoints }: LaunchRecord, x: number): Point[] =>
  checkpoints
    .filter(({ at }) => at === 'after-unload')
    .slice(0, 1)
    .map(({ footprintBytes }) => ({ x, bytes: footprintBytes }));

/** Theil–Sen: the median slope of all pairs. */
const slopeOf = (points: readonly Point[]): number =>
  must(
    median(points.flatMap((a, i) => points.slice(i + 1).map((b) => (b.bytes - a.bytes) / (b.x - a.x)))),
    'a slope',
  );
