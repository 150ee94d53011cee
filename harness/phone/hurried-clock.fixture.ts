import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** The clock of another process of Node, which loads `module` before anything else. */
export interface HurriedClock {
  /** For `node --import`. */
  readonly module: string;
  /** Limits that begin from now on pass so many times faster; 1: as they should. */
  run(factor: number): Promise<void>;
}

const LOOK_MS = 20;

/** No limit becomes shorter: for so long a process may get no processor on a busy host. */
const LEAST_MS = 3000;

/**
 * Every timer, and every limit of a socket, of ten seconds and more that begins in the process passes faster: hours of a server's
 * waiting are seconds. What it computes, and what it waits for only shortly, takes as long as ever.
 */
export function hurriedClock(folder: string): HurriedClock {
  const [asked, answered] = [join(folder, 'hurry'), join(folder, 'hurries')];
  return {
    module: `data:text/javascript,${encodeURIComponent(sourceOf(asked, answered))}`,
    async run(factor) {
      await writeFile(asked, String(factor));
      while ((await readFile(answered, 'utf8').catch(() => '1')) !== String(factor))
        await setTimeout(LOOK_MS);
    },
  };
}

const sourceOf = (asked: string, answered: string): string => `
import { readFileSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import timers from 'node:timers';
import promises from 'node:timers/promises';
let factor = 1;
const look = () => {
  let wanted = 0;
  try { wanted = Number(readFileSync(${JSON.stringify(asked)}, 'utf8')); } catch {}
  if (!wanted || wanted === factor) return;
  factor = wanted;
  writeFileSync(${JSON.stringify(answered)}, String(factor));
};
setInterval(look, ${LOOK_MS}).unref();
const short = (ms) => (typeof ms === 'number' && ms >= 10000 ? Math.max(Math.ceil(ms / factor), ${LEAST_MS}) : ms);
for (const name of ['setTimeout', 'setInterval']) {
  const real = globalThis[name];
  const fast = Object.assign((work, ms, ...rest) => real(work, short(ms), ...rest), real);
  for (const key of Object.getOwnPropertySymbols(real))
    Object.defineProperty(fast, key, { value: (ms, ...rest) => real[key](short(ms), ...rest) });
  globalThis[name] = timers[name] = fast;
}
const wait = promises.setTimeout;
promises.setTimeout = (ms, ...rest) => wait(short(ms), ...rest);
const limit = net.Socket.prototype.setTimeout;
net.Socket.prototype.setTimeout = function (ms, ...rest) { return limit.call(this, short(ms), ...rest); };
const abort = AbortSignal.timeout;
AbortSignal.timeout = (ms) => abort.call(AbortSignal, short(ms));
syncBuiltinESMExports();
`;
