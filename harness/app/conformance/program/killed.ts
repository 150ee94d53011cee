import { setTimeout } from 'node:timers/promises';
import { CheckedLaunch } from '../../../protocol/rules/checked-launch.ts';
import type { Finding, NamedLaunch } from '../conclude.ts';
import type { LaunchViolation } from '../conformance-document.ts';
import { isReached, type LogMoment } from './log-moment.ts';
import { longPlan } from './plans.ts';
import type { StartedLaunch, Workplace } from './workplace.ts';

/** When a launch is ended from outside: as soon as its log holds so many lines of a type. */
interface Moment extends LogMoment {
  readonly name: string;
  readonly how: 'kill' | 'terminate';
}

const moments: readonly Moment[] = [
  { name: 'killed-at-its-start', type: 'agent.started', lines: 1, how: 'kill' },
  { name: 'killed-after-its-load', type: 'model.loaded', lines: 1, how: 'kill' },
  { name: 'killed-in-its-third-trial', type: 'trial.finished', lines: 2, how: 'kill' },
  { name: 'killed-in-its-tenth-trial', type: 'trial.finished', lines: 9, how: 'kill' },
  { name: 'asked-to-end', type: 'trial.finished', lines: 3, how: 'terminate' },
];

/** After it was asked to end. */
const END_SECONDS = 10;

/** Ends launches at several moments. What they left is held against every rule; their logs have no end. */
export async function killedLaunches(
  place: Workplace,
): Promise<{ readonly launches: readonly NamedLaunch[]; readonly finding: Finding }> {
  const launches: NamedLaunch[] = [];
  const violations: LaunchViolation[] = [];
  let shown = 0;
  for (const moment of moments) {
    const started = await place.start(moment.name, JSON.stringify(longPlan(moment.name, place.model)));
    if (await isReached(started, moment)) shown += 1;
    await endNow(started, moment);
    const { name, files, end } = await started.ended;
    if (end.isLate)
      violations.push({ launch: name, line: null, words: 'its log did not come so far in time' });
    if (files === null || files.events === '') continue;
    launches.push({ name, files });
    if (new CheckedLaunch(files).isComplete && moment.how === 'kill')
      violations.push({ launch: name, line: null, words: 'the log has an end, and the launch had none' });
  }
  return {
    launches,
    finding: {
      id: 'killed-at-any-moment',
      says: 'a launch that is killed leaves what was flushed, in whole lines, and no agent.finished',
      violations: shown === 0 ? null : violations,
    },
  };
}

async function endNow({ agent }: StartedLaunch, { how }: Moment): Promise<void> {
  if (how === 'kill') return agent.kill();
  agent.terminate();
  const stop = new AbortController();
  await Promise.race([agent.finished, setTimeout(END_SECONDS * 1000, undefined, { signal: stop.signal })]);
  stop.abort();
  agent.kill();
}
