import { z } from 'zod';
import { HeatsoakError, messageOf } from '../../../harness/errors/heatsoak-error.ts';
import { schemaProblem } from '../../../harness/errors/schema-problem.ts';
import { readUserText } from '../../../harness/files/read-user-file.ts';
import { sha256 } from '../../../harness/protocol/sha256.ts';

const sizeBytes = z.int().positive();
const fileName = z.string().regex(/^[^/\\\0]+$/, 'a file name without folders');

/**
 * `<name>.parts.json`: what an app fetches on demand. Each part is checked by itself; `file` is where it lies beside the
 * manifest (its hash, when it was split --by-hash), `shard` the name llama.cpp needs it under.
 */
export const partsManifest = z.strictObject({
  v: z.literal(1),
  source: z.strictObject({ name: fileName, sha256, sizeBytes }),
  maxBytes: z.int().positive(),
  parts: z.array(z.strictObject({ file: fileName, shard: fileName, sha256, sizeBytes })).min(1),
});
export type PartsManifest = z.infer<typeof partsManifest>;

/** @throws HeatsoakError `PARTS_INVALID` */
export async function readPartsManifest(path: string): Promise<PartsManifest> {
  try {
    const parsed = partsManifest.safeParse(JSON.parse(await readUserText(path)));
    if (parsed.success) return parsed.data;
    throw new Error(schemaProblem(parsed.error, partsManifest));
  } catch (cause) {
    throw new HeatsoakError('PARTS_INVALID', `${path} is not a parts manifest: ${messageOf(cause)}`, {
      where: path,
      hint: 'heatsoak model split writes one beside its shards',
      cause,
    });
  }
}
