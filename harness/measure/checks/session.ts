import { buildRoles } from '../../plan/manifest.ts';
import type { LaunchRecord } from '../result.ts';
import type { SessionCheck } from './check.ts';

/** More than this share of a build's launches out of the statistics, and they say something else than was asked. */
const MOST_EXCLUDED = 0.25;

const isOver = (harness: Parameters<SessionCheck['find']>[0]['harness'], outcome: string) =>
  harness?.events.find((event) => event.type === 'harness.session' && event.outcome === outcome);

const hasValue = (launch: LaunchRecord): boolean =>
  launch.trials.some((trial) => trial.scored && trial.invalid === null);

export const sessionChecks: readonly SessionCheck[] = [
  {
    code: 'session-lost',
    rule: 'the phone stays until its last launch',
    effect: 'invalidates',
    find({ harness, session, device }) {
      const lost = isOver(harness, 'lost');
      if (lost?.type !== 'harness.session') return null;
      const done = session.filter((launch) => launch.status === 'complete').length;
      return `${device.name} was lost after ${done} of ${session.length} launches: ${lost.message ?? ''}`;
    },
  },
  {
    code: 'no-data',
    rule: 'every planned device has data; a missing one never passes',
    effect: 'invalidates',
    find: ({ harness, session, device }) =>
      !isOver(harness, 'lost') && session.every((launch) => launch.status === 'missing')
        ? `${device.name} has no data`
        : null,
  },
  {
    code: 'no-value',
    rule: 'at least one launch of a device gives a value',
    effect: 'invalidates',
    find({ harness, session, device }) {
      const hasData = session.some((launch) => launch.status !== 'missing');
      if (!hasData || isOver(harness, 'lost') || session.some(hasValue)) return null;
      const fault = session.flatMap((launch) => launch.faults)[0];
      return `${device.name}: no launch gave a value${fault ? `; ${fault.code}: ${fault.message}` : ''}`;
    },
  },
  {
    code: 'session-unfinished',
    rule: 'a session runs to its last launch',
    effect: 'invalidates',
    find({ harness, session, device }) {
      return session.some(hasValue) && !isOver(harness, 'lost') && !isOver(harness, 'finished')
        ? `the session on ${device.name} was ended before its last launch`
        : null;
    },
  },
  {
    code: 'os-changed',
    rule: 'one session, one OS build',
    effect: 'invalidates',
    find({ session, device }) {
      const builds = [...new Set(session.flatMap(({ agent }) => agent?.osBuild ?? []))];
      return builds.length > 1 ? `${device.name} changed its OS build: ${builds.join(', ')}` : null;
    },
  },
  {
    code: 'other-device',
    rule: 'the phone that answers is the model that was planned',
    effect: 'invalidates',
    find({ session, device }) {
      const other = session.find(
        ({ agent, virtual }) => agent && virtual === device.virtual && agent.model !== device.model,
      );
      return other ? `planned was ${device.model}, ${other.agent?.model ?? ''} answered` : null;
    },
  },
  {
    code: 'launches-excluded',
    rule: 'at most a quarter of a build’s launches is taken out of the statistics',
    effect: 'invalidates',
    find({ session, device }, excluded) {
      for (const role of buildRoles) {
        const own = (launches: readonly LaunchRecord[]): number =>
          launches.filter((launch) => launch.planned.role === role).length;
        if (own(excluded) > MOST_EXCLUDED * own(session))
          return `${own(excluded)} of ${own(session)} ${role} launches on ${device.name} are not valid`;
      }
      return null;
    },
  },
];
