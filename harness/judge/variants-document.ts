import { z } from 'zod';
import { variantRow } from './variant-row.ts';

const line = z.strictObject({
  fixedMs: z.number(),
  perPromptTokenMs: z.number(),
  perTokenMs: z.number(),
  measured: z.tuple([z.number(), z.number()]),
});

const crossover = z.strictObject({
  winner: z.enum(['server', 'phone', 'server-from', 'server-until']),
  promptTokens: z.int().nullable(),
  extrapolated: z.boolean(),
});

/** What `heatsoak variants` prints with `--json`. */
export const variantsDocument = z.strictObject({
  run: z.string(),
  report: z.string(),
  variants: z.array(variantRow),
  crossovers: z.array(
    z.strictObject({
      device: z.string(),
      build: z.string(),
      server: z.string(),
      generateTokens: z.int(),
      phone: line,
      serverLine: line,
      roundTripMs: z.number(),
      measured: crossover,
      byRoundTrip: z.array(z.strictObject({ roundTripMs: z.number(), crossover })),
      breakEven: z.array(z.strictObject({ promptTokens: z.int(), roundTripMs: z.number() })),
    }),
  ),
});
