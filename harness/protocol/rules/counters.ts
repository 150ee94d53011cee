import { unknownCounters } from '../engine-counters.ts';
import type { Rule } from './rule.ts';

export const counters: Rule = {
  id: 'counters',
  says: 'engineStats has the names of the protocol, and no number below zero',
  check(launch) {
    const counted = launch.of('trial.finished').filter(({ event }) => event.engineStats !== null);
    if (counted.length === 0) return null;
    return counted.flatMap(({ line, event: { engineStats } }) => [
      ...unknownCounters(engineStats).map((name) => ({ line, words: `nobody knows the counter ${name}` })),
      ...Object.entries(engineStats ?? {})
        .filter(([, value]) => value < 0)
        .map(([name, value]) => ({ line, words: `${name} is ${value}` })),
    ]);
  },
};
