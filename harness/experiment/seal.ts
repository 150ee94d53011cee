import { z } from 'zod';
import { fileDigest } from './file-digest.ts';
import { fileName } from './manifest.ts';

export const SEAL_VERSION = 1;

/** Stands beside the manifest. */
export const SEAL = 'seal.json';
/** The bare Ed25519 signature over the bytes of `seal.json`; only beside a seal that names its key. */
export const SIGNATURE = 'seal.json.sig';

/** What became of an input after it was written. */
export const inputFinding = z.strictObject({
  kind: z.enum(['changed', 'removed', 'added', 'copied']),
  /** Relative to the run folder, with forward slashes. */
  path: z.string(),
  /** The phone whose log it is; null for what concerns the whole run. */
  device: z.string().nullable(),
  /** Whether a result is derived from it. */
  decides: z.boolean(),
});
export type InputFinding = z.infer<typeof inputFinding>;

/** An input and what it held, by its path in the run folder. */
export const sealedFile = fileDigest.extend({ path: z.string() });

/** The plan by which a phone was measured elsewhere: the part of the manifest that its job had. */
export const jobPlan = fileDigest.extend({ device: z.string() });
export type JobPlan = z.infer<typeof jobPlan>;

/**
 * `seal.json`: what every input of a run folder held when the run ended. It shows mistakes and careless edits; whoever can
 * write the folder can seal it anew, so that only a signature shows who sealed it.
 */
export const seal = z.strictObject({
  v: z.literal(SEAL_VERSION),
  run: fileName,
  /** `open`: the run is under way, or was killed; nothing is sealed yet. */
  state: z.enum(['open', 'sealed']),
  at: z.iso.datetime(),
  /** Version that sealed. */
  heatsoak: z.string(),
  /** How often it took the place of an earlier seal, because the run was gone on with. */
  renewed: z.int().nonnegative(),
  /** The run was begun before runs were sealed: nothing vouches for what had been measured before it was gone on with. */
  late: z.boolean(),
  /** Of sessions that other hosts measured as jobs; their journals name these instead of the manifest. */
  jobs: z.array(jobPlan),
  /** Sorted by path; nothing that is derived is among them. */
  files: z.array(sealedFile),
  /** What had become of inputs before the run was gone on with: a new seal must not hide it. */
  found: z.array(inputFinding),
  /** Whose signature lies beside it. */
  signedBy: z
    .strictObject({
      algorithm: z.literal('ed25519'),
      /** SubjectPublicKeyInfo, DER, as base64. */
      publicKey: z.base64(),
    })
    .optional(),
});
export type Seal = z.infer<typeof seal>;
