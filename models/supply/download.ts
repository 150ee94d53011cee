import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { visibleText } from '../visible-text.ts';
import { contentRange, isEncoded, lengthOf } from './answer-headers.ts';
import { Beginning } from './beginning.ts';
import { LengthlessAnswer } from './lengthless.ts';
import { shownUrl } from './model-source.ts';
import { PartFile, type PartState, removePart } from './part-file.ts';
import { type Answer, ask, networkWords, PassingFailure, refusedAnswer } from './request.ts';

/** How long a download waits for what. */
export interface DownloadLimits {
  /** A connection that brings less than `STALL_BYTES` in this time is given up. */
  readonly stallMs: number;
  /** Attempts in a row that brought nothing new. */
  readonly attempts: number;
  /** First wait; it doubles up to `longestWaitMs`. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** All attempts together, so that a server which always cuts ends too. */
  readonly attemptsInAll: number;
}

export const downloadLimits: DownloadLimits = {
  stallMs: 60_000,
  attempts: 6,
  firstWaitMs: 1000,
  longestWaitMs: 60_000,
  attemptsInAll: 200,
};

const STALL_BYTES = 1024;

export interface Download {
  readonly url: URL;
  readonly token: string | null;
  readonly partPath: string;
  readonly limits: DownloadLimits;
  /** Called with what is still to come of a file of known size. @throws HeatsoakError when it does not fit */
  readonly reserve: (bytes: number) => Promise<void>;
  /** Called with the first bytes, and the server's word for them. @throws HeatsoakError when they are not what is wanted */
  readonly accept: (start: Buffer, mediaType: string | null) => void;
  readonly progress: (receivedBytes: number, totalBytes: number | null) => void;
  readonly retrying: (reason: string, waitMs: number) => void;
  readonly wait: (ms: number) => Promise<void>;
}

/**
 * Fetches a file into its part file, going on where an earlier attempt or process ended. The part is flushed and closed.
 * @throws HeatsoakError `PULL_FAILED` when the attempts are used up, or what `ask` throws; a part that the next time can continue is kept
 */
export async function download(job: Download): Promise<PartFile> {
  const part = await PartFile.open(job.partPath, job.url);
  try {
    await untilWhole(job, part);
    await part.flush();
    return part;
  } catch (error) {
    await part.settle();
    // What no later attempt could continue would only fill the cache.
    if (!canContinue(part)) await removePart(job.partPath);
    throw error;
  } finally {
    await part.close();
  }
}

async function untilWhole(job: Download, part: PartFile): Promise<void> {
  const { attempts, attemptsInAll, firstWaitMs, longestWaitMs } = job.limits;
  let fruitless = 0;
  for (let attempt = 1; ; attempt++) {
    const before = part.receivedBytes;
    try {
      return await oneAttempt(job, part);
    } catch (error) {
      if (!(error instanceof PassingFailure)) throw error;
      fruitless = part.receivedBytes - before >= STALL_BYTES ? 1 : fruitless + 1;
      if (fruitless >= attempts || attempt >= attemptsInAll) throw failed(job, part, attempt, error.message);
      const waitMs = Math.min(longestWaitMs, error.waitMs ?? firstWaitMs * 2 ** (fruitless - 1));
      job.retrying(error.message, waitMs);
      await job.wait(waitMs);
    }
  }
}

async function oneAttempt(job: Download, part: PartFile): Promise<void> {
  const guard = stallGuard(job.limits.stallMs, () => part.receivedBytes);
  try {
    // An aborted answer should end by itself; the wait for it does not depend on that.
    await Promise.race([fetchInto(job, part, guard.signal), guard.stalled]);
  } catch (error) {
    if (!guard.signal.aborted) throw error;
    await part.settle();
    throw new PassingFailure(`fewer than ${STALL_BYTES} bytes in ${job.limits.stallMs / 1000} s`);
  } finally {
    guard.release();
  }
}

async function fetchInto(job: Download, part: PartFile, signal: AbortSignal): Promise<void> {
  const range = rangeOf(part);
  const answer = await ask({
    method: 'GET',
    url: job.url,
    headers: { 'accept-encoding': 'identity', ...range },
    token: job.token,
    signal,
  });
  if (await hasMore(job, part, { ...answer, asked: range !== null }, signal))
    await receive(job, part, answer.response, signal);
}

/**
 * Decides whether the answer begins the part anew or continues it; false: the part is whole already. An attempt that was given up
 * meanwhile touches nothing: the part is the next one's.
 */
async function hasMore(
  job: Download,
  part: PartFile,
  answer: Answer & { readonly asked: boolean },
  signal: AbortSignal,
): Promise<boolean> {
  const { response } = answer;
  let goesOn = false;
  try {
    signal.throwIfAborted();
    if (isWhole(response)) {
      await beginAnew(job, part, answer, signal);
      goesOn = true;
    } else if (answer.asked) goesOn = await continues(job, part, answer, signal);
    else throw unasked(job, response);
    return goesOn;
  } finally {
    // What nobody reads would hold its connection, and the process with it. One that was cut meanwhile needs no end.
    if (!goesOn) await response.body?.cancel().catch(() => undefined);
  }
}

/** Only bytes that are known to belong to the same version are continued. */
const canContinue = ({ receivedBytes, state }: PartFile): boolean =>
  receivedBytes > 0 && state.validator !== null;

const rangeOf = (part: PartFile): Record<string, string> | null =>
  canContinue(part)
    ? { range: `bytes=${part.receivedBytes}-`, 'if-range': part.state.validator ?? '' }
    : null;

/** A whole file, from whoever keeps a copy (203), or as the one range that it consists of. */
function isWhole(response: Response): boolean {
  if (response.status === 200 || response.status === 203) return true;
  const { start, last, total } = contentRange(response);
  return response.status === 206 && start === 0 && last !== null && last + 1 === total;
}

async function beginAnew(job: Download, part: PartFile, answer: Answer, signal: AbortSignal): Promise<void> {
  const { response, validator, publishedSha256 } = answer;
  const encoded = isEncoded(response);
  const sizeBytes = encoded ? null : lengthOf(response);
  if (sizeBytes !== null) await job.reserve(sizeBytes);
  signal.throwIfAborted();
  // What was decoded on the way cannot be continued: the server counts other bytes.
  await part.restart({
    url: job.url.href,
    validator: encoded ? null : validator,
    publishedSha256,
    sizeBytes,
  });
}

/** A server that sends a part to whom asked for the file does it again. */
function unasked(job: Download, response: Response): HeatsoakError {
  const range = visibleText(response.headers.get('content-range') ?? 'no Content-Range', 60);
  return refusedAnswer(
    job.url,
    `answered HTTP ${response.status} (${range}), as to who wants a part, though the whole file was asked for`,
  );
}

/** Whether the bytes are those that come next; false: there are no more. @throws PassingFailure when they belong elsewhere */
async function continues(
  job: Download,
  part: PartFile,
  answer: Answer,
  signal: AbortSignal,
): Promise<boolean> {
  const { response, validator, publishedSha256 } = answer;
  const same = validator === part.state.validator && publishedSha256 === part.state.publishedSha256;
  const range = contentRange(response);
  if (response.status === 416 && same && range.total === part.receivedBytes) return false;
  const isPart = response.status === 206 && same && !isEncoded(response);
  if (isPart && range.start === part.receivedBytes) {
    if (part.state.sizeBytes !== null) await job.reserve(part.state.sizeBytes - part.receivedBytes);
    return true;
  }
  signal.throwIfAborted();
  await part.restart(unknownState(job.url));
  throw new PassingFailure(
    isPart
      ? 'the server did not go on where it was asked to; the file is fetched anew'
      : 'the file changed on the server while it was fetched; it is fetched anew',
  );
}

const unknownState = (url: URL): PartState => ({
  url: url.href,
  validator: null,
  publishedSha256: null,
  sizeBytes: null,
});

async function receive(
  job: Download,
  part: PartFile,
  response: Response,
  signal: AbortSignal,
): Promise<void> {
  const { sizeBytes } = part.state;
  const lengthless = new LengthlessAnswer(job.partPath, shownUrl(job.url));
  const beginning = new Beginning(part.receivedBytes > 0);
  const accept = (start: Buffer | null): void => {
    if (start) job.accept(start, response.headers.get('content-type'));
  };
  try {
    for await (const chunk of response.body ?? []) {
      // What comes late belongs to an attempt that was given up.
      signal.throwIfAborted();
      accept(beginning.add(chunk));
      await part.append(chunk);
      // Without these a server could go on until the disk is full.
      if (sizeBytes !== null && part.receivedBytes > sizeBytes) break;
      if (sizeBytes === null) await lengthless.check(part.receivedBytes);
      job.progress(part.receivedBytes, sizeBytes);
    }
    accept(beginning.end());
  } catch (error) {
    throw error instanceof HeatsoakError ? error : failureOf(job, response, error);
  }
  if (sizeBytes === null || part.receivedBytes === sizeBytes) return;
  signal.throwIfAborted();
  const received = part.receivedBytes;
  if (received > sizeBytes) await part.restart(unknownState(job.url));
  throw new PassingFailure(`${received} bytes came of ${sizeBytes}`);
}

/** What zlib, Brotli and their like call bytes that are not theirs; a cut in between has other names. */
const NOT_ENCODED = /^(Z_DATA_ERROR|ERR__ERROR_FORMAT|ERR_BROTLI|ZSTD_error|ERR_ZSTD)/;

function failureOf(job: Download, response: Response, error: unknown): Error {
  const { code } = (error instanceof Error ? (error.cause ?? error) : {}) as { code?: unknown };
  if (!isEncoded(response) || !NOT_ENCODED.test(String(code))) return new PassingFailure(networkWords(error));
  const encoding = visibleText(response.headers.get('content-encoding') ?? '', 40);
  return refusedAnswer(job.url, `says that its answer is encoded as ${encoding}, which it is not`);
}

/** Aborts when a window of time brought next to nothing: a hang, and a server that only drips. */
function stallGuard(
  stallMs: number,
  receivedBytes: () => number,
): { signal: AbortSignal; stalled: Promise<never>; release(): void } {
  const controller = new AbortController();
  const { signal } = controller;
  const stalled = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // Where the attempt ends first, nobody waits for it.
  stalled.catch(() => undefined);
  let seen = receivedBytes();
  const timer = setInterval(() => {
    const now = receivedBytes();
    // Fewer than before: the file was begun anew, which is no silence.
    if (now >= seen && now - seen < STALL_BYTES) controller.abort();
    seen = now;
  }, stallMs);
  return { signal, stalled, release: () => clearInterval(timer) };
}

function failed(job: Download, part: PartFile, attempts: number, reason: string): HeatsoakError {
  const of = part.state.sizeBytes === null ? '' : ` of ${part.state.sizeBytes}`;
  const kept = canContinue(part)
    ? `${part.receivedBytes}${of} bytes are kept`
    : 'no bytes are kept, since none could be continued';
  return new HeatsoakError(
    'PULL_FAILED',
    `${shownUrl(job.url)} could not be fetched in ${attempts} attempts (last: ${reason}); ${kept}`,
    {
      where: shownUrl(job.url),
      hint: canContinue(part)
        ? 'run the same command again: it goes on where this one ended'
        : part.receivedBytes === 0
          ? 'run the same command again'
          : 'run the same command again: it begins anew, since the server names no version (ETag) of the file by which to go on',
    },
  );
}
