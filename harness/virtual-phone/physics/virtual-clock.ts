import type { Clock } from '../../agent/ports.ts';

interface Ticker {
  readonly periodUs: number;
  readonly callback: () => void;
  dueUs: number;
}

/** A clock that stands still until its owner advances it. */
export interface VirtualClock extends Clock {
  /** Moves on by `us` microseconds; what `every` registered is called on the way, at the time it is due. */
  advance(us: number): void;
  /** Shifts what the clock reads without anything having taken that long: a broken clock. */
  jump(us: number): void;
}

/** @param wallClockStart UTC at time zero, ISO 8601 */
export function createVirtualClock(wallClockStart: string): VirtualClock {
  const startMs = Date.parse(wallClockStart);
  const tickers = new Set<Ticker>();
  let now = 0;
  let jumped = 0;
  let nextDue = Number.POSITIVE_INFINITY;
  const updateNextDue = (): void => {
    nextDue = Number.POSITIVE_INFINITY;
    for (const ticker of tickers) nextDue = Math.min(nextDue, ticker.dueUs);
  };
  const fireDue = (): void => {
    for (const ticker of [...tickers]) {
      if (ticker.dueUs > now || !tickers.has(ticker)) continue;
      ticker.dueUs += ticker.periodUs;
      ticker.callback();
    }
    updateNextDue();
  };
  return {
    name: 'virtual',
    resolutionUs: 1,
    nowUs: () => Math.round(now + jumped),
    wallClock: () => new Date(startMs + now / 1000).toISOString(),
    jump(us) {
      jumped += us;
    },
    advance(us) {
      const target = now + us;
      while (nextDue <= target) {
        now = nextDue;
        fireDue();
      }
      now = target;
    },
    every(periodMs, callback) {
      const periodUs = periodMs * 1000;
      const ticker: Ticker = { periodUs, callback, dueUs: now + periodUs };
      tickers.add(ticker);
      updateNextDue();
      return {
        stop() {
          tickers.delete(ticker);
          updateNextDue();
        },
      };
    },
  };
}
