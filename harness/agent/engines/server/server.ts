import { HeatsoakError, messageOf } from '../../../errors/heatsoak-error.ts';
import type { EngineSettings, SinglePrompt } from '../../../protocol/plan-file.ts';
import type { Engine, LoadedModel, TextUsage } from '../../ports.ts';
import { TrialFault } from '../../trial-fault.ts';
import { type CompletionChunk, completionChunk, errorText } from './completion-chunk.ts';
import { promptText } from './prompt-text.ts';
import { roundTripUs } from './round-trip.ts';
import { serverSentEvents } from './server-sent-events.ts';

const DEFAULT_REQUEST_SECONDS = 120;
const LONGEST_ERROR = 1 << 16;

interface Server {
  readonly base: URL;
  readonly model: string;
  readonly settings: EngineSettings;
  /** From the environment variable that the settings name; null: none is sent. Never logged. */
  readonly key: string | null;
}

/** Any OpenAI-compatible HTTP endpoint: streamed, tokens counted by its own usage, ids unknown. */
export function serverEngine(): Engine {
  return {
    name: 'server',
    version: 'openai-v1',
    load: async (_modelPath, settings) => loadServer(serverOf(settings)),
    close: async () => undefined,
  };
}

function serverOf(settings: EngineSettings): Server {
  const { url, model, apiKeyVariable } = settings;
  if (url === undefined || model === undefined)
    throw new HeatsoakError('ENGINE_SETTINGS', 'the engine server needs url and model', {
      hint: '"engine": { "name": "server", "url": "https://host/v1", "model": "name" }',
    });
  const key = apiKeyVariable === undefined ? null : process.env[apiKeyVariable] || null;
  if (apiKeyVariable !== undefined && key === null)
    throw new HeatsoakError('API_KEY_MISSING', `the environment variable ${apiKeyVariable} is not set`, {
      hint: `export ${apiKeyVariable}=…; the key itself never stands in a file`,
    });
  return { base: new URL(url), model, settings, key };
}

async function loadServer(server: Server): Promise<LoadedModel> {
  let answer = newAnswer();
  await roundTripUs(server.base);
  return {
    backend: 'remote',
    vocabularySize: 0,
    tokenize: () => unknownIds(),
    generate: () => unknownIds(),
    score: async () => unknownIds(),
    async *streamText(prompt, seed, count) {
      answer = newAnswer();
      return yield* generation(server, prompt, seed, count, answer);
    },
    cachedTokens: () => 0,
    clear: async () => undefined,
    // Outside measured windows: the way to the server as it was just after the trial. A trial is no worse without it.
    stats: async () => ({
      chunks: answer.chunks,
      ...answer.drafts,
      ...(await roundTripUs(server.base).then(
        (us) => ({ roundTripUs: us }),
        () => ({}),
      )),
    }),
    close: async () => undefined,
  };
}

/** What the chunks of one answer said so far. */
interface Answer {
  /** Those with text. */
  chunks: number;
  usage: CompletionChunk['usage'];
  finishReason: string | null;
  drafts: CompletionChunk['drafts'];
  ended: boolean;
}

const newAnswer = (): Answer => ({ chunks: 0, usage: null, finishReason: null, drafts: null, ended: false });

function unknownIds(): never {
  throw new HeatsoakError(
    'ENGINE_IDS',
    'a server returns text, not token ids: nothing can be scored with it',
    {
      hint: 'use llama.cpp for what needs ids',
    },
  );
}

/** Text as it comes; at the end what the server counted. @throws TrialFault for what goes wrong on the way */
async function* generation(
  server: Server,
  prompt: SinglePrompt,
  seed: number,
  count: number,
  answer: Answer,
): AsyncGenerator<string, TextUsage, void> {
  const seconds = server.settings.requestSeconds ?? DEFAULT_REQUEST_SECONDS;
  const signal = AbortSignal.timeout(seconds * 1000);
  try {
    const body = await post(server, requestOf(server, promptText(prompt, seed), count), signal);
    yield* read(body, answer);
  } catch (error) {
    if (signal.aborted) throw new TrialFault('SERVER_TIMEOUT', `no end of the answer in ${seconds} s`);
    throw withoutKey(error, server.key);
  }
  const { usage, finishReason, ended } = answer;
  if (!ended && finishReason === null)
    throw new TrialFault('SERVER_CUT', 'the stream ended before the answer did');
  if (usage === null)
    throw new TrialFault('SERVER_NO_USAGE', 'the server reports no usage, so its tokens cannot be counted');
  const { promptTokens, completionTokens, cachedTokens } = usage;
  const reason = finishReason === 'length' ? 'length' : 'stop';
  return { promptTokens, generatedTokens: completionTokens, cachedTokens, finishReason: reason };
}

/** The text of each chunk that has any; all else that the chunks say is kept in `answer`. */
async function* read(body: AsyncIterable<Uint8Array>, answer: Answer): AsyncGenerator<string, void, void> {
  for await (const data of serverSentEvents(body)) {
    answer.ended = data === '[DONE]';
    if (answer.ended) return;
    const { text, usage, finishReason, drafts } = completionChunk(data);
    answer.usage = usage ?? answer.usage;
    answer.finishReason = finishReason ?? answer.finishReason;
    answer.drafts = drafts ?? answer.drafts;
    if (text === '') continue;
    answer.chunks += 1;
    yield text;
  }
}

function requestOf({ model, settings }: Server, text: string, count: number): Record<string, unknown> {
  return {
    model,
    ...(settings.api === 'completions' ? { prompt: text } : { messages: [{ role: 'user', content: text }] }),
    max_tokens: count,
    temperature: 0,
    stream: true,
    stream_options: { include_usage: true },
    ...(settings.ignoreEos ? { ignore_eos: true } : {}),
  };
}

async function post(
  { base, key, settings }: Server,
  request: Record<string, unknown>,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const path = settings.api === 'completions' ? 'completions' : 'chat/completions';
  const response = await fetch(`${base.href.replace(/\/+$/, '')}/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify(request),
    signal,
  });
  if (!response.ok)
    throw new TrialFault('SERVER_ERROR', `HTTP ${response.status} ${bodyError(await startOf(response))}`);
  if (response.body && /event-stream/.test(response.headers.get('content-type') ?? '')) return response.body;
  await response.body?.cancel();
  throw new TrialFault('SERVER_STREAM', 'the server does not stream its answer');
}

/** An error is a few lines; whatever a server sends after them is not read. */
async function startOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of response.body ?? []) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > LONGEST_ERROR) break;
  }
  return text;
}

function bodyError(text: string): string {
  try {
    return errorText((JSON.parse(text) as { error?: unknown }).error ?? text);
  } catch {
    return text.slice(0, 300);
  }
}

/** A server may repeat in its error what it was sent, so the key is taken out. */
function withoutKey(error: unknown, key: string | null): TrialFault {
  const cause = error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : '';
  const message = [messageOf(error), cause].filter((part) => part !== '').join(': ');
  const code = error instanceof TrialFault ? error.code : 'SERVER_LOST';
  return new TrialFault(code, key === null ? message : message.replaceAll(key, '[key]'));
}
