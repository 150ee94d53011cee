import { TrialFault } from '../../trial-fault.ts';

/** A chunk of an answer is some hundred characters; a stream without line ends must not fill the memory. */
const LONGEST_EVENT = 1 << 20;

/**
 * The `data` of each server-sent event in a byte stream (WHATWG HTML, "Interpreting an event stream"). Bytes may be cut
 * anywhere, inside a character too. Comments and other fields are passed over; an event that was not ended is dropped.
 * @throws TrialFault `SERVER_STREAM` for an event longer than a million characters
 */
export async function* serverSentEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  let length = 0;
  for await (const line of linesOf(bytes)) {
    if (line.startsWith('data:')) {
      data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
      length += line.length;
      refuseLonger(length);
    }
    if (line !== '' || data.length === 0) continue;
    yield data.join('\n');
    data = [];
    length = 0;
  }
}

/** Lines that were ended, by any of the three line ends. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const piece of bytes) {
    pending += decoder.decode(piece, { stream: true });
    // A carriage return at the end may be half of a line end.
    const half = pending.endsWith('\r') ? '\r' : '';
    const lines = pending.slice(0, pending.length - half.length).split(/\r\n|\n|\r/);
    pending = (lines.pop() ?? '') + half;
    yield* lines;
    refuseLonger(pending.length);
  }
}

function refuseLonger(length: number): void {
  if (length > LONGEST_EVENT)
    throw new TrialFault(
      'SERVER_STREAM',
      `an event of the stream is longer than ${LONGEST_EVENT} characters`,
    );
}
