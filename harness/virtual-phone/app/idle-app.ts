import type { RunningApp } from '../foreground.ts';

/** An app without work: it stays on the screen until it is closed. */
export function idleApp(): RunningApp {
  let kill: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    kill = resolve;
  });
  return { stopped, kill: () => kill() };
}
