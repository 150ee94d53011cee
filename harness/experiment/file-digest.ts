import { z } from 'zod';
import { bytes } from '../protocol/event-fields.ts';
import { sha256 } from '../protocol/sha256.ts';

/** What a file held when it was hashed. */
export const fileDigest = z.strictObject({ sha256, sizeBytes: bytes });
export type FileDigest = z.infer<typeof fileDigest>;

/** Whether both are of the same bytes. */
export const isSameFile = (a: FileDigest, b: FileDigest): boolean =>
  a.sha256 === b.sha256 && a.sizeBytes === b.sizeBytes;
