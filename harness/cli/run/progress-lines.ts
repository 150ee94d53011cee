import type { Progress, ProgressStep } from '../../session/progress.ts';
import { clockText, createPace } from './pace.ts';

/** Progress of a run as this terminal shows it. */
export interface ShownProgress {
  readonly progress: Progress;
  /** Leaves the last state on the screen. */
  finish(): void;
}

/** At most one line a device in this time, except for a launch that ended or a device that was lost: CI logs are read by people too. */
const QUIET_MS = 30_000;

/** Plain progress lines with the time since the start, for CI and pipes. */
export function progressLines(write: (line: string) => void, nowMs: () => number): Progress {
  const startedAt = nowMs();
  const pace = createPace();
  const last = new Map<string, { at: number; done: number }>();
  return (step) => {
    const before = last.get(step.device);
    const now = nowMs();
    pace.note(step, now);
    const isNews = !before || step.lost || step.launchesDone > before.done || now - before.at >= QUIET_MS;
    if (!isNews) return;
    last.set(step.device, { at: now, done: step.launchesDone });
    const left = pace.leftMs(now);
    const rest = left === null || left === 0 ? '' : `; about ${clockText(left)} left`;
    write(`[${clockText(now - startedAt)}] ${describe(step)}${rest}`);
  };
}

/** A step as one line. */
export const describe = (step: ProgressStep): string =>
  `${step.device}  ${step.launchesDone}/${step.launchesPlanned} launches  ${step.message}`;
