import { gzipSync } from 'node:zlib';
import type { Timeline, VocabularyRow } from './report-model.ts';
import type { EmbeddedTimeline, EmbeddedTimelines, EmbeddedTrial } from './shared/embedded-timeline.ts';

/** Timelines as one JSON index and one packed int32 column. */
export function embedTimelines(
  timelines: readonly Timeline[],
  vocabularies: readonly VocabularyRow[] = [],
): { index: string; packed: string } {
  const column: number[] = [];
  const names = new Places<string>((name) => name);
  const answers = new Places<readonly number[]>((ids) => ids.join());
  const launches = timelines.map((timeline) => {
    const offset = column.length;
    for (const part of numbersOf(timeline)) for (const number of part) column.push(number);
    const trials = timeline.tokens.map(
      ({ t0, deltasUs, case: name, scored, ids }): EmbeddedTrial => [
        Math.round(t0),
        deltasUs.length,
        names.placeOf(name),
        scored ? 1 : 0,
        // Where a chunk of text is an entry, nobody knows which token came when.
        ids?.length === deltasUs.length ? answers.placeOf(ids) : -1,
      ],
    );
    return indexed(timeline, trials, offset);
  });
  const index: EmbeddedTimelines = {
    launches,
    cases: names.all,
    vocabularies: vocabularies.map(({ texts }) => texts),
    answersAt: column.length,
    answers: answers.all.map((ids) => ids.length),
  };
  for (const ids of answers.all) for (const id of ids) column.push(id);
  return { index: JSON.stringify(index), packed: pack(Int32Array.from(column)) };
}

function indexed(timeline: Timeline, trials: readonly EmbeddedTrial[], offset: number): EmbeddedTimeline {
  const { device, launch, suite, block, title, role, endUs, thermal, limitBytes, vocabulary } = timeline;
  return {
    ...{ device, launch, suite, block, title, role, endUs, trials, thermal, vocabulary },
    limitMiB: limitBytes === null ? null : limitBytes / 2 ** 20,
    offset,
    samples: timeline.memory.tUs.length,
  };
}

/** Equal values share a place; places are in the order of first use. */
class Places<T> {
  readonly all: T[] = [];
  private readonly known = new Map<string, number>();
  private readonly keyOf: (value: T) => string;
  constructor(keyOf: (value: T) => string) {
    this.keyOf = keyOf;
  }
  placeOf(value: T): number {
    const key = this.keyOf(value);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.known.set(key, this.all.length);
    return this.all.push(value) - 1;
  }
}

function numbersOf({ tokens, memory }: Timeline): number[][] {
  const times = memory.tUs.map((tUs, i) => Math.round(tUs - (memory.tUs[i - 1] ?? 0)));
  return [
    ...tokens.map(({ deltasUs }) => deltasUs.map(Math.round)),
    times,
    memory.footprintBytes.map((bytes) => Math.round(bytes / 1024)),
  ];
}

const pack = (column: Int32Array): string => deflate(Buffer.from(column.buffer));

/** Gzip without a time stamp, as base64: equal input gives equal bytes. */
export const deflate = (bytes: Buffer | string): string => gzipSync(bytes, { level: 6 }).toString('base64');
