import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { schemaProblem } from '../errors/schema-problem.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import type { PlannedBuild, PlannedLaunch } from '../experiment/manifest.ts';
import type { Phone } from '../phone/phone.ts';
import { type AgentStatus, agentStatus, LAUNCH_VARIABLE, statusPath } from '../protocol/plan-file.ts';
import type { PhoneSlot } from './phone-slot.ts';

interface SessionContext {
  readonly phone: Phone;
  readonly slot: PhoneSlot;
  readonly signal: AbortSignal;
}

type Outcome = Omit<JournalBody<'harness.launch'>, 'type' | 'launch'>;

/** A launch may take this many times its estimate before it is given up. */
const LIMIT_FACTOR = 4;
/** Between polls once the estimate has passed; facts: app state no faster than every 5 s. */
const POLL_SECONDS = 15;

/**
 * Starts the app and stays away for the estimated time, so that no command falls into a measured window;
 * then polls a few bytes until the agent says it has ended, the app is gone, or the limit is reached.
 */
export async function awaitLaunch(
  context: SessionContext,
  build: PlannedBuild,
  launch: PlannedLaunch,
): Promise<Outcome> {
  await context.phone.launch(build.bundleId, { [LAUNCH_VARIABLE]: launch.id });
  await context.slot.wait(launch.estimatedSeconds);
  const limit = launch.estimatedSeconds * LIMIT_FACTOR;
  for (let waited = launch.estimatedSeconds; ; waited += POLL_SECONDS) {
    context.signal.throwIfAborted();
    const ended = await endOf(context, build.bundleId, launch.id);
    if (ended) return ended;
    if (waited >= limit) return { outcome: 'timed-out', message: `no end after ${Math.round(waited)} s` };
    await context.slot.wait(POLL_SECONDS);
  }
}

async function endOf(
  { phone, slot }: SessionContext,
  bundleId: string,
  launch: string,
): Promise<Outcome | null> {
  // The app's state is read first: an agent that ends between the two reads has written its last status by then.
  const state = await phone.state(bundleId);
  const status = parseStatus(await phone.readStatus(bundleId, launch), launch);
  if (status?.state === 'finished') return { outcome: 'finished', message: null };
  if (status?.state === 'failed')
    return { outcome: 'failed', message: 'the agent reported a failure; see its fault event' };
  if (state !== 'not-running' && state !== 'not-installed') return null;
  const when = status ? `after trial ${status.trial}` : 'and its agent left no status';
  const words = slot.lastWords?.().trim() ?? '';
  return { outcome: 'crashed', message: `the app is ${state} ${when}${words === '' ? '' : `: ${words}`}` };
}

function parseStatus(text: string | null, launch: string): AgentStatus | null {
  if (text === null) return null;
  try {
    const parsed = agentStatus.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw new Error(schemaProblem(parsed.error, agentStatus));
  } catch (cause) {
    throw new HeatsoakError('STATUS_BROKEN', `the agent's status is broken: ${messageOf(cause)}`, {
      where: statusPath(launch),
      hint: 'install the version of the app that matches this Heatsoak',
      cause,
    });
  }
}
