import type { ProgressStep } from '../../session/progress.ts';

/** What one phone has done since it was first heard of. */
interface Course {
  readonly step: ProgressStep;
  readonly first: { readonly done: number; readonly atMs: number };
  /** When the last launch ended. */
  readonly lastAtMs: number;
}

/** How far a run is, and how long it will take, by the launches that ended so far. */
export interface Pace {
  note(step: ProgressStep, nowMs: number): void;
  /** Launches of all phones. */
  counts(): { readonly done: number; readonly planned: number };
  /** Until the slowest phone is done at its own pace so far; null before each has ended a launch. */
  leftMs(nowMs: number): number | null;
}

export function createPace(): Pace {
  const courses = new Map<string, Course>();
  return {
    note(step, nowMs) {
      const before = courses.get(step.device);
      const isAhead = before !== undefined && step.launchesDone > before.step.launchesDone;
      courses.set(step.device, {
        step,
        first: before?.first ?? { done: step.launchesDone, atMs: nowMs },
        lastAtMs: before === undefined || isAhead ? nowMs : before.lastAtMs,
      });
    },
    counts() {
      const steps = [...courses.values()].map(({ step }) => step);
      const sum = (of: (step: ProgressStep) => number): number =>
        steps.reduce((all, step) => all + of(step), 0);
      return {
        done: sum(({ launchesDone }) => launchesDone),
        planned: sum(({ launchesPlanned }) => launchesPlanned),
      };
    },
    leftMs(nowMs) {
      const under = [...courses.values()].filter(
        ({ step }) => !step.lost && step.launchesDone < step.launchesPlanned,
      );
      const left = under.map((course) => leftOf(course, nowMs));
      return left.includes(null) ? null : Math.max(0, ...(left as number[]));
    },
  };
}

function leftOf({ step, first, lastAtMs }: Course, nowMs: number): number | null {
  const ended = step.launchesDone - first.done;
  if (ended <= 0) return null;
  const eachMs = (lastAtMs - first.atMs) / ended;
  return Math.max(0, eachMs * (step.launchesPlanned - step.launchesDone) - (nowMs - lastAtMs));
}

/** `03:05`, and `1:03:05` from an hour on. */
export function clockText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours > 0 ? `${hours}:` : ''}${two(minutes)}:${two(seconds % 60)}`;
}

const BAR = 24;

/** `[██████──────] 12/36 launches, 03:12 gone, about 06:40 left`. */
export function barText(
  { done, planned }: ReturnType<Pace['counts']>,
  goneMs: number,
  leftMs: number | null,
): string {
  const filled = planned === 0 ? 0 : Math.round((BAR * done) / planned);
  const left = leftMs === null ? '' : `, about ${clockText(leftMs)} left`;
  return `[${'█'.repeat(filled)}${'─'.repeat(BAR - filled)}] ${done}/${planned} launches, ${clockText(goneMs)} gone${left}`;
}
