import { z } from 'zod';
import { fileName } from '../../experiment/manifest.ts';
import { sealedFile } from '../../experiment/seal.ts';

/** A log as it came: text, or base64 where a cut left bytes that are no UTF-8. */
export const bundledLog = z.union([z.string(), z.strictObject({ base64: z.base64() })]);
export type BundledLog = z.infer<typeof bundledLog>;

/** A log as a bundle holds it. */
export function toBundledLog(bytes: Buffer): BundledLog {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString('base64') };
}

/** A log as it came. */
export const fromBundledLog = (log: BundledLog): Buffer =>
  typeof log === 'string' ? Buffer.from(log) : Buffer.from(log.base64, 'base64');

/** All that one device's part of a run left, as one JSON document: its journal and the log of every launch. */
export const sessionBundle = z.strictObject({
  v: z.literal(1),
  run: fileName,
  /** A phone, the reference's host, or `_quality`. */
  device: z.union([fileName, z.literal('_quality')]),
  journal: bundledLog,
  launches: z.array(z.strictObject({ launch: fileName, log: bundledLog })),
  /** What the files were when the host that measured them sealed its run; absent where it did not, or has not yet. */
  sealed: z.array(sealedFile).optional(),
});
export type SessionBundle = z.infer<typeof sessionBundle>;
