import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { compareRows, equalPrefix, perplexity } from '../../harness/statistics/compare-rows.ts';
import { type GateName, gateFailures, type Verification } from './verification.ts';

/** A loaded model as far as it is compared; every engine's is one. */
export interface Scored {
  readonly vocabularySize: number;
  tokenizeChat(text: string): number[];
  generate(promptIds: readonly number[], count: number): AsyncIterable<number>;
  score(ids: readonly number[]): Promise<Float32Array[]>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface ScoredModel extends Scored {
  /** What it is and what runs it. */
  readonly runner: Verification['reference'];
}

export interface VerifyOptions {
  /** Read by both for perplexity, as far as `TEXT_TOKENS` go. */
  readonly text: string;
  readonly gate: GateName;
}

/** Short and different: facts, numbers and code, another language, and signs that fall apart into bytes. */
export const PROMPTS: readonly string[] = [
  'What is the capital of France?',
  'Write a function that adds 12 and 30.',
  'Wie heißt der höchste Berg der Alpen? 🏔️',
];
export const GREEDY_TOKENS = 24;
export const TEXT_TOKENS = 128;
/** Places that the longest of these needs. */
export const VERIFY_CONTEXT_TOKENS = 512;

interface Readings {
  readonly runner: Verification['reference'];
  readonly vocabularySize: number;
  readonly prompts: number[][];
  readonly textIds: number[];
  readonly greedy: number[];
  readonly rows: Float32Array[];
  readonly textRows: Float32Array[];
}

/**
 * Runs two models on the same tokens, one after the other so that only one is in memory, and compares whole distributions.
 * @throws HeatsoakError `MODELS_DIFFER` when their vocabularies have different sizes
 */
export async function verifyModels(
  openReference: () => Promise<ScoredModel>,
  openTarget: () => Promise<ScoredModel>,
  options: VerifyOptions,
): Promise<Verification> {
  const reference = await readModel(openReference, options.text, null);
  const target = await readModel(openTarget, options.text, reference);
  const rows = compareRows([...reference.rows, ...reference.textRows], [...target.rows, ...target.textRows]);
  const perplexities = [reference, target].map((each) => perplexity(reference.textIds, each.textRows));
  const [one = Number.NaN, other = Number.NaN] = perplexities;
  const found = {
    v: 1 as const,
    reference: reference.runner,
    target: target.runner,
    sameTokens: String([reference.prompts, reference.textIds]) === String([target.prompts, target.textIds]),
    positions: rows.positions,
    cosine: rows.cosine,
    maxAbsError: rows.maxAbsError,
    topOneShare: finite(rows.topOneEqual / rows.positions),
    meanKl: rows.meanKl,
    greedyPrefix: { equal: equalPrefix(reference.greedy, target.greedy), of: reference.greedy.length },
    perplexity: {
      tokens: reference.textIds.length,
      reference: finite(one),
      target: finite(other),
      differencePercent: finite(100 * (other / one - 1)),
    },
  };
  const failures = gateFailures(options.gate, found);
  return { ...found, gate: { name: options.gate, passed: failures.length === 0, failures } };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** All readings of one model; with `forced`, after that one's tokens. */
async function readModel(
  open: () => Promise<ScoredModel>,
  text: string,
  forced: Readings | null,
): Promise<Readings> {
  const model = await open();
  try {
    const { vocabularySize, runner } = model;
    if (forced && forced.vocabularySize !== vocabularySize) throw vocabulariesDiffer(forced, vocabularySize);
    const prompts = PROMPTS.map((prompt) => model.tokenizeChat(prompt));
    const textIds = model.tokenizeChat(text).slice(0, TEXT_TOKENS);
    const asked = forced ?? { prompts, textIds };
    const greedy = await greedyIds(model, asked.prompts[0] ?? []);
    const rows: Float32Array[] = [];
    for (const [i, prompt] of asked.prompts.entries())
      rows.push(...(await model.score(i === 0 ? [...prompt, ...(forced?.greedy ?? greedy)] : prompt)));
    const textRows = await model.score(asked.textIds);
    return { runner, vocabularySize, prompts, textIds, greedy, rows, textRows };
  } finally {
    await model.close();
  }
}

async function greedyIds(model: Scored, prompt: readonly number[]): Promise<number[]> {
  await model.clear();
  const ids: number[] = [];
  for await (const id of model.generate(prompt, GREEDY_TOKENS)) ids.push(id);
  return ids;
}

const vocabulariesDiffer = ({ vocabularySize, runner }: Readings, other: number): HeatsoakError =>
  new HeatsoakError(
    'MODELS_DIFFER',
    `${runner.file} has ${vocabularySize} tokens, the other model ${other}: they cannot be compared`,
    { hint: 'compare conversions of one model' },
  );
