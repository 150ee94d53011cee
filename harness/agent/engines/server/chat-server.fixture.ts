import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the next request is answered; what is left out is done well. */
export interface Answer {
  readonly status?: number;
  readonly error?: string;
  /** Tokens a chunk. */
  readonly bundle?: number;
  /** Ends the connection, or falls silent, after so many chunks. */
  readonly cutAfter?: number;
  readonly hangAfter?: number;
  readonly withoutUsage?: boolean;
  readonly finishReason?: string;
  /** Null: the server does not report it. */
  readonly cachedTokens?: number | null;
  /** Tokens that the server says it drafted and accepted; absent: it says nothing of it. */
  readonly drafts?: { readonly drafted: number; readonly accepted: number };
  /** Takes no new connections from then on. */
  readonly closing?: boolean;
  /** Says so many characters of one event that never ends, or of an error's text. */
  readonly endless?: number;
  /** Waits before the first chunk and between chunks, ms. */
  readonly firstMs?: number;
  readonly eachMs?: number;
}

export interface ChatServer {
  /** Base for the engine's settings. */
  readonly url: string;
  /** Each token's text, by index; repeated when the answer is longer. */
  tokens: readonly string[];
  always: Answer;
  readonly next: Answer[];
  readonly requests: { path: string; authorization: string | null; body: Record<string, unknown> }[];
  stopListening(): void;
  close(): Promise<void>;
}

/** An OpenAI-compatible server on this host that says prepared tokens, one word of the prompt counting as one token. */
export async function chatServer(): Promise<ChatServer> {
  const server = createServer((request, response) => void serve(state, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const state: ChatServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    tokens: ['sea', ' and', ' sky'],
    always: {},
    next: [],
    requests: [],
    stopListening: () => void server.close(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return state;
}

async function serve(state: ChatServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const piece of request) text += String(piece);
  const body = JSON.parse(text) as Record<string, unknown>;
  const { authorization = null } = request.headers;
  state.requests.push({ path: request.url ?? '', authorization, body });
  const answer = state.next.shift() ?? state.always;
  if (answer.closing) state.stopListening();
  if (answer.status) {
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    if (answer.endless) return void response.write('x'.repeat(answer.endless));
    response.end(JSON.stringify({ error: { message: answer.error ?? 'no' } }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  if (answer.endless) return void response.write(`data: ${'x'.repeat(answer.endless)}`);
  await stream(state, answer, body, response);
}

async function stream(
  state: ChatServer,
  answer: Answer,
  body: Record<string, unknown>,
  response: ServerResponse,
): Promise<void> {
  const chat = 'messages' in body;
  const count = Number(body['max_tokens']);
  const send = (data: unknown): Promise<void> =>
    writeInTwo(
      response,
      Buffer.from(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\r\n\r\n`),
    );
  const choice = (content: string, reason: string | null) => ({
    choices: [{ ...(chat ? { delta: { content } } : { text: content }), finish_reason: reason }],
  });
  await writeInTwo(response, Buffer.from(': keep-alive\r\n\r\n'));
  if (chat) await send({ choices: [{ delta: { role: 'assistant', content: '' }, finish_reason: null }] });
  await pause(answer.firstMs);
  const bundle = answer.bundle ?? 1;
  for (let token = 0, chunk = 0; token < count; token += bundle, chunk++) {
    if (chunk === answer.cutAfter) return void response.destroy();
    if (chunk === answer.hangAfter) return;
    if (chunk > 0) await pause(answer.eachMs ?? LEAST_TOKEN_MS);
    await send(choice(textOf(state, token, Math.min(count, token + bundle)), null));
  }
  await send(choice('', answer.finishReason ?? 'length'));
  if (!answer.withoutUsage) await send(usageChunk(answer, body, count));
  await send('[DONE]');
  response.end();
}

function usageChunk({ cachedTokens, drafts }: Answer, body: Record<string, unknown>, count: number): unknown {
  const words = JSON.stringify(body['messages'] ?? body['prompt']).split(' ').length;
  const details = cachedTokens === null ? null : { cached_tokens: cachedTokens ?? 0 };
  const timings = drafts ? { timings: { draft_n: drafts.drafted, draft_n_accepted: drafts.accepted } } : {};
  const usage = { prompt_tokens: words, completion_tokens: count, prompt_tokens_details: details };
  return { choices: [], usage, ...timings };
}

function textOf({ tokens }: ChatServer, from: number, to: number): string {
  return Array.from({ length: to - from }, (_, i) => tokens[(from + i) % tokens.length] ?? '').join('');
}

/** Cut in the middle, so that characters and line ends come in two packets. */
async function writeInTwo(response: ServerResponse, bytes: Buffer): Promise<void> {
  const middle = Math.floor(bytes.length / 2);
  for (const part of [bytes.subarray(0, middle), bytes.subarray(middle)])
    await new Promise<void>((resolve) => response.write(part, () => resolve()));
}

/** No engine hands over whole answers at once: such tokens have no speed. */
const LEAST_TOKEN_MS = 2;

const pause = (ms: number | undefined): Promise<void> =>
  ms === undefined ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
