import { plainText } from '../../harness/words/plain-text.ts';
import type { Download } from '../supply/download.ts';

interface DownloadLines extends Pick<Download, 'progress' | 'retrying'> {
  /** Ends the live line of a terminal. */
  end(): void;
}

const LIVE_EVERY_MS = 500;
/** In CI a line now and then says that it is alive. */
const LINE_EVERY_MS = 30_000;

/** Progress on stderr: one live line on a terminal, else at most a line each 30 s. */
export function downloadLines(
  stream: { write(text: string): unknown; readonly isTTY?: boolean } = process.stderr,
  nowMs: () => number = () => performance.now(),
): DownloadLines {
  const live = stream.isTTY === true && !process.env['CI'];
  let shownMs = nowMs();
  let before: { bytes: number; ms: number } | null = null;
  return {
    progress(received, total) {
      const ms = nowMs();
      before ??= { bytes: received, ms };
      if (ms - shownMs < (live ? LIVE_EVERY_MS : LINE_EVERY_MS)) return;
      shownMs = ms;
      const seconds = (ms - before.ms) / 1000;
      const line = progressLine(received, total, seconds > 0 ? (received - before.bytes) / seconds : 0);
      stream.write(live ? `\r\u001b[K${line}` : `${line}\n`);
    },
    retrying(reason, waitMs) {
      before = null;
      // The reason is a server's own word.
      stream.write(
        `${live ? '\r\u001b[K' : ''}${plainText(`${reason}; next attempt in ${waitMs / 1000} s`)}\n`,
      );
    },
    end() {
      if (live) stream.write('\r\u001b[K');
    },
  };
}

function progressLine(received: number, total: number | null, bytesPerSecond: number): string {
  const rate = `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`;
  if (total === null) return `${megabytes(received)}, ${rate}`;
  const left = bytesPerSecond > 0 ? `, ${Math.ceil((total - received) / bytesPerSecond)} s left` : '';
  return `${megabytes(received)} of ${megabytes(total)} (${Math.floor((100 * received) / total)} %), ${rate}${left}`;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
