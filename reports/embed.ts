import { gzipSync } from 'node:zlib';
import type { Timeline } from './report-model.ts';
import type { EmbeddedTimeline } from './shared/embedded-timeline.ts';

/** Timelines as one JSON index and one packed int32 column (µs deltas, then memory times as deltas, then KiB). */
export function embedTimelines(timelines: readonly Timeline[]): { index: string; packed: string } {
  const numbers: number[][] = [];
  let offset = 0;
  const index = timelines.map((timeline): EmbeddedTimeline => {
    const column = columnOf(timeline);
    numbers.push(column);
    const { device, launch, title, role, endUs, thermal } = timeline;
    const trials = timeline.tokens.map(
      ({ t0, deltasUs, case: name }) => [Math.round(t0), deltasUs.length, name] as const,
    );
    const embedded = {
      device,
      launch,
      title,
      role,
      endUs,
      trials,
      thermal,
      offset,
      samples: timeline.memory.tUs.length,
    };
    offset += column.length;
    return embedded;
  });
  return {
    index: JSON.stringify(index),
    packed: pack(Int32Array.from(numbers.flat())),
  };
}

function columnOf({ tokens, memory }: Timeline): number[] {
  const column: number[] = [];
  for (const { deltasUs } of tokens) for (const delta of deltasUs) column.push(Math.round(delta));
  let last = 0;
  for (const tUs of memory.tUs) {
    column.push(Math.round(tUs - last));
    last = tUs;
  }
  for (const bytes of memory.footprintBytes) column.push(Math.round(bytes / 1024));
  return column;
}

const pack = (column: Int32Array): string => deflate(Buffer.from(column.buffer));

/** Gzip without a time stamp, as base64: equal input gives equal bytes. */
export const deflate = (bytes: Buffer | string): string => gzipSync(bytes, { level: 6 }).toString('base64');
