import { z } from 'zod';

/** Phones that give an app the same memory. */
const phoneClass = z.strictObject({
  name: z.string().min(1),
  /** Model identifiers, such as `iPhone15,4`. */
  models: z.array(z.string()).min(1),
  /** Charged memory at which they kill an app, without and with the increased-memory-limit entitlement. */
  memoryLimitMiB: z.strictObject({ standard: z.number().positive(), entitled: z.number().positive() }),
  /** What the build must leave free there at its worst moment. */
  headroomMiB: z.number().nonnegative(),
});
export type PhoneClass = z.infer<typeof phoneClass>;

/**
 * A chat's own screens take it beside the bare screen that is measured: keyboard, images, web views. A judgement, an eighth of what
 * the smallest class gives at most; a release manager sets another one in the gate file.
 */
const HEADROOM_MIB = 256;

/**
 * The phones that a 3.8 B model in 4 bit is supported on. 3072 MiB were read on an iPhone 13 Pro to the byte, 3375 and 6144 MiB were
 * reported of 8 GB phones (Apple publishes none, and larger phones are held to give no more until one was read).
 */
const shippedClasses: readonly PhoneClass[] = [
  {
    name: '6 GB',
    models: [
      ...['iPhone13,3', 'iPhone13,4', 'iPhone14,2', 'iPhone14,3', 'iPhone14,7', 'iPhone14,8'],
      ...['iPhone15,2', 'iPhone15,3', 'iPhone15,4', 'iPhone15,5'],
    ],
    memoryLimitMiB: { standard: 3072, entitled: 4200 },
    headroomMiB: HEADROOM_MIB,
  },
  {
    name: '8 GB',
    models: [
      ...['iPhone16,1', 'iPhone16,2', 'iPhone17,1', 'iPhone17,2', 'iPhone17,3', 'iPhone17,4'],
      ...['iPhone17,5', 'iPhone18,3'],
    ],
    memoryLimitMiB: { standard: 3375, entitled: 6144 },
    headroomMiB: HEADROOM_MIB,
  },
  {
    name: '12 GB',
    models: ['iPhone18,1', 'iPhone18,2', 'iPhone18,4'],
    memoryLimitMiB: { standard: 3375, entitled: 6144 },
    headroomMiB: HEADROOM_MIB,
  },
];

/** Eight hours of talk, a turn every 45 s, eat the headroom at this growth: a day in which the app is never closed. */
const TURNS_THAT_MUST_FIT = (8 * 3600) / 45;

/** How much memory a build may take, whatever the baseline takes; on phones of no class that is unknown, and does not pass. */
export const memoryPolicy = z.strictObject({
  phoneClasses: z
    .array(phoneClass)
    .min(1)
    .default([...shippedClasses]),
  /** MiB a turn that a conversation may grow by at most. */
  growthMiBPerTurn: z
    .number()
    .positive()
    .default(HEADROOM_MIB / TURNS_THAT_MUST_FIT),
  /** And by how much more than in the baseline. */
  moreGrowthMiBPerTurn: z
    .number()
    .positive()
    .default(HEADROOM_MIB / TURNS_THAT_MUST_FIT / 4),
});
export type MemoryPolicy = z.infer<typeof memoryPolicy>;
