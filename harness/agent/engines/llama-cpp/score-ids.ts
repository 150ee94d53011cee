import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { HeatsoakError } from '../../../errors/heatsoak-error.ts';

/** Ids at once: node-llama-cpp gives a map entry of fifty bytes for each id of the vocabulary at each place. */
const IDS_AT_ONCE = 32;

/**
 * Teacher-forced log-probabilities after each id, one row of the vocabulary's size each. At temperature 0 node-llama-cpp
 * gives the plain softmax of the raw logits, off by a common factor of about 1.00005; the sum takes it out.
 * @throws HeatsoakError `SCORES_MISSING` where the engine gave no scores for a position: a missing score must not count as equal
 */
export async function scoreIds(
  sequence: LlamaContextSequence,
  ids: readonly number[],
  vocabularySize: number,
): Promise<Float32Array[]> {
  await sequence.clearHistory();
  const rows: Float32Array[] = [];
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
    const results = await sequence.controlledEvaluate(
      ids
        .slice(at, at + IDS_AT_ONCE)
        .map((id) => [id as Token, { generateNext: { probabilities: true, options: { temperature: 0 } } }]),
    );
    for (const result of results) rows.push(logRow(result?.next.probabilities ?? null, vocabularySize));
  }
  return rows;
}

function logRow(probabilities: ReadonlyMap<Token, number> | null, vocabularySize: number): Float32Array {
  if (!probabilities) throw new HeatsoakError('SCORES_MISSING', 'llama.cpp gave no probabilities');
  let sum = 0;
  for (const probability of probabilities.values()) sum += probability;
  const row = new Float32Array(vocabularySize).fill(Number.NEGATIVE_INFINITY);
  const total = Math.log(sum);
  for (const [id, probability] of probabilities) row[id] = Math.log(probability) - total;
  return row;
}
