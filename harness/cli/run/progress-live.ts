import { createLogUpdate } from 'log-update';
import type { ProgressStep } from '../../session/progress.ts';
import { type Line, paint, rendered } from '../../terminal/line.ts';
import { barText, createPace } from './pace.ts';
import { describe, type ShownProgress } from './progress-lines.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

/** One live block on a terminal: a line a device, in the order in which they report, and a bar over all of them. */
export function progressLive(stream: NodeJS.WriteStream = process.stdout): ShownProgress {
  const steps = new Map<string, ProgressStep>();
  const update = createLogUpdate(stream);
  const pace = createPace();
  const startedAt = performance.now();
  let frame = 0;
  const show = (): void => {
    const now = performance.now();
    const bar = barText(pace.counts(), now - startedAt, pace.leftMs(now));
    update([...liveLines([...steps.values()], frame), bar].map(rendered).join('\n'));
  };
  const timer = setInterval(() => {
    frame += 1;
    show();
  }, FRAME_MS);
  return {
    progress(step) {
      steps.set(step.device, step);
      pace.note(step, performance.now());
    },
    finish() {
      clearInterval(timer);
      show();
      update.done();
    },
  };
}

/** The block's lines: a device under way has a spinner, a finished one a tick, and a lost one a cross. */
export const liveLines = (steps: readonly ProgressStep[], frame: number): Line[] =>
  steps.map((step) => [markOf(step, frame), ` ${describe(step)}`]);

function markOf(step: ProgressStep, frame: number) {
  if (step.lost) return paint('red', '✕');
  if (step.launchesDone >= step.launchesPlanned) return paint('blue', '✓');
  return paint('yellow', FRAMES[frame % FRAMES.length] ?? '·');
}
