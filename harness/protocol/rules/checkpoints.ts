import { checkpoints as names } from '../event.ts';
import type { Rule } from './rule.ts';

export const checkpoints: Rule = {
  id: 'checkpoints',
  says: `memory is read once at each named moment: ${names.join(', ')}`,
  check(launch) {
    if (!launch.isComplete) return null;
    const found = launch.of('checkpoint').map(({ event }) => event.at);
    return names.flatMap((name) => {
      const times = found.filter((each) => each === name).length;
      return times === 1 ? [] : [{ line: null, words: `there are ${times} checkpoints ${name}` }];
    });
  },
};
