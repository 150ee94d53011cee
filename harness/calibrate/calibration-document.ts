import { z } from 'zod';

const interval = z.object({
  median: z.number(),
  low: z.number(),
  high: z.number(),
  /** Of the interval; 0.95 or more where the pairs suffice. */
  coverage: z.number(),
  count: z.int(),
});

const parity = z.object({
  /** Speed of Heatsoak over that of llama-bench, pair by pair. */
  ratio: interval.nullable(),
  /** llama-bench against itself by the same method. */
  control: interval.nullable(),
  band: z.object({ low: z.number(), high: z.number() }),
  verdict: z.enum(['within', 'outside', 'INCONCLUSIVE']),
  reason: z.string(),
});

export const calibrationSettings = z.object({
  startedAt: z.iso.datetime(),
  host: z.object({ cpu: z.string(), cores: z.int(), os: z.string(), node: z.string() }),
  model: z.object({ path: z.string(), sha256: z.string(), sizeBytes: z.number() }),
  engine: z.object({
    release: z.string(),
    threads: z.int(),
    batchTokens: z.int(),
    ubatchTokens: z.int(),
    contextTokens: z.int(),
    flashAttention: z.boolean(),
    backend: z.string(),
  }),
  native: z.object({ release: z.string(), compiler: z.string(), libraries: z.string() }),
  rounds: z.int(),
  turnsPerRound: z.int(),
  /** Turns of one row and number that stand side by side; absent in older files: 3. */
  turnsInSlot: z.int().optional(),
  /** Why instructions were not counted; null where they were. Absent in older files. */
  instructionsMissing: z.string().nullable().optional(),
  /** llama-bench's names of the rows, and the tokens of each. */
  rows: z.array(z.object({ test: z.string(), tokens: z.int() })),
});
export type CalibrationSettings = z.infer<typeof calibrationSettings>;

/** What a turn is measured by, the one that neighbours disturb least first. */
export const measures = ['instructions', 'processor', 'wall'] as const;
export type Measure = (typeof measures)[number];

export const contenders = ['heatsoak', 'llama-bench', 'llama-bench again'] as const;

/** One line of `measurements.jsonl`, appended as it comes. */
export const measurement = z.discriminatedUnion('type', [
  z.object({ type: z.literal('settings'), settings: calibrationSettings }),
  z.object({
    type: z.literal('turn'),
    warmUp: z.boolean(),
    round: z.int(),
    turn: z.int(),
    row: z.int(),
    contender: z.enum(contenders),
    /** 0 went first. */
    position: z.int(),
    wallNs: z.number().positive(),
    cpuNs: z.number().nonnegative(),
    /** Executed in the turn outside of the kernel, its depth included; null where they were not counted. */
    instructions: z.number().positive().nullable().optional(),
    /** Load average of the last minute, when the turn ended. */
    load: z.number(),
  }),
]);
export type Measurement = z.infer<typeof measurement>;
export type TurnLine = Extract<Measurement, { type: 'turn' }>;

/** `calibration.json`: a pure function of `measurements.jsonl`. */
export const calibrationDocument = z.object({
  v: z.literal(1),
  settings: calibrationSettings,
  /** False when it was interrupted; what was measured counts all the same. */
  complete: z.boolean(),
  /** Least and greatest load average that was seen; null when nothing was measured. */
  load: z.object({ least: z.number(), greatest: z.number() }).nullable(),
  rows: z.array(
    z.object({
      test: z.string(),
      /** Medians over all turns, ms a token. */
      heatsoakMs: z.number().nullable(),
      llamaBenchMs: z.number().nullable(),
      /** By the clock: what people wait for. A busy neighbour lengthens it. */
      wall: parity,
      /** By processor time: a neighbour lengthens it only through shared caches and memory. */
      processor: parity,
      /** By instructions, which no neighbour changes; null where they were not counted. */
      instructions: parity.nullable(),
      /** Medians over all turns; null where they were not counted, or the row has a depth, which is counted too. */
      instructionsPerToken: z.object({ heatsoak: z.number(), llamaBench: z.number() }).nullable(),
      /** By the measure that the verdict rests on. */
      verdict: z.enum(['within', 'outside', 'INCONCLUSIVE']),
    }),
  ),
  /** The measure that the verdicts rest on, and why that one. */
  restsOn: z.object({ measure: z.enum(measures), why: z.string() }),
  verdict: z.enum(['within', 'outside', 'INCONCLUSIVE']),
});
export type CalibrationDocument = z.infer<typeof calibrationDocument>;
