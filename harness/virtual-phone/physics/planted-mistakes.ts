import { z } from 'zod';

const trial = z.int().nonnegative().nullable().default(null);

/**
 * What a measuring app or its phone gets wrong without anybody noticing: the mistakes that published benchmarks were
 * caught with. Each must be caught here too.
 */
export const plantedMistakes = z.strictObject({
  /** Prompt ids served from a cache, and reported as such. */
  cachedTokens: z.int().nonnegative().default(0),
  /** The whole prompt but its last id comes from a cache that the engine does not own up to. */
  hiddenCache: z.boolean().default(false),
  /** The trial from which on Low Power Mode is on, the charger is pulled, the screen dimmed, the app behind another. */
  lowPowerModeAtTrial: trial,
  unpluggedAtTrial: trial,
  dimmedAtTrial: trial,
  backgroundAtTrial: trial,
  /** The trial in which the system tells the app to give memory back. */
  memoryWarningAtTrial: trial,
  /** The back end that really runs, whatever was asked for. */
  backend: z.string().nullable().default(null),
  debugBuild: z.boolean().default(false),
  debuggerAttached: z.boolean().default(false),
  /** Ids that one callback delivers, and whether the engine says so. */
  bundleSize: z.int().positive().default(1),
  bundlesTold: z.boolean().default(true),
  /** End of sequence after so many tokens. */
  endAtToken: z.int().nonnegative().nullable().default(null),
  /** An empty chunk counts as the first token. */
  emptyFirstToken: z.boolean().default(false),
  /** From this launch of the build on the phone runs another OS build. */
  osUpdateAtLaunch: z.int().nonnegative().nullable().default(null),
  /** The model file on the phone is another than the one that was sent. */
  otherModel: z.boolean().default(false),
  /** The clock jumps by so many seconds in the middle of a trial; back where negative. */
  clockJump: z.strictObject({ atTrial: z.int().nonnegative(), seconds: z.number() }).nullable().default(null),
});
