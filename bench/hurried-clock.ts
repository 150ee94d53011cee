/**
 * A module for `node --import`: while the file is there, every timer, and every limit of a socket, that is begun in the process passes
 * so many times faster. Hours of a server's waiting are seconds; what it computes takes as long as ever.
 */
export const hurriedClock = (file: string, factor: number): string =>
  `data:text/javascript,${encodeURIComponent(sourceOf(JSON.stringify(file), factor))}`;

const sourceOf = (file: string, factor: number): string => `
import { existsSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import timers from 'node:timers';
import promises from 'node:timers/promises';
let hurried = false;
setInterval(() => { hurried = existsSync(${file}); }, 20).unref();
const short = (ms) => (hurried && typeof ms === 'number' ? Math.ceil(ms / ${factor}) : ms);
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
