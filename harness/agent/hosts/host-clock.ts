import type { Clock } from '../ports.ts';

/** The host's monotonic clock, from now on. */
export function hostClock(): Clock {
  const startedAt = process.hrtime.bigint();
  return {
    name: 'process.hrtime',
    resolutionUs: 0.001,
    nowUs: () => Number(process.hrtime.bigint() - startedAt) / 1000,
    wallClock: () => new Date().toISOString(),
    every(periodMs, callback) {
      const timer = setInterval(callback, periodMs);
      timer.unref();
      return { stop: () => clearInterval(timer) };
    },
  };
}
