import type { LlamaContextSequence, Token } from 'node-llama-cpp';

/**
 * Teacher-forced log-probabilities after each id, one row of the vocabulary's size each. At temperature 0 node-llama-cpp
 * gives the plain softmax of the raw logits, off by a common factor of about 1.00005; the sum takes it out.
 */
export async function scoreIds(
  sequence: LlamaContextSequence,
  ids: readonly number[],
  vocabularySize: number,
): Promise<Float32Array[]> {
  await sequence.clearHistory();
  const results = await sequence.controlledEvaluate(
    ids.map((id) => [id as Token, { generateNext: { probabilities: true, options: { temperature: 0 } } }]),
  );
  return results.map((result) => logRow(result?.next.probabilities ?? new Map(), vocabularySize));
}

function logRow(probabilities: ReadonlyMap<Token, number>, vocabularySize: number): Float32Array {
  let sum = 0;
  for (const probability of probabilities.values()) sum += probability;
  const row = new Float32Array(vocabularySize).fill(Number.NEGATIVE_INFINITY);
  const total = Math.log(sum);
  for (const [id, probability] of probabilities) row[id] = Math.log(probability) - total;
  return row;
}
