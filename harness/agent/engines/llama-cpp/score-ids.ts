import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { HeatsoakError } from '../../../errors/heatsoak-error.ts';

/** Ids at once: node-llama-cpp gives a map entry of fifty bytes for each id of the vocabulary at each place. */
const IDS_AT_ONCE = 32;

/**
 * node-llama-cpp gives probabilities in single precision, which end at e^-103. At this temperature logits 800 apart are
 * still told, and come back to a millionth (8.5e-7 seen on logits of 12).
 */
const TEMPERATURE = 8;
/** No sampler but the temperature: all ids, none cut off. */
const asTheyAre = { temperature: TEMPERATURE, topK: 0, topP: 1, minP: 0 };

/**
 * Teacher-forced log-probabilities after each id, one row of the vocabulary's size each, however unlikely an id is; NaN
 * where the model's scores are no numbers.
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
        .map((id) => [id as Token, { generateNext: { probabilities: true, options: asTheyAre } }]),
    );
    for (const result of results) rows.push(logRow(result?.next.probabilities ?? null, vocabularySize));
  }
  return rows;
}

function logRow(probabilities: ReadonlyMap<Token, number> | null, vocabularySize: number): Float32Array {
  if (!probabilities) throw new HeatsoakError('SCORES_MISSING', 'llama.cpp gave no probabilities');
  if (isConstant(probabilities)) return new Float32Array(vocabularySize).fill(Number.NaN);
  const row = new Float32Array(vocabularySize).fill(Number.NEGATIVE_INFINITY);
  for (const [id, probability] of probabilities) row[id] = TEMPERATURE * Math.log(probability);
  let most = Number.NEGATIVE_INFINITY;
  for (const value of row) most = Math.max(most, value);
  let sum = 0;
  for (const value of row) sum += Math.exp(value - most);
  const total = most + Math.log(sum);
  for (let i = 0; i < row.length; i++) row[i] = (row[i] ?? Number.NaN) - total;
  return row;
}

/**
 * Whether all ids have the very same probability: no sound model says so. llama.cpp rounds activations to eight bits before
 * it multiplies them with quantised weights, and one that is not a number becomes a zero there, as all logits then do.
 */
function isConstant(probabilities: ReadonlyMap<Token, number>): boolean {
  const [first] = probabilities.values();
  if (first === undefined || probabilities.size < 2) return false;
  for (const each of probabilities.values()) if (each !== first) return false;
  return true;
}
