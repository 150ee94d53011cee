import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { TELLING_BYTES } from '../what-bytes-are.ts';
import { LengthlessAnswer } from './lengthless.ts';
import { shownUrl } from './model-source.ts';
import { PartFile, type PartState } from './part-file.ts';
import { type Answer, ask, networkWords, PassingFailure } from './request.ts';

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
 * @throws HeatsoakError `PULL_FAILED` when the attempts are used up; the part is kept for the next time
 */
export async function download(job: Download): Promise<PartFile> {
  const part = await PartFile.open(job.partPath, job.url);
  try {
    await untilWhole(job, part);
    await part.flush();
    return part;
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
  const answer = await ask({
    method: 'GET',
    url: job.url,
    headers: { 'accept-encoding': 'identity', ...rangeOf(part) },
    token: job.token,
    signal,
  });
  if (!(await begin(job, part, answer, signal))) return;
  await receive(job, part, answer.response, signal);
}

/** Only bytes that are known to belong to the same version are continued. */
function rangeOf({ receivedBytes, state }: PartFile): Record<string, string> {
  if (receivedBytes === 0 || state.validator === null) return {};
  return { range: `bytes=${receivedBytes}-`, 'if-range': state.validator };
}

/**
 * Decides whether the answer continues the part or begins it anew; false: the part is whole already. An attempt that was given
 * up meanwhile touches nothing: the part is the next one's.
 */
async function begin(job: Download, part: PartFile, answer: Answer, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  const { response, validator, publishedSha256 } = answer;
  const same = validator === part.state.validator && publishedSha256 === part.state.publishedSha256;
  if (response.status === 200) {
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
    return true;
  }
  const range = contentRange(response);
  if (response.status === 416 && same && range.total === part.receivedBytes) {
    await response.body?.cancel();
    return false;
  }
  if (response.status === 206 && same && range.start === part.receivedBytes && !isEncoded(response)) {
    if (part.state.sizeBytes !== null) await job.reserve(part.state.sizeBytes - part.receivedBytes);
    return true;
  }
  await response.body?.cancel();
  signal.throwIfAborted();
  await part.restart(unknownState(job.url));
  throw new PassingFailure('the file changed on the server while it was fetched; it is fetched anew');
}

/** Some servers compress although they were asked not to. */
function isEncoded({ headers }: Response): boolean {
  const encoding = headers.get('content-encoding');
  return encoding !== null && encoding !== '' && encoding !== 'identity';
}

function lengthOf({ headers }: Response): number | null {
  const length = headers.get('content-length');
  return length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null;
}

const unknownState = (url: URL): PartState => ({
  url: url.href,
  validator: null,
  publishedSha256: null,
  sizeBytes: null,
});

function contentRange({ headers }: Response): { start: number | null; total: number | null } {
  const [, start, total] =
    /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? [];
  return {
    start: start === undefined ? null : Number(start),
    total: total === undefined || total === '*' ? null : Number(total),
  };
}

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
    throw error instanceof HeatsoakError ? error : new PassingFailure(networkWords(error));
  }
  if (sizeBytes === null || part.receivedBytes === sizeBytes) return;
  signal.throwIfAborted();
  const received = part.receivedBytes;
  if (received > sizeBytes) await part.restart(unknownState(job.url));
  throw new PassingFailure(`${received} bytes came of ${sizeBytes}`);
}

/** Collects the first bytes of an answer until they can tell what it is; an answer that continues has none. */
class Beginning {
  private start: Buffer | null;

  constructor(continues: boolean) {
    this.start = continues ? null : Buffer.alloc(0);
  }

  /** The start, once it is long enough. */
  add(chunk: Uint8Array): Buffer | null {
    if (this.start === null) return null;
    this.start = Buffer.concat([this.start, chunk]).subarray(0, TELLING_BYTES);
    return this.start.length < TELLING_BYTES ? null : this.end();
  }

  /** What there is of it at the end of a short answer. */
  end(): Buffer | null {
    const { start } = this;
    this.start = null;
    return start;
  }
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
  return new HeatsoakError(
    'PULL_FAILED',
    `${shownUrl(job.url)} could not be fetched in ${attempts} attempts (last: ${reason}); ${part.receivedBytes}${of} bytes are kept`,
    {
      where: shownUrl(job.url),
      hint: 'run the same command again: it goes on where this one ended',
    },
  );
}
