import { z } from 'zod';
import { inputFinding } from '../experiment/seal.ts';

/** Whether a run folder is as it was sealed, and whose signature says so. */
export const verification = z.object({
  /** The run's id. */
  id: z.string(),
  /** The run folder. */
  run: z.string(),
  /**
   * `intact`: everything that a result is derived from is as it was; `open`: the run is under way, was killed, or could not be
   * sealed; `never`: it was made before runs were sealed; `late`: it was begun before that, and gone on with since.
   */
  state: z.enum(['intact', 'changed', 'open', 'late', 'never']),
  findings: z.array(inputFinding),
  /** Null without a seal. */
  seal: z
    .object({
      at: z.iso.datetime(),
      heatsoak: z.string(),
      /** How often it took the place of an earlier one, because the run was gone on with. */
      renewed: z.int(),
      files: z.int(),
    })
    .nullable(),
  /** `other`: a good signature, and not of the key that was named; `bad`: no signature of the seal as it is. */
  signature: z.object({
    state: z.enum(['none', 'good', 'other', 'bad']),
    /** SHA-256 of the public key that the seal names (SubjectPublicKeyInfo, DER). */
    key: z.string().nullable(),
    /** Whether the caller named the key that must have signed; without it nobody has said whose key it is. */
    asked: z.boolean(),
  }),
});
export type Verification = z.infer<typeof verification>;
