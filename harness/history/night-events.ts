import type { Caveat } from '../measure/caveat.ts';
import type { NightEvent } from './night.ts';

/** What a reader of a trend wants to know of a night besides its values, by the doubts that tell it. */
const kindOfCode: Readonly<Record<string, NightEvent['kind']>> = {
  'session-lost': 'phone-lost',
  'session-unfinished': 'phone-lost',
  'no-data': 'phone-lost',
  'app-died': 'crash',
  'output-differs': 'wrong-output',
  'answer-wrong': 'wrong-output',
  'output-degenerate': 'wrong-output',
  'reference-differs': 'wrong-output',
  'quality-lost': 'wrong-output',
  'hot-start': 'hot',
  'warm-probe': 'hot',
  'not-cooled': 'hot',
  'low-power-mode': 'low-power',
};

/** What happened on a night: once for each kind and phone, in the words of the first doubt that tells it. */
export function nightEvents(caveats: readonly Caveat[]): NightEvent[] {
  const events = new Map<string, NightEvent>();
  for (const { code, device, message } of caveats) {
    const kind = kindOfCode[code];
    if (kind === undefined) continue;
    const key = `${kind} ${device}`;
    const before = events.get(key);
    if (before) events.set(key, { ...before, times: before.times + 1 });
    else events.set(key, { kind, device, words: message, times: 1 });
  }
  return [...events.values()];
}
