import { z } from 'zod';

/** A SHA-256 as files and logs have it: 64 lower-case hexadecimal digits. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
