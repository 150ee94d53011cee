import { z } from 'zod';
import { engineSettings } from '../protocol/plan-file.ts';
import { provenance } from '../protocol/provenance.ts';
import { sha256 } from '../protocol/sha256.ts';

/** Where an app comes from, for whoever reads a report. */
export const buildOrigin = z.object({
  /** Of its source; where the app's Info.plist has a `HeatsoakCommit`, they must agree. */
  commit: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/i, 'a commit such as 1a2b3c4')
    .optional(),
  /** Of the job or the pull request that built it. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** Whatever else distinguishes builds, such as a branch. */
  labels: z.record(z.string().min(1).max(100), z.string().max(1000)).optional(),
});

/** `build.json`: an app package, a model artefact and engine settings. Paths are relative to the file. */
export const buildFile = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1),
  bundleId: z.string().regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, 'a bundle id such as com.example.app'),
  version: z.string().min(1),
  app: z.string().min(1),
  model: z.string().min(1),
  /** Expected hash of the model; checked before anything is deployed. */
  modelSha256: sha256.optional(),
  engine: engineSettings.prefault({}),
  /** What the app's own engine calls itself in its log, where it is none of those that `engine.name` knows. */
  reportedEngine: z.string().min(1).optional(),
  /** A chat template in Jinja, used instead of the model's own; its BOS rule stays. */
  template: z.string().min(1).optional(),
  /** Where the model comes from, as far as neither the file nor what stands beside it says so. */
  provenance: provenance.optional(),
  /** What the app must be signed with; looked for in the installed app, for re-signing can strip them. */
  entitlements: z.array(z.string()).optional(),
  ...buildOrigin.shape,
});
/** The file of a hosted model, a variant without app and model file: `"engine": { "name": "server", "url": …, "model": … }`. */
export const serverFile = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1),
  engine: engineSettings,
});

/** Enough of either file to recognise which it is. */
export const anyBuildFile = z.looseObject({
  engine: z.looseObject({ name: z.string().optional() }).optional(),
});

export type BuildFile = z.infer<typeof buildFile>;
