import type { EventBody } from '../protocol/event.ts';
import { eventLine } from '../protocol/event-line.ts';
import type { Clock } from './ports.ts';

/** Collects events in memory and writes them only when `flush` is called: never inside a measured window. */
export interface EventWriter {
  /** Stamps the event; `tUs` overrides now for what was seen earlier. */
  add(body: EventBody, tUs?: number): void;
  flush(): Promise<void>;
  readonly count: number;
}

/** Numbers events from 0 without gaps; `append` gets whole lines. */
export function eventWriter(clock: Clock, append: (lines: string) => Promise<void>): EventWriter {
  let pending: string[] = [];
  let seq = 0;
  return {
    add(body, tUs = clock.nowUs()) {
      pending.push(eventLine(seq++, tUs, body));
    },
    async flush() {
      const lines = pending.join('');
      pending = [];
      if (lines !== '') await append(lines);
    },
    get count() {
      return seq;
    },
  };
}
