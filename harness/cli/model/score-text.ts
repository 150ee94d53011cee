import { llamaCppEngine } from '../../agent/engines/llama-cpp/llama-cpp.ts';
import type { LoadedModel } from '../../agent/ports.ts';
import type { TextScore } from '../../model/prune/layer-influence.ts';
import { HeatsoakError } from '../../protocol/error.ts';
import { engineSettings } from '../../protocol/plan-file.ts';
import { agreement } from '../../run/agreement.ts';

/** One file after the other over the same text, compared with the first. */
export interface TextScorer {
  readonly tokens: number;
  readonly perplexity: number;
  readonly engine: string;
  score(path: string): Promise<TextScore>;
  close(): Promise<void>;
}

const CONTEXT = 512;

/** @throws HeatsoakError `TEXT_TOO_SHORT`, `MODEL_UNLOADABLE` */
export async function textScorer(wholePath: string, text: string, threads: number): Promise<TextScorer> {
  const settings = engineSettings.parse({ backend: 'cpu', contextTokens: CONTEXT, threads });
  const engine = await llamaCppEngine(settings);
  const withModel = async <T>(path: string, work: (model: LoadedModel) => Promise<T>): Promise<T> => {
    const model = await engine.load(path, settings).catch((cause: unknown) => {
      throw new HeatsoakError('MODEL_UNLOADABLE', `llama.cpp does not load ${path}`, { where: path, cause });
    });
    try {
      return await work(model);
    } finally {
      await model.close();
    }
  };
  const { ids, rows } = await withModel(wholePath, async (model) => {
    const all = model.tokenizeChat(text).slice(0, CONTEXT - 1);
    if (all.length < LEAST_TOKENS)
      throw new HeatsoakError(
        'TEXT_TOO_SHORT',
        `the text has ${all.length} tokens; ${LEAST_TOKENS} at least`,
        {
          hint: 'name a longer file with --text',
        },
      );
    return { ids: all, rows: await model.score(all) };
  });
  return {
    tokens: ids.length,
    perplexity: perplexityOf(ids, rows),
    engine: `${engine.name} ${engine.version}`,
    score: (path) =>
      withModel(path, async (model) => {
        const own = await model.score(ids);
        return { ...agreement(rows, own), perplexity: perplexityOf(ids, own) };
      }),
    close: () => engine.close(),
  };
}

const LEAST_TOKENS = 32;

/** e to the mean surprise at each id after the first. */
function perplexityOf(ids: readonly number[], rows: readonly Float32Array[]): number {
  let surprise = 0;
  for (let i = 1; i < ids.length; i++) surprise -= rows[i - 1]?.[ids[i] ?? 0] ?? 0;
  return Math.exp(surprise / (ids.length - 1));
}
