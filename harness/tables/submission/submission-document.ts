import { z } from 'zod';
import { buildRoles } from '../../experiment/manifest.ts';
import { suiteKinds } from '../../experiment/suite-kinds.ts';
import { readings } from '../../judge/decide.ts';
import { verdictWords } from '../../judge/verdict.ts';
import { engineNames } from '../../protocol/plan-file.ts';
import { sha256 } from '../../protocol/sha256.ts';

/** Versions of systems and engines, such as `26.1`, `b4242` or `1.30.0-rc.1`; anything else, such as a serial number, is left out as null. */
export const versionWord = z.string().regex(/^b?\d{1,6}(\.\d{1,6}){0,3}(-[a-z]{1,5}\.?\d{0,3})?$/);
/** As phones report themselves: `iPhone16,1`. */
export const modelWord = z.string().regex(/^[A-Za-z]{1,12}\d{1,3},\d{1,3}$/);
/** `A17 Pro`, `M4`. */
export const chipWord = z.string().regex(/^[AM]\d{1,2}X?( (Bionic|Pro|Max|Ultra|Fusion))?$/);

const interval = z.tuple([z.number(), z.number()]);
/** A name that ships with Heatsoak, or `suite-1`, `case-1` … for what people named themselves. */
const place = z.string().regex(/^[a-z0-9-]+$|^\*$/);
/** `phone-1` …, in the order of the plan. */
const phone = z.string().regex(/^phone-\d+$/);

/** One result without anything private: what a public table of results needs, and nothing else. */
export const submission = z.strictObject({
  v: z.literal(1),
  kind: z.literal('heatsoak-submission'),
  heatsoak: versionWord.nullable(),
  /** Of the bench protocol. */
  protocol: z.int(),
  metricsVersion: z.int(),
  definitions: z.record(z.string(), z.int()),
  /** True: a phone is simulated, and nothing here was measured on a real one. */
  virtual: z.boolean(),
  /** The day on which it began, UTC. */
  day: z.iso.date(),
  purpose: z.enum(['two-builds', 'one-build', 'same-build', 'variants']),
  verdict: z.enum(verdictWords),
  /** Codes of doubts, and how often each was raised. */
  doubts: z.record(z.string().regex(/^[a-z0-9-]+$/), z.int()),
  phones: z.array(
    z.strictObject({
      phone,
      model: modelWord.nullable(),
      chip: chipWord.nullable(),
      os: versionWord.nullable(),
      virtual: z.boolean(),
    }),
  ),
  builds: z.array(
    z.strictObject({
      role: z.enum(buildRoles),
      /** Among variants: `variant-1` …. */
      variant: z
        .string()
        .regex(/^variant-\d+$/)
        .nullable(),
      app: sha256,
      model: z.strictObject({
        sha256,
        sizeBytes: z.number(),
        /** Format and quantisation, such as `GGUF, mostly Q4_0`; null: unknown. */
        format: z
          .string()
          .regex(/^[A-Za-z0-9 ,.()_-]{1,60}$/)
          .nullable(),
      }),
      engine: z.strictObject({
        name: z.enum(engineNames),
        /** By its own word. */
        version: versionWord.nullable(),
        backend: z.enum(['cpu', 'metal', 'auto', 'coreml', 'gpu', 'ane']).nullable(),
        contextTokens: z.int(),
        batchTokens: z.int(),
        threads: z.int(),
        flashAttention: z.boolean(),
        gpuLayers: z.int().nullable(),
      }),
    }),
  ),
  suites: z.array(
    z.strictObject({
      suite: place,
      kind: z.enum(suiteKinds),
      blocks: z.int(),
      cases: z.array(
        z.strictObject({
          case: place,
          prompt: z.enum(['chat', 'synthetic', 'conversation']),
          generateTokens: z.int(),
        }),
      ),
    }),
  ),
  /** Values by phone, build, suite and case: medians over launches. */
  values: z.array(
    z.strictObject({
      phone,
      role: z.enum(buildRoles),
      variant: z.string().nullable(),
      ...{ suite: place, case: place, metric: z.string(), unit: z.string() },
      launches: z.int(),
      median: z.number().nullable(),
      minimum: z.number().nullable(),
      maximum: z.number().nullable(),
    }),
  ),
  /** What became of each metric from baseline to candidate, with its interval; per cent of the baseline. */
  changes: z.array(
    z.strictObject({
      phone,
      ...{ suite: place, case: place, metric: z.string() },
      changePercent: z.number().nullable(),
      ci95Percent: interval.nullable(),
      blocks: z.int(),
      reading: z.enum(readings),
    }),
  ),
});
export type Submission = z.infer<typeof submission>;
