import { TokenTimes } from '../../../harness/protocol/token-times.ts';
import type { EmbeddedTimeline, EmbeddedTimelines } from '../../shared/embedded-timeline.ts';
import { runningMedian } from './running-median.ts';

/** One launch, unpacked. Tokens stand in columns, in time order. */
export interface Launch {
  readonly timeline: EmbeddedTimeline;
  readonly trials: readonly LaunchTrial[];
  /** When each token came, seconds since the app started. */
  readonly tokenSeconds: Float64Array;
  /** Time since the token before it; NaN for the first token of a trial, whose time is that of its prompt. */
  readonly tokenMs: Float64Array;
  readonly medianMs: Float64Array;
  /** Index of each trial's first token in the columns. */
  readonly starts: Int32Array;
  readonly memorySeconds: Float64Array;
  readonly memoryMiB: Float64Array;
  /** What a token of this launch writes; null where the run does not say. */
  textOf(id: number): string | null;
}

export interface LaunchTrial {
  readonly case: string;
  readonly scored: boolean;
  readonly startSecond: number;
  /** When its first token came; the prompt was read till then. */
  readonly firstSecond: number;
  readonly endSecond: number;
  /** All its entries, the first one too. */
  readonly entries: number;
  /** By entry; null where the engine returned text only. */
  readonly ids: Int32Array | null;
}

/** Numbers that `embed.ts` packed. */
export async function unpack(base64: string): Promise<Int32Array> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Int32Array(await new Response(stream).arrayBuffer());
}

/** The launch at `index`, out of the packed numbers. */
export function launchOf(all: EmbeddedTimelines, index: number, packed: Int32Array): Launch | null {
  const timeline = all.launches[index];
  if (!timeline) return null;
  const { vocabulary } = timeline;
  const texts = new Map(vocabulary === null ? [] : all.vocabularies[vocabulary]);
  const tokens = tokensOf(timeline, all, packed);
  return {
    timeline,
    ...tokens,
    ...memoryOf(timeline, packed),
    medianMs: runningMedian(tokens.tokenMs, tokens.starts),
    textOf: (id) => texts.get(id) ?? null,
  };
}

function tokensOf({ trials, offset }: EmbeddedTimeline, all: EmbeddedTimelines, packed: Int32Array) {
  const count = trials.reduce((sum, [, entries]) => sum + entries, 0);
  const tokenSeconds = new Float64Array(count);
  const tokenMs = new Float64Array(count);
  const starts = new Int32Array(trials.length);
  const answersAt = startsOfAnswers(all);
  let [from, next] = [offset, 0];
  const unpacked = trials.map(([t0, entries, caseIndex, scored, answer], trial): LaunchTrial => {
    starts[trial] = next;
    const times = new TokenTimes({ t0, deltasUs: packed.subarray(from, from + entries) });
    for (let token = 0; token < entries; token++, next++) {
      tokenSeconds[next] = times.at(token) / 1e6;
      tokenMs[next] = token === 0 ? Number.NaN : (packed[from + token] ?? 0) / 1000;
    }
    from += entries;
    const idsAt = answersAt[answer];
    return {
      case: all.cases[caseIndex] ?? '',
      scored: scored === 1,
      startSecond: t0 / 1e6,
      firstSecond: (t0 + (times.firstUs ?? 0)) / 1e6,
      endSecond: times.endUs / 1e6,
      entries,
      ids: idsAt === undefined ? null : packed.subarray(idsAt, idsAt + entries),
    };
  });
  return { trials: unpacked, tokenSeconds, tokenMs, starts };
}

function startsOfAnswers({ answers, answersAt }: EmbeddedTimelines): number[] {
  const starts = [answersAt];
  for (const [i, length] of answers.entries()) starts.push((starts[i] ?? 0) + length);
  return starts.slice(0, -1);
}

/** Memory follows the tokens: times as deltas, then KiB. */
function memoryOf({ trials, offset, samples }: EmbeddedTimeline, packed: Int32Array) {
  const at = offset + trials.reduce((sum, [, entries]) => sum + entries, 0);
  const memorySeconds = new Float64Array(samples);
  let nowUs = 0;
  for (let i = 0; i < samples; i++) {
    nowUs += packed[at + i] ?? 0;
    memorySeconds[i] = nowUs / 1e6;
  }
  return {
    memorySeconds,
    memoryMiB: Float64Array.from({ length: samples }, (_, i) => (packed[at + samples + i] ?? 0) / 1024),
  };
}
