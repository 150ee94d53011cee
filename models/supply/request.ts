import { HeatsoakError, messageOf } from '../../harness/errors/heatsoak-error.ts';
import { shownUrl } from './model-source.ts';

/** Worth another attempt: a cut, a silence, a server that is busy. */
export class PassingFailure extends Error {
  /** What the server asked for by `Retry-After`, or null. */
  readonly waitMs: number | null;

  constructor(message: string, waitMs: number | null = null) {
    super(message);
    this.waitMs = waitMs;
  }
}

export interface Answer {
  readonly response: Response;
  /** SHA-256 that the hub publishes for the file (`X-Linked-Etag` of its redirect), or null. */
  readonly publishedSha256: string | null;
  /** Strong ETag, else the date of the last change, else null: what `If-Range` may name. */
  readonly validator: string | null;
}

interface Asked {
  readonly method: 'GET' | 'HEAD';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** `Authorization` for the first host only; never sent to the hosts it redirects to. */
  readonly token: string | null;
  readonly signal: AbortSignal;
}

const MOST_REDIRECTS = 8;

/**
 * Asks for a file and follows redirects. Answers with 200, 203, 206 or 416.
 * @throws PassingFailure for what may pass
 * @throws HeatsoakError `PULL_NOT_FOUND`, `PULL_FORBIDDEN` or `PULL_REFUSED` for what will not
 */
export async function ask({ method, url, headers, token, signal }: Asked): Promise<Answer> {
  let at = url;
  let publishedSha256: string | null = null;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const secret = token !== null && at.origin === url.origin ? { authorization: `Bearer ${token}` } : null;
    const response = await send(at, url, { method, headers: { ...headers, ...secret }, signal });
    publishedSha256 ??= sha256In(response.headers.get('x-linked-etag'));
    const next = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (next === null) {
      await refuse(response, url);
      return { response, publishedSha256, validator: validatorOf(response) };
    }
    await response.body?.cancel();
    at = redirected(next, at, url);
  }
  throw new HeatsoakError('PULL_REFUSED', `${shownUrl(url)} redirects more than ${MOST_REDIRECTS} times`, {
    hint: 'name the final address',
  });
}

async function send(at: URL, asked: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(at, { ...init, redirect: 'manual' });
  } catch (error) {
    throw isRefusedByFetch(error)
      ? unanswered(asked, networkWords(error))
      : new PassingFailure(networkWords(error));
  }
}

const unanswered = (asked: URL, words: string): HeatsoakError =>
  refusedAnswer(
    asked,
    words === 'fetch failed'
      ? 'gave an answer that fetch does not show, as HTTP 407 of a proxy that wants a password'
      : `cannot be asked for: ${words}`,
  );

/** What the network does to a request has a code, what fetch itself will not do, for HTTP 407 or a forbidden port, has none. */
function isRefusedByFetch(error: unknown): boolean {
  if (!(error instanceof TypeError)) return false;
  const { cause } = error;
  return !(cause instanceof AggregateError) && (cause as { code?: unknown } | undefined)?.code === undefined;
}

/** An answer that will not become better by asking again; `how` goes on after the address. */
export const refusedAnswer = (asked: URL, how: string): HeatsoakError =>
  new HeatsoakError('PULL_REFUSED', `${shownUrl(asked)} ${how}`, {
    where: shownUrl(asked),
    hint: 'open the address in a browser to see what it gives, or take another mirror',
  });

/** fetch says only "fetch failed"; the reason is its cause. */
export function networkWords(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? messageOf(error) : messageOf(cause) || messageOf(error);
}

function redirected(location: string, from: URL, asked: URL): URL {
  const next = URL.canParse(location, from.href) ? new URL(location, from) : null;
  const known = next !== null && (next.protocol === 'http:' || next.protocol === 'https:');
  const downgraded = known && from.protocol === 'https:' && next.protocol === 'http:';
  // Said without the address: fetch refuses it too, and shows the password.
  if (known && (next.username !== '' || next.password !== ''))
    throw new HeatsoakError(
      'PULL_REFUSED',
      `${shownUrl(asked)} redirects to an address with a password in it`,
      {
        where: shownUrl(asked),
        hint: 'name the final address, without a password; a file behind one is not fetched',
      },
    );
  if (known && !downgraded) return next;
  throw new HeatsoakError('PULL_REFUSED', `${shownUrl(asked)} redirects to an address that is not safe`, {
    hint: 'name the final address',
  });
}

async function refuse(response: Response, url: URL): Promise<void> {
  const { status } = response;
  if (status === 200 || status === 203 || status === 206 || status === 416) return;
  // An error's page is not read, and would hold its connection.
  await response.body?.cancel();
  const shown = shownUrl(url);
  if (status === 404 || status === 410)
    throw new HeatsoakError('PULL_NOT_FOUND', `${shown} is not there (HTTP ${status})`, {
      where: shown,
      hint: 'check the spelling of repository and file',
    });
  if (status === 401 || status === 403)
    throw new HeatsoakError('PULL_FORBIDDEN', `${shown} may not be read (HTTP ${status})`, {
      where: shown,
      hint: 'accept the licence on its page, and set HF_TOKEN',
    });
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    throw new PassingFailure(`HTTP ${status}`, retryAfterMs(response.headers.get('retry-after')));
  throw new HeatsoakError('PULL_REFUSED', `${shown} answered HTTP ${status}`, {
    where: shown,
    hint: 'open the address in a browser to see why',
  });
}

function retryAfterMs(header: string | null): number | null {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

function validatorOf({ headers }: Response): string | null {
  const etag = headers.get('etag');
  if (etag !== null && !etag.startsWith('W/')) return etag;
  return headers.get('last-modified');
}

const sha256In = (header: string | null): string | null =>
  /^"?([0-9a-f]{64})"?$/.exec(header ?? '')?.[1] ?? null;
