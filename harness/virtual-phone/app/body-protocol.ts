import { z } from 'zod';
import type { EnvironmentReading, MemoryReading, Sensors } from '../../agent/ports.ts';

/**
 * What an agent that is another program asks the body of its virtual phone, over its file descriptor 3: one JSON line asks, one line
 * answers, strictly in turn. Every answer has `steps`: the time that passed meanwhile and what the sensors read during it. The
 * agent moves its own clock by them, and its own memory sampler runs on that clock.
 */
export const BODY_PROTOCOL_VERSION = 1;

const count = z.int().nonnegative();

export const bodyAsk = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('hello'), agent: z.string(), protocolVersion: count }),
  /** The engine has its model; the phone's own load takes its time now. */
  z.strictObject({ ask: z.literal('load'), vocabularySize: count, backend: z.string() }),
  z.strictObject({ ask: z.literal('opened'), trial: count }),
  z.strictObject({
    ask: z.literal('generate'),
    promptTokens: count,
    count,
    /** Of a conversation that goes on: ids of the prompt that stayed in the cache. Absent: the cache was emptied. */
    keptTokens: count.optional(),
  }),
  z.strictObject({ ask: z.literal('token'), id: count }),
  z.strictObject({ ask: z.literal('generated') }),
  z.strictObject({ ask: z.literal('closed'), trial: count }),
  z.strictObject({ ask: z.literal('score') }),
  z.strictObject({ ask: z.literal('probe') }),
  z.strictObject({ ask: z.literal('idle'), seconds: z.number().positive() }),
  z.strictObject({ ask: z.literal('unload') }),
  z.strictObject({ ask: z.literal('digest'), sha256: z.string() }),
]);
export type BodyAsk = z.infer<typeof bodyAsk>;

/** All that the sensors read at one moment. */
export type BodyReading = MemoryReading &
  EnvironmentReading & { readonly peakFootprintBytes: number | null; readonly memoryWarnings?: number };

/** Time that passed, or a jump of what the clock shows; `reading` holds from its beginning on, until another is given. */
export interface BodyStep {
  readonly us?: number;
  readonly jumpUs?: number;
  readonly reading?: BodyReading;
}

/** What is answered besides the steps, by what was asked. */
export interface BodyAnswers {
  hello: {
    protocolVersion: number;
    wallClock: string;
    cold: boolean;
    identity: ReturnType<Sensors['identity']>;
  };
  load: { backend: string };
  /** The id that the app shows; or the answer ends before it. */
  token: { id: number } | { ended: true };
  generated: { cachedTokens: number; bundled: boolean; counters: Readonly<Record<string, number>> | null };
  /** By how much each id is less probable than the engine says. */
  score: { lossNats: number };
  digest: { sha256: string };
}
