import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readUserText } from '../../harness/files/read-user-file.ts';
import { GENAI_CONFIG } from './companions.ts';

/** What of onnxruntime-genai's configuration is read. */
const genaiConfig = z.looseObject({ model: z.looseObject({ context_length: z.int().positive() }) });

/**
 * Places for tokens that a graph has: its tables of angles end there. Infinity where no configuration beside it says so; one of
 * another kind says nothing either.
 */
export async function contextPlaces(modelPath: string): Promise<number> {
  const text = await readUserText(join(dirname(modelPath), GENAI_CONFIG)).catch(() => '{}');
  const config = genaiConfig.safeParse(jsonOf(text));
  return config.success ? config.data.model.context_length : Number.POSITIVE_INFINITY;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
