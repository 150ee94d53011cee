import { getLlama, LlamaLogLevel } from 'node-llama-cpp';

/** What llama.cpp says to the same tokens. */
export interface LlamaScores {
  /** Natural logarithms of the probabilities of every token, for each given position. */
  readonly logProbabilities: readonly Float64Array[];
  /** What it generates greedily after the given tokens. */
  readonly greedy: readonly number[];
}

/** Runs a GGUF file through llama.cpp on the CPU; keys and values in single precision, or as measurements have them. */
export async function llamaScores(
  modelPath: string,
  tokens: readonly number[],
  greedyTokens: number,
  contextTokens: number,
  cache: 'F16' | 'F32' = 'F32',
): Promise<LlamaScores> {
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    logLevel: LlamaLogLevel.error,
    logger: () => undefined,
  });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({
    contextSize: contextTokens,
    flashAttention: false,
    threads: 1,
    experimentalKvCacheKeyType: cache,
    experimentalKvCacheValueType: cache,
  });
  const sequence = context.getSequence();
  const options = { generateNext: { probabilities: true, options: { temperature: 0 } } } as const;
  const results = await sequence.controlledEvaluate(tokens.map((token) => [token as never, options]));
  const logProbabilities = results.map((result) => {
    const all = [...(result?.next.probabilities ?? [])];
    const scores = new Float64Array(all.length);
    for (const [token, probability] of all) scores[token] = Math.log(probability);
    return scores;
  });
  await sequence.clearHistory();
  const greedy: number[] = [];
  const evaluation = sequence.evaluate(tokens as never[], { temperature: 0, yieldEogToken: true });
  while (greedy.length < greedyTokens) {
    const { value, done } = await evaluation.next();
    if (done || value === undefined) break;
    greedy.push(value);
  }
  await evaluation.return();
  await llama.dispose();
  return { logProbabilities, greedy };
}

/** Cosine of two rows of logits, each less its mean: probabilities fix logits only up to a constant. */
export function centredCosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (row: ArrayLike<number>): number =>
    Array.from(row).reduce((sum, x) => sum + x, 0) / row.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [product, powerA, powerB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [(a[i] ?? Number.NaN) - meanA, (b[i] ?? Number.NaN) - meanB];
    product += x * y;
    powerA += x * x;
    powerB += y * y;
  }
  return product / Math.sqrt(powerA * powerB);
}

/** The largest number's place. */
export const topOf = (row: ArrayLike<number>): number =>
  Array.from(row).reduce((best, x, i) => (x > (row[best] ?? Number.NEGATIVE_INFINITY) ? i : best), 0);
