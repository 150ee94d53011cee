import { z } from 'zod';
import { modelLoads } from './model-loads.ts';

const number = z.number().nullable();
const interval = z.tuple([z.number(), z.number()]);

/** One build on one device, or one server from the host: everything that a choice between variants weighs. */
export const variantRow = z.strictObject({
  build: z.string(),
  name: z.string(),
  device: z.string(),
  format: z.string().nullable(),
  engine: z.string(),
  sizeBytes: number,
  decodeRate: number,
  ttftMs: number,
  /** Where the mean over launches lies, 95 %; null with fewer than two launches. */
  decode95: interval.nullable(),
  ttft95: interval.nullable(),
  /** Null for a server, which nobody sees load. */
  loads: modelLoads.nullable(),
  peakMiB: number,
  /** Agreement with the source, measured on the host with the variant's own file; null without a source. */
  topOnePercent: number,
  meanKl: number,
  /** Greedy ids equal from the start, device against source on the host, per cent. */
  tokenParityPercent: number,
  launches: z.strictObject({ complete: z.int(), planned: z.int() }),
  /**
   * False: another variant on this device is faster beyond noise, and no farther from the source. Null: speed or quality is
   * unknown, or it has too few launches to tell.
   */
  onFront: z.boolean().nullable(),
});
export type VariantRow = z.infer<typeof variantRow>;
