import type { Rule } from './rule.ts';

const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

export const faults: Rule = {
  id: 'faults',
  says: 'a fault has a code in capitals, a message, and the number of the trial that it ended or stood before',
  check(launch) {
    const found = launch.of('fault');
    if (found.length === 0) return null;
    return found.flatMap(({ line, event: { code, message, trial } }) => {
      const ended = launch.of('trial.finished').filter((each) => each.line < line).length;
      if (!CODE.test(code)) return [{ line, words: `the code is ${JSON.stringify(code)}` }];
      if (message.trim() === '') return [{ line, words: 'the message is empty' }];
      const failed = found.filter((each) => each.line < line && each.event.trial !== null).length;
      return trial !== null && trial > ended + failed
        ? [{ line, words: `it is of trial ${trial}, and ${ended} trials have ended` }]
        : [];
    });
  },
};
