import { messageOf } from '../../../errors/heatsoak-error.ts';
import type { EngineCounters } from '../../../protocol/engine-counters.ts';
import { TrialFault } from '../../trial-fault.ts';

/** What one event of a stream of completions says; null: not said. */
export interface CompletionChunk {
  /** Text of the first choice; empty in role-only and usage chunks. */
  readonly text: string;
  readonly finishReason: string | null;
  readonly usage: {
    readonly promptTokens: number;
    readonly completionTokens: number;
    readonly cachedTokens: number | null;
  } | null;
  /** Of speculative decoding, as llama.cpp's server counts it at the end of an answer. */
  readonly drafts: Pick<EngineCounters, 'draftedTokens' | 'acceptedTokens'> | null;
}

interface Raw {
  readonly error?: { readonly message?: unknown } | string;
  readonly choices?: readonly {
    readonly text?: unknown;
    readonly delta?: { readonly content?: unknown; readonly reasoning_content?: unknown };
    readonly finish_reason?: unknown;
  }[];
  readonly usage?: {
    readonly prompt_tokens?: unknown;
    readonly completion_tokens?: unknown;
    readonly prompt_tokens_details?: { readonly cached_tokens?: unknown } | null;
  } | null;
  readonly timings?: { readonly draft_n?: unknown; readonly draft_n_accepted?: unknown } | null;
}

/**
 * One event of `/chat/completions` or `/completions`. Reasoning text counts as text: it is generated too.
 * @throws TrialFault `SERVER_STREAM` for what is not JSON, `SERVER_ERROR` for an error in the stream
 */
export function completionChunk(data: string): CompletionChunk {
  const raw = parse(data);
  if (raw.error !== undefined && raw.error !== null)
    throw new TrialFault('SERVER_ERROR', errorText(raw.error));
  const [choice] = raw.choices ?? [];
  const parts = [choice?.text, choice?.delta?.reasoning_content, choice?.delta?.content];
  return {
    text: parts.filter((part) => typeof part === 'string').join(''),
    finishReason: typeof choice?.finish_reason === 'string' ? choice.finish_reason : null,
    usage: usageOf(raw.usage),
    drafts: draftsOf(raw.timings),
  };
}

function parse(data: string): Raw {
  try {
    const value: unknown = JSON.parse(data);
    if (value !== null && typeof value === 'object') return value;
  } catch (error) {
    throw new TrialFault('SERVER_STREAM', `an event of the stream is not JSON: ${messageOf(error)}`);
  }
  throw new TrialFault('SERVER_STREAM', 'an event of the stream is not an object');
}

function usageOf(usage: Raw['usage']): CompletionChunk['usage'] {
  const [prompt, completion] = [usage?.prompt_tokens, usage?.completion_tokens];
  if (typeof prompt !== 'number' || typeof completion !== 'number') return null;
  const cached = usage?.prompt_tokens_details?.cached_tokens;
  return {
    promptTokens: prompt,
    completionTokens: completion,
    cachedTokens: typeof cached === 'number' ? cached : null,
  };
}

function draftsOf(timings: Raw['timings']): CompletionChunk['drafts'] {
  const [drafted, accepted] = [timings?.draft_n, timings?.draft_n_accepted];
  return typeof drafted === 'number' && typeof accepted === 'number'
    ? { draftedTokens: drafted, acceptedTokens: accepted }
    : null;
}

/** The message of an error object as servers send it. */
export function errorText(error: unknown): string {
  const message = (error as { message?: unknown } | null)?.message;
  return (typeof message === 'string' ? message : JSON.stringify(error)).slice(0, 300);
}
