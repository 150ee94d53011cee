import pLimit from 'p-limit';
import type { AppProcess } from './app-process.ts';
import type { AppMessage, LaunchOrder } from './launch-messages.ts';

/** Starts an app's process, and hears what it says. */
export type StartApp = (order: LaunchOrder, hear: (message: AppMessage) => void) => AppProcess;

/** What is left of an app that was closed before its turn came. */
const NEVER_STARTED = { code: null, lastWords: '' };

/**
 * Starts apps so that `most` of them compute at a time; the others wait for their turn, and their phones' time stands still
 * meanwhile. An app that hangs computes nothing: it keeps nobody waiting.
 */
export function inTurn(most: number, start: StartApp): StartApp {
  const turn = pLimit(most);
  return (order, hear) => {
    let running: AppProcess | null = null;
    let isClosed = false;
    let close: () => void = () => undefined;
    const gone = new Promise<Awaited<AppProcess['gone']>>((resolve) => {
      close = () => resolve(NEVER_STARTED);
      const compute = (isOver: () => void): void => {
        if (isClosed) {
          isOver();
          return;
        }
        running = start(order, (message) => {
          if (message.type === 'hung') isOver();
          hear(message);
        });
        void running.gone.then(resolve).finally(isOver);
      };
      void turn(() => new Promise<void>(compute));
    });
    return {
      gone,
      kill() {
        isClosed = true;
        if (running) running.kill();
        else close();
      },
    };
  };
}
