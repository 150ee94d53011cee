import type { EventOf } from '../event.ts';
import type { Rule } from './rule.ts';

/** What must stay as it was; free space and load move by themselves, and heat has an event of its own. */
const steady = ['lowPowerMode', 'charging', 'brightness', 'foreground', 'network'] as const;

export const changes: Rule = {
  id: 'changes',
  says: `environment at a change is written where one of these became another: ${steady.join(', ')}, or the whole per cent of the battery`,
  check(launch) {
    const readings = launch.of('environment');
    if (!readings.some(({ event }) => event.at === 'change')) return null;
    return readings.flatMap(({ line, event }, index) => {
      const before = readings[index - 1]?.event;
      if (event.at !== 'change' || before === undefined || differs(before, event)) return [];
      return [{ line, words: 'nothing is otherwise than in the reading before' }];
    });
  },
};

const differs = (before: EventOf<'environment'>, now: EventOf<'environment'>): boolean =>
  steady.some((fact) => (before[fact] ?? null) !== (now[fact] ?? null)) ||
  wholePercent(before) !== wholePercent(now);

const wholePercent = ({ batteryPercent }: EventOf<'environment'>): number | null =>
  batteryPercent === null ? null : Math.floor(batteryPercent);
