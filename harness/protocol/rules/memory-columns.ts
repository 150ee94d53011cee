import type { Rule } from './rule.ts';

export const memoryColumns: Rule = {
  id: 'memory-columns',
  says: 'the columns of a memory line have one length, and its times rise from line to line up to the t of the line',
  check(launch) {
    const lines = launch.of('memory');
    if (lines.length === 0) return null;
    let last = -1;
    return lines.flatMap(({ line, event }) => {
      const { tUs, t } = event;
      const lengths = Object.values(event).flatMap((value) => (Array.isArray(value) ? value.length : []));
      if (lengths.some((length) => length !== tUs.length))
        return [{ line, words: `its columns have ${lengths.join(', ')} values` }];
      const falling = tUs.some((at, index) => at < (tUs[index - 1] ?? last));
      last = tUs.at(-1) ?? last;
      if (falling) return [{ line, words: 'a sample is earlier than the one before it' }];
      return last > t ? [{ line, words: 'a sample is later than its line' }] : [];
    });
  },
};
