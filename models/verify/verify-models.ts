import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { compareRows, equalPrefix, perplexity } from '../../harness/statistics/compare-rows.ts';
import { type GateName, gateFailures, type Verification } from './verification.ts';
import type { VerifyPrompts } from './verify-prompts.ts';

/** A loaded model as far as it is compared; every engine's is one. */
export interface Scored {
  readonly vocabularySize: number;
  tokenize(text: string, addBos: boolean): number[];
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
  readonly prompts: VerifyPrompts;
  /** Read by both for perplexity, as far as `TEXT_TOKENS` go. */
  readonly text: string;
  readonly gate: GateName;
  /** Where the target has a tokenizer of its own: whether it begins a sequence with BOS. As the reference if not given. */
  readonly targetAddsBos?: boolean;
  /** Fewer than `TEXT_TOKENS`, for a model that takes long. */
  readonly textTokens?: number;
}

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
  const reference = await readModel(openReference, options, null);
  const target = await readModel(openTarget, options, reference);
  const rows = compareRows([...reference.rows, ...reference.textRows], [...target.rows, ...target.textRows]);
  const perplexities = [reference, target].map((each) => perplexity(reference.textIds, each.textRows));
  const [one = Number.NaN, other = Number.NaN] = perplexities;
  const found = {
    v: 1 as const,
    reference: reference.runner,
    target: target.runner,
    prompts: options.prompts.kind,
    sameTokens: String([reference.prompts, reference.textIds]) === String([target.prompts, target.textIds]),
    positions: rows.positions,
    cosine: rows.cosine,
    maxAbsError: rows.maxAbsError,
    spread: rows.spread,
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
  { text, prompts: asRendered, targetAddsBos, textTokens = TEXT_TOKENS }: VerifyOptions,
  forced: Readings | null,
): Promise<Readings> {
  const model = await open();
  try {
    const { vocabularySize, runner } = model;
    if (forced && forced.vocabularySize !== vocabularySize) throw vocabulariesDiffer(forced, vocabularySize);
    const addBos = (forced && targetAddsBos) ?? asRendered.addBos;
    const prompts = asRendered.texts.map((prompt) => model.tokenize(prompt, addBos));
    const textIds = model.tokenize(text, addBos).slice(0, textTokens);
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
