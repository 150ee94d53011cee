import { agreement } from '../../harness/agent/engines/agreement.ts';
import { llamaCppEngine } from '../../harness/agent/engines/llama-cpp/llama-cpp.ts';
import type { LoadedModel } from '../../harness/agent/ports.ts';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { engineSettings } from '../../harness/protocol/plan-file.ts';
import { perplexity } from '../../harness/statistics/compare-rows.ts';
import { refuseDoubledToken } from '../gguf/doubled-token.ts';
import { readGguf } from '../gguf/read-gguf.ts';
import { promptRulesOf } from '../prompts/read-prompt-rules.ts';
import type { TextScore } from '../prune/layer-influence.ts';

/** One file after the other over the same text, compared with the first. */
export interface TextScorer {
  readonly tokens: number;
  /** Null where a probability is zero or no number. */
  readonly perplexity: number | null;
  readonly engine: string;
  score(path: string): Promise<TextScore>;
  close(): Promise<void>;
}

const CONTEXT = 512;

/** @throws HeatsoakError `TEXT_TOO_SHORT`, `MODEL_UNLOADABLE`, `PRUNE_UNSUPPORTED` for a model whose scores are no numbers */
export async function textScorer(wholePath: string, text: string, threads: number): Promise<TextScorer> {
  refuseDoubledToken((await readGguf(wholePath)).metadata, wholePath);
  const { addBos } = await promptRulesOf(wholePath);
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
  const whole = withModel(wholePath, async (model) => {
    const all = model.tokenize(text, addBos).slice(0, CONTEXT - 1);
    if (all.length < LEAST_TOKENS)
      throw new HeatsoakError(
        'TEXT_TOO_SHORT',
        `the text has ${all.length} tokens; ${LEAST_TOKENS} at least`,
        {
          hint: 'name a longer file with --text',
        },
      );
    const scored = await model.score(all);
    if (scored.some((row) => row.some(Number.isNaN))) throw noNumbers(wholePath);
    return { ids: all, rows: scored };
  });
  const { ids, rows } = await whole.catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  return {
    tokens: ids.length,
    perplexity: finite(perplexity(ids, rows)),
    engine: `${engine.name} ${engine.version}`,
    score: (path) =>
      withModel(path, async (model) => {
        const own = await model.score(ids);
        return { ...agreement(rows, own), perplexity: finite(perplexity(ids, own)) };
      }),
    close: () => engine.close(),
  };
}

const LEAST_TOKENS = 32;

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const noNumbers = (path: string): HeatsoakError =>
  new HeatsoakError(
    'PRUNE_UNSUPPORTED',
    `${path}: the scores that the model gives for the text are no numbers`,
    {
      where: path,
      hint: 'no layer of it can be judged: fetch the model again, or convert it again',
    },
  );
