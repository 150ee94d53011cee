import { z } from 'zod';

const number = z.number().nullable();

const variant = z.object({
  build: z.string(),
  name: z.string(),
  device: z.string(),
  format: z.string().nullable(),
  engine: z.string(),
  sizeBytes: number,
  decodeRate: number,
  ttftMs: number,
  loadMs: number,
  peakMiB: number,
  topOnePercent: number,
  meanKl: number,
  tokenParityPercent: number,
  launches: z.object({ complete: z.int(), planned: z.int() }),
  onFront: z.boolean().nullable(),
});

const line = z.object({
  fixedMs: z.number(),
  perPromptTokenMs: z.number(),
  perTokenMs: z.number(),
  measured: z.tuple([z.number(), z.number()]),
});

const crossover = z.object({
  winner: z.enum(['server', 'phone', 'server-from', 'server-until']),
  promptTokens: z.int().nullable(),
  extrapolated: z.boolean(),
});

/** What `heatsoak variants` prints with `--json`. */
export const variantsDocument = z.object({
  run: z.string(),
  report: z.string(),
  variants: z.array(variant),
  crossovers: z.array(
    z.object({
      device: z.string(),
      build: z.string(),
      server: z.string(),
      generateTokens: z.int(),
      phone: line,
      serverLine: line,
      roundTripMs: z.number(),
      measured: crossover,
      byRoundTrip: z.array(z.object({ roundTripMs: z.number(), crossover })),
      breakEven: z.array(z.object({ promptTokens: z.int(), roundTripMs: z.number() })),
    }),
  ),
});
