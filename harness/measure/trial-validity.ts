import { TokenTimes } from '../protocol/token-times.ts';
import { quantileOfSorted } from '../statistics/quantile.ts';
import type { TrialRecord } from './result.ts';

/** Prompts below this say nothing about prefill speed. */
const LEAST_PROMPT_TOKENS = 128;
/** Published pairs lie below 30 on phones and below 75 on the largest graphics cards; a cached prompt reads hundreds. */
const MOST_PREFILL_TO_DECODE = 100;
/** Prefill runs through every weight at least once, so it cannot be much shorter than one decode step. */
const LEAST_FIRST_TO_NEXT = 0.25;

/** Below it the time to the first token is that of starting a computation. */
const LEAST_READ_TOKENS = 16;
const MOST_DECODE_TO_PREFILL = 16;
/** Reading the weights of the smallest model that anybody ships, 100 MB, takes a chip of 1 TB/s longer than this. */
const LEAST_INTERVAL_US = 20;

/**
 * Why a trial gives no speed value; null when it is valid.
 * @param keepsContext the plan has it as a turn of a conversation: what was said before comes from the cache, and only there
 */
export function whyInvalid(trial: Omit<TrialRecord, 'invalid'>, keepsContext = false): string | null {
  return (
    whyIncomplete(trial) ??
    (keepsContext ? null : whyCached(trial)) ??
    whyWrongLength(trial) ??
    whyImplausible(trial, keepsContext ? (trial.cachedTokens ?? 0) : 0)
  );
}

function whyIncomplete(trial: Omit<TrialRecord, 'invalid'>): string | null {
  if (trial.generatedTokens === 0) return 'the output is empty';
  if (trial.ids === null) return chunkProblem(trial);
  if (trial.deltasUs.length !== trial.generatedTokens) return 'token times are missing';
  if (trial.ids.length !== trial.generatedTokens) return 'token ids are missing';
  const stopped = trial.deltasUs.some((delta, index) => index > 0 && delta <= 0);
  return stopped && !trial.bundled
    ? 'the clock stood still between tokens: chunks counted as tokens, or a broken clock'
    : null;
}

/** Text without ids: a chunk may hold several tokens, and then says so. */
function chunkProblem({ deltasUs, generatedTokens, bundled }: Omit<TrialRecord, 'invalid'>): string | null {
  if (deltasUs.length < 2) return 'fewer than two chunks of text';
  return deltasUs.length !== generatedTokens && !bundled ? 'token times are missing' : null;
}

/** A server that does not report it may still betray its cache by the speed of its prefill, below. */
const whyCached = ({ cachedTokens }: Omit<TrialRecord, 'invalid'>): string | null =>
  cachedTokens !== null && cachedTokens > 0 ? `${cachedTokens} prompt tokens came from a cache` : null;

function whyWrongLength(trial: Omit<TrialRecord, 'invalid'>): string | null {
  if (trial.finishReason !== 'length') return `ended by ${trial.finishReason}, not by its length`;
  return trial.generatedTokens === trial.plannedTokens
    ? null
    : `${trial.generatedTokens} of ${trial.plannedTokens} tokens`;
}

/**
 * Why these times are impossible for any engine, so that something was not computed or not measured; null when they are
 * possible.
 */
function whyImplausible(trial: Omit<TrialRecord, 'invalid'>, cachedTokens: number): string | null {
  const times = new TokenTimes(trial);
  const first = times.firstUs ?? 0;
  const readTokens = trial.promptTokens - cachedTokens;
  if (cachedTokens > 0 && readTokens < 1) return 'the whole prompt came from a cache: nothing was read';
  if (times.count >= 2 && times.decodeUs / (times.count - 1) < LEAST_INTERVAL_US) return HANDED_OVER_AT_ONCE;
  if (trial.ids !== null && decodesFasterThanItReads(times, readTokens)) return HANDED_OVER_AT_ONCE;
  if (trial.bundled || times.count < 2 || isSurelyPlausible(times, readTokens)) return null;
  const interval = quantileOfSorted(times.intervalsUs.sort(), 0.5) ?? 0;
  if (first < LEAST_FIRST_TO_NEXT * interval)
    return 'the first token came sooner than one can be computed: an empty chunk, or a cached prompt';
  const ratio = (readTokens * interval) / first;
  return readTokens >= LEAST_PROMPT_TOKENS && ratio > MOST_PREFILL_TO_DECODE
    ? `prefill ${Math.round(ratio)} times as fast as decoding: the prompt came from a cache`
    : null;
}

const HANDED_OVER_AT_ONCE =
  'the tokens came faster than any engine computes them: they were handed over at once, and have no speed';

/** Tokens of a prompt are computed side by side, so that none is dearer than a token of the answer, drafted ones included. */
function decodesFasterThanItReads(times: TokenTimes, promptTokens: number): boolean {
  const perPromptToken = (times.firstUs ?? 0) / promptTokens;
  const perToken = times.decodeUs / (times.count - 1);
  return promptTokens >= LEAST_READ_TOKENS && perToken * MOST_DECODE_TO_PREFILL < perPromptToken;
}

/** A median is at most twice the mean, so nearly every trial passes without its intervals being sorted. */
function isSurelyPlausible(times: TokenTimes, promptTokens: number): boolean {
  const first = times.firstUs ?? 0;
  const most = (2 * times.decodeUs) / (times.count - 1);
  return first >= LEAST_FIRST_TO_NEXT * most && promptTokens * most <= MOST_PREFILL_TO_DECODE * first;
}
