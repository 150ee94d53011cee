import { z } from 'zod';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { schemaProblem } from '../../errors/schema-problem.ts';
import { plantedMistakes } from './planted-mistakes.ts';
import { representedModel } from './profiles.ts';

/** What a build for the virtual lab is made to do badly, carried in `heatsoak-virtual.json` inside the `.app`. */
export const plantedEffects = z.strictObject({
  /** The decode rate is this many per cent lower. */
  decodeSlowdownPercent: z.number().gt(-100).lt(100).default(0),
  /** The prefill rate is this many per cent lower. */
  prefillSlowdownPercent: z.number().gt(-100).lt(100).default(0),
  /** Charged memory that is not given back: with each answer, and each time that a conversation's context rolls over. */
  leakMiBPerTurn: z.number().nonnegative().default(0),
  leakMiBPerRollover: z.number().nonnegative().default(0),
  /** The key-value cache is charged as it fills, as in engines that do not reserve it: no leak, however it looks. */
  cacheGrows: z.boolean().default(false),
  /** Weights that the simulated file has, bytes: how variants of one model differ on a virtual phone. */
  weightsBytes: z.number().positive().default(representedModel.weightBytes),
  extraFootprintMiB: z.number().default(0),
  /** The trial in whose middle the app crashes. */
  crashAtTrial: z.int().nonnegative().nullable().default(null),
  /** The trial in whose middle the app stops doing anything, and stays. */
  hangAtTrial: z.int().nonnegative().nullable().default(null),
  /** Ids that differ from the model's: a share of all, or all from an index of the answer on. */
  wrongTokens: z
    .union([
      z.strictObject({ share: z.number().min(0).max(1) }),
      z.strictObject({ fromIndex: z.int().nonnegative() }),
    ])
    .nullable()
    .default(null),
  /** Percentage points by which the retention after 600 s is lower. */
  throttleHarder: z.number().min(0).max(40).default(0),
  /** Nats by which each scored id is less probable than the engine says: a damaged quantisation. */
  scoreLossNats: z.number().nonnegative().default(0),
  /** Speculative decoding: each step drafts so many tokens, of which so many are accepted and come out with the step's own. */
  speculation: z
    .strictObject({ draftedTokens: z.int().positive(), acceptedTokens: z.int().nonnegative() })
    .refine(({ draftedTokens, acceptedTokens }) => acceptedTokens <= draftedTokens, {
      error: 'no more tokens can be accepted than drafted',
    })
    .nullable()
    .default(null),
  /** What the installed app is signed with. */
  entitlements: z.array(z.string()).default([]),
  /** The phone hangs on no cable, so that its battery shows the energy. */
  onBattery: z.boolean().default(false),
  mistakes: plantedMistakes.prefault({}),
});
export type PlantedEffects = z.infer<typeof plantedEffects>;

/** A build as it should be. */
export const noEffects: PlantedEffects = plantedEffects.parse({});

/** @throws HeatsoakError `EFFECTS_INVALID` naming the JSON path */
export function parsePlantedEffects(value: unknown): PlantedEffects {
  const parsed = plantedEffects.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  throw new HeatsoakError(
    'EFFECTS_INVALID',
    `heatsoak-virtual.json: ${schemaProblem(parsed.error, plantedEffects)}`,
    {
      hint: `known effects: ${Object.keys(plantedEffects.shape).join(', ')}`,
      where: 'heatsoak-virtual.json',
    },
  );
}
