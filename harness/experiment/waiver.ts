import { z } from 'zod';

/**
 * A change for the worse that somebody answers for until a day. It speaks of one metric's change alone: a crash, another answer and
 * a bound that is broken stop a build all the same.
 */
export const waiver = z.strictObject({
  metric: z.string().describe('The metric whose change stops nothing, such as decode_rate'),
  phone: z
    .string()
    .min(1)
    .optional()
    .describe('An id of devices.json, or a model identifier such as iPhone15,4; absent: every phone'),
  suite: z.string().min(1).optional().describe('Only in this suite; absent: in all'),
  owner: z.string().trim().min(1).describe('Who answers for it'),
  until: z.iso.date().describe('The last day on which it holds, in UTC; from the next day on it fails'),
  why: z.string().trim().min(1).describe('The reason; people will read it'),
});
export type Waiver = z.infer<typeof waiver>;

/** Where a metric is judged. */
export interface WaivedPlace {
  readonly metric: string;
  readonly suite: string;
  readonly device: { readonly id: string; readonly model: string };
}

/** Whether a waiver speaks of a metric in a suite on a phone, whatever the day. */
export const isAbout = ({ metric, suite, phone }: Waiver, place: WaivedPlace): boolean =>
  metric === place.metric &&
  (suite === undefined || suite === place.suite) &&
  (phone === undefined || phone === place.device.id || phone === place.device.model);

/** @param at UTC, ISO 8601 */
export const hasExpired = ({ until }: Waiver, at: string): boolean => at.slice(0, 10) > until;

/** "decode_rate on iPhone15,4 in quick": what a waiver is about. */
export const placeOfWaiver = ({ metric, phone, suite }: Waiver): string =>
  [metric, phone && `on ${phone}`, suite && `in ${suite}`].filter(Boolean).join(' ');

/** Who waived it, and until when. */
export const termsOfWaiver = ({ owner, until, why }: Pick<Waiver, 'owner' | 'until' | 'why'>): string =>
  `by ${owner} until ${until}: ${why}`;
