import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { HeatsoakError } from '../errors/heatsoak-error.ts';

/** Where a message goes. None of it is ever printed, stored or put into an error: the address is a secret by itself. */
export interface WebhookTarget {
  readonly url: URL;
  /** Signs the message, as Standard Webhooks has it; null: it is not signed. */
  readonly key: Buffer | null;
}

/** How long it is tried: some twenty seconds at most, since a phone waits for nobody. */
export interface Patience {
  readonly tryMs: number;
  /** Before each further try, ms. */
  readonly pausesMs: readonly number[];
}
const PATIENCE: Patience = { tryMs: 5000, pausesMs: [500, 3000] };

/**
 * Posts a JSON body until it is taken, or nobody may expect any more that it will be.
 * @throws HeatsoakError `WEBHOOK_FAILED` with the last answer and without the address
 */
export async function postWebhook(
  target: WebhookTarget,
  body: string,
  { tryMs, pausesMs }: Patience = PATIENCE,
): Promise<void> {
  // One message keeps one id over all tries, so that a receiver can drop what it has already.
  const id = `msg_${randomUUID()}`;
  let answer = '';
  for (const pauseMs of [0, ...pausesMs]) {
    await wait(pauseMs);
    const outcome = await post(target, body, id, tryMs);
    if (outcome.taken) return;
    answer = outcome.answer;
    if (!outcome.again) break;
  }
  throw new HeatsoakError('WEBHOOK_FAILED', `the webhook did not take the message: ${answer}`);
}

type Outcome =
  | { readonly taken: true }
  | { readonly taken: false; readonly answer: string; readonly again: boolean };

/** A fault of the way or of the server may pass; what the server does not want it will not want the next time. */
async function post({ url, key }: WebhookTarget, body: string, id: string, tryMs: number): Promise<Outcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signature(key, id, body) },
      body,
      // Elsewhere the address would lose what it is: a secret between two.
      redirect: 'manual',
      signal: AbortSignal.timeout(tryMs),
    });
    await response.body?.cancel();
    if (response.ok) return { taken: true };
    const { status } = response;
    return { taken: false, answer: `HTTP ${status}`, again: status === 429 || status >= 500 };
  } catch (error) {
    return { taken: false, answer: causeOf(error), again: true };
  }
}

/** Messages of fetch may hold the address; names and codes do not. */
function causeOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: unknown } };
  if (name === 'TimeoutError') return 'no answer in time';
  return typeof cause?.code === 'string' ? cause.code : 'no connection';
}

/** The headers of Standard Webhooks: https://www.standardwebhooks.com */
function signature(key: Buffer | null, id: string, body: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const unsigned = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (key === null) return unsigned;
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { ...unsigned, 'webhook-signature': `v1,${mac}` };
}
