import type { OpenScored } from '../../models/commands/open-scored-model.ts';
import type { ScoredModel } from '../../models/verify/verify-models.ts';

/** What a model said, by what it was asked. */
interface Answers {
  readonly about: Pick<ScoredModel, 'runner' | 'vocabularySize'>;
  readonly tokens: Map<string, number[]>;
  readonly ids: Map<string, number[]>;
  readonly rows: Map<string, Float32Array[]>;
}

/**
 * Opens one model that is asked the same again and again: what it answered with the same settings is answered again, and it is
 * loaded only for what it was not asked before. Whoever opens another model takes another one of these.
 */
export function rememberingAnswers(open: OpenScored): OpenScored {
  const answers = new Map<string, Answers>();
  return async (path, ...settings) => {
    const key = JSON.stringify(settings);
    const known = answers.get(key);
    if (known) return remembering(known, null, () => open(path, ...settings));
    const model = await open(path, ...settings);
    const about = { runner: model.runner, vocabularySize: model.vocabularySize };
    const none = { about, tokens: new Map(), ids: new Map(), rows: new Map() };
    answers.set(key, none);
    return remembering(none, model, async () => model);
  };
}

function remembering(
  { about, tokens, ids, rows }: Answers,
  opened: ScoredModel | null,
  open: () => Promise<ScoredModel>,
): ScoredModel {
  let model = opened;
  const loaded = async (): Promise<ScoredModel> => {
    model ??= await open();
    return model;
  };
  return {
    ...about,
    tokenize(text, addBos) {
      const key = JSON.stringify([text, addBos]);
      const found = tokens.get(key) ?? model?.tokenize(text, addBos);
      if (!found) throw new Error('a model was asked for the tokens of another text than before');
      tokens.set(key, found);
      return found;
    },
    async *generate(promptIds, count) {
      const key = JSON.stringify([promptIds, count]);
      const found = ids.get(key) ?? (await allOf((await loaded()).generate(promptIds, count)));
      ids.set(key, found);
      yield* found;
    },
    async score(asked) {
      const key = JSON.stringify(asked);
      const found = rows.get(key) ?? (await (await loaded()).score(asked));
      rows.set(key, found);
      return found;
    },
    clear: async () => model?.clear(),
    close: async () => model?.close(),
  };
}

async function allOf(ids: AsyncIterable<number>): Promise<number[]> {
  const all: number[] = [];
  for await (const id of ids) all.push(id);
  return all;
}
