import { stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { CheckedLaunch } from '../../../protocol/rules/checked-launch.ts';
import type { Finding } from '../conclude.ts';
import type { EndedLaunch } from './launch-place.ts';
import type { StartedLaunch } from './workplace.ts';

/** The log was seen to have grown to so many bytes, and when this host wrote the last of them. */
interface Sighting {
  readonly bytes: number;
  readonly atMs: number;
}

const POLL_MS = 5;

/** Watches a log grow until its launch is over. */
export async function watchGrowth({ agent, logPath }: StartedLaunch): Promise<Sighting[]> {
  const seen: Sighting[] = [];
  let isOver = false;
  const over = agent.finished.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const log = await stat(logPath).catch(() => null);
    // A look may come seconds late on a busy host: the file knows when it grew.
    if (log && log.size > (seen.at(-1)?.bytes ?? 0)) seen.push({ bytes: log.size, atMs: log.mtimeMs });
    await Promise.race([over, setTimeout(POLL_MS)]);
  }
  return seen;
}

/** Shorter than this, the delays of the writes say more than the clocks. */
const LEAST_SECONDS = 2;
/** A busy host writes late; another unit, or a clock that stands while the program rests, is off by more. */
const MOST_OFF = 0.3;

/**
 * The agent's clock beside this host's, over a launch that also rests: a clock of another unit, or of the processor's time, passes
 * otherwise.
 */
export function trueClock({ name, files }: EndedLaunch, seen: readonly Sighting[]): Finding {
  const launch = files && new CheckedLaunch(files);
  const moments = launch ? seen.flatMap((sighting) => momentOf(launch, files.events, sighting)) : [];
  const [first, last] = [moments[0], moments.at(-1)];
  const hostSeconds = first && last ? (last.atMs - first.atMs) / 1000 : 0;
  const ownSeconds = first && last ? (last.tUs - first.tUs) / 1e6 : 0;
  const isOff = Math.abs(ownSeconds - hostSeconds) > MOST_OFF * hostSeconds;
  const words = `${ownSeconds.toFixed(2)} s passed by its clock, ${hostSeconds.toFixed(2)} s by this host’s`;
  return {
    id: 'true-clock',
    says: 'between two flushes as much time passes by the log’s clock as by this host’s, also while the program rests',
    violations:
      hostSeconds < LEAST_SECONDS ? null : isOff ? [{ launch: name, line: last?.line ?? null, words }] : [],
  };
}

/** The last line that was there, which is as young as its flush. */
function momentOf(
  launch: CheckedLaunch,
  log: string,
  { bytes, atMs }: Sighting,
): { readonly line: number; readonly tUs: number; readonly atMs: number }[] {
  const lines = Buffer.from(log).subarray(0, bytes).toString('utf8').split('\n').length - 1;
  const placed = launch.events.findLast(({ line }) => line <= lines);
  return placed ? [{ line: placed.line, tUs: placed.event.t, atMs }] : [];
}
