import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { StartedLaunch } from './workplace.ts';

/** A launch has come so far when its log holds so many lines of a type. */
export interface LogMoment {
  readonly type: string;
  readonly lines: number;
}

/** The log is looked at this often; at most this many trials are then missed. */
const POLL_MS = 3;

/** Waits for the moment; false where the launch ended before. */
export async function isReached(
  { agent, logPath }: StartedLaunch,
  { type, lines }: LogMoment,
): Promise<boolean> {
  const mark = new RegExp(`"type" ?: ?"${type.replace('.', '\\.')}"`, 'g');
  let isOver = false;
  const over = agent.finished.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const log = await readFile(logPath, 'utf8').catch(() => '');
    if ((log.match(mark) ?? []).length >= lines) return true;
    await Promise.race([over, setTimeout(POLL_MS)]);
  }
  return false;
}
