import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { schemaProblem } from '../errors/schema-problem.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import type { AppState, Phone } from '../phone/phone.ts';
import { type AgentStatus, agentStatus, statusPath } from '../protocol/plan-file.ts';
import type { PhoneSlot } from './phone-slot.ts';
import { retried } from './retried.ts';

interface Waiting {
  readonly phone: Pick<Phone, 'state' | 'readStatus'>;
  readonly slot: Pick<PhoneSlot, 'wait' | 'lastWords'>;
  readonly signal: AbortSignal;
}

/** A launch that runs, and how long it may. */
export interface RunningLaunch {
  readonly bundleId: string;
  readonly launch: string;
  /** Nobody disturbs it for this long, s. */
  readonly expectedSeconds: number;
  /** Of these, seconds that have gone by already. */
  readonly elapsedSeconds: number;
}

export type LaunchEnd = Pick<JournalBody<'harness.launch'>, 'message'> & {
  /** `behind`: another app, or the home screen, lay in front of it; what it measured then is worth nothing. */
  readonly outcome: 'finished' | 'crashed' | 'timed-out' | 'failed' | 'behind';
};

/** A launch may take this many times its estimate before it is given up. */
const LIMIT_FACTOR = 4;
/** An agent that says nothing new for as long as its whole launch was to take, and for this long at least, hangs. */
const LEAST_SILENCE_SECONDS = 120;
/** Polls in a row at which the app is behind another one: iOS may show something of its own for a moment. */
const MOST_BEHIND = 2;
/** Between polls once the estimate has passed; an app's state is asked no faster than every 5 s. */
const POLL_SECONDS = 15;

/**
 * Stays away for the expected time, so that no command falls into a measured window; then polls a few bytes until the
 * agent says it has ended, the app is gone, it hangs or lies behind another, or the limit is reached.
 * @throws HeatsoakError of kind device when the phone cannot be asked; the reason of the signal
 */
export async function awaitEnd(context: Waiting, running: RunningLaunch): Promise<LaunchEnd> {
  const { expectedSeconds, elapsedSeconds } = running;
  await context.slot.wait(Math.max(0, expectedSeconds - elapsedSeconds));
  const limit = expectedSeconds * LIMIT_FACTOR;
  const isLate = lateness(expectedSeconds);
  for (let waited = Math.max(expectedSeconds, elapsedSeconds); ; waited += POLL_SECONDS) {
    context.signal.throwIfAborted();
    const seen = await retried(() => look(context, running), {
      wait: (seconds) => context.slot.wait(seconds),
    });
    const ended = endOf(seen, context.slot) ?? isLate(seen, waited);
    if (ended) return ended;
    if (waited >= limit) return { outcome: 'timed-out', message: `no end after ${Math.round(waited)} s` };
    await context.slot.wait(POLL_SECONDS);
  }
}

/** What one poll saw. */
interface Seen {
  readonly state: AppState;
  readonly status: AgentStatus | null;
}

async function look({ phone }: Waiting, { bundleId, launch }: RunningLaunch): Promise<Seen> {
  // The app's state is read first: an agent that ends between the two reads has written its last status by then.
  const state = await phone.state(bundleId);
  return { state, status: parseStatus(await phone.readStatus(bundleId, launch), launch) };
}

function endOf({ state, status }: Seen, slot: Waiting['slot']): LaunchEnd | null {
  if (status?.state === 'finished') return { outcome: 'finished', message: null };
  if (status?.state === 'failed')
    return { outcome: 'failed', message: 'the agent reported a failure; see its fault event' };
  if (state !== 'not-running' && state !== 'not-installed') return null;
  const when = status ? `after trial ${status.trial}` : 'and its agent left no status';
  const words = slot.lastWords?.().trim() ?? '';
  return { outcome: 'crashed', message: `the app is ${state} ${when}${words === '' ? '' : `: ${words}`}` };
}

/** Tells, poll after poll, an app that hangs and one that lies behind another from one that is slow. */
function lateness(expectedSeconds: number): (seen: Seen, waited: number) => LaunchEnd | null {
  const mostSilence = Math.max(LEAST_SILENCE_SECONDS, expectedSeconds);
  let heartbeat: number | null = null;
  let heardAt: number | null = null;
  let behind = 0;
  return ({ state, status }, waited) => {
    const beat = status?.heartbeatUs ?? null;
    if (heardAt === null || beat !== heartbeat) [heartbeat, heardAt] = [beat, waited];
    behind = state === 'background' ? behind + 1 : 0;
    if (behind === MOST_BEHIND) return { outcome: 'behind', message: 'another app lay in front of it' };
    const silence = Math.round(waited - heardAt);
    if (silence < mostSilence) return null;
    const place = status ? `in trial ${status.trial}` : 'and its agent left no status';
    return { outcome: 'timed-out', message: `no sign of life for ${silence} s ${place}: the app hangs` };
  };
}

/** @throws HeatsoakError `STATUS_BROKEN` */
export function parseStatus(text: string | null, launch: string): AgentStatus | null {
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
