import type { Rule } from './rule.ts';

export const vocabulary: Rule = {
  id: 'vocabulary',
  says: 'every id, read or generated, is one of the model’s vocabulary',
  check(launch) {
    const { vocabularySize } = launch;
    if (vocabularySize === null) return null;
    const generated = launch.of('tokens').map(({ line, event }) => ({ line, ids: event.ids ?? [] }));
    const scored = launch
      .of('scores')
      .map(({ line, event }) => ({ line, ids: [...event.ids, ...event.likeliest] }));
    return [...generated, ...scored].flatMap(({ line, ids }) => {
      const outside = ids.find((id) => id >= vocabularySize);
      return outside === undefined
        ? []
        : [{ line, words: `id ${outside} is outside the vocabulary of ${vocabularySize}` }];
    });
  },
};
