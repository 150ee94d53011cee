import { TokenTimes } from '../../harness/protocol/token-times.ts';
import type { EmbeddedTimeline } from '../shared/embedded-timeline.ts';

/** One launch, unpacked: seconds and values in columns. */
export interface Columns {
  readonly tokenSeconds: Float64Array;
  readonly tokenMs: Float64Array;
  readonly memorySeconds: Float64Array;
  readonly memoryMiB: Float64Array;
}

/** Numbers that `embed.ts` packed. */
export async function unpack(base64: string): Promise<Int32Array> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Int32Array(await new Response(stream).arrayBuffer());
}

/** First tokens are prefill: they place the next ones, and are not drawn. */
export function columnsOf(timeline: EmbeddedTimeline, packed: Int32Array): Columns {
  const tokenSeconds: number[] = [];
  const tokenMs: number[] = [];
  let at = timeline.offset;
  for (const [t0, count] of timeline.trials) {
    const times = new TokenTimes({ t0, deltasUs: packed.subarray(at, at + count) });
    at += count;
    times.intervalsUs.forEach((interval, i) => {
      tokenSeconds.push(times.at(i + 1) / 1e6);
      tokenMs.push(interval / 1000);
    });
  }
  const memorySeconds = new Float64Array(timeline.samples);
  const memoryMiB = new Float64Array(timeline.samples);
  let now = 0;
  for (let i = 0; i < timeline.samples; i++) {
    now += packed[at + i] ?? 0;
    memorySeconds[i] = now / 1e6;
    memoryMiB[i] = (packed[at + timeline.samples + i] ?? 0) / 1024;
  }
  return {
    tokenSeconds: Float64Array.from(tokenSeconds),
    tokenMs: Float64Array.from(tokenMs),
    memorySeconds,
    memoryMiB,
  };
}
