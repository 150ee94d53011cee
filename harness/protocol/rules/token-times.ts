import type { Rule } from './rule.ts';

export const tokenTimes: Rule = {
  id: 'token-times',
  says: 'every token after the first takes time: equal times are allowed only where the line says that it is bundled',
  check(launch) {
    const tokens = launch.of('tokens');
    if (tokens.length === 0) return null;
    return tokens.flatMap(({ line, event: { deltasUs, bundled } }) => {
      const still = bundled ? -1 : deltasUs.findIndex((delta, index) => index > 0 && delta <= 0);
      return still < 0 ? [] : [{ line, words: `token ${still} took no time, and bundled is false` }];
    });
  },
};
