import { Listr } from 'listr2';
import type { Progress } from '../../session/progress.ts';
import { describe } from './progress-lines.ts';

interface LiveProgress {
  readonly progress: Progress;
  /** Ends the block; bounded, also when a device never reported. */
  finish(): Promise<void>;
}

/** One live block on a terminal: a line a device. */
export function progressLive(devices: readonly string[]): LiveProgress {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const titles = new Map<string, (title: string) => void>();
  const tasks = devices.map((device) => ({
    title: device,
    task: (_: unknown, task: { title: string }) => {
      titles.set(device, (title) => {
        task.title = title;
      });
      return ended;
    },
  }));
  const list = new Listr(tasks, {
    concurrent: true,
    renderer: 'default',
    exitOnError: false,
    registerSignalListeners: false,
  });
  const running = list.run();
  return {
    progress: (step) => titles.get(step.device)?.(describe(step)),
    async finish() {
      end();
      await running;
    },
  };
}
