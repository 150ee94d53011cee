import { join } from 'node:path';
import { z } from 'zod';
import { HeatsoakError, messageOf } from '../../harness/errors/heatsoak-error.ts';
import { mostBytes, readUserText } from '../../harness/files/read-user-file.ts';
import { TOKENIZER, TOKENIZER_CONFIG } from '../onnx/companions.ts';
import { specialText } from '../tokenizer/tokenizer-document.ts';
import type { PromptRules } from './prompt-rules.ts';

/** What of Hugging Face's `tokenizer_config.json` is read; several templates have names, and `default` is the chat's. */
const chatConfig = z.looseObject({
  chat_template: z
    .union([z.string(), z.array(z.object({ name: z.string(), template: z.string() }))])
    .nullish(),
  bos_token: specialText.nullish(),
  eos_token: specialText.nullish(),
  add_bos_token: z.boolean().nullish(),
});

/** Newer models keep their template in a file of its own. */
const TEMPLATE_FILE = 'chat_template.jinja';

/** What of Hugging Face's `tokenizer.json` is read: newer tokenizers say there alone that a sequence begins with BOS. */
const processors = z.looseObject({
  post_processor: z
    .looseObject({
      single: z
        .array(z.looseObject({ SpecialToken: z.looseObject({ id: z.string() }).optional() }))
        .optional(),
      processors: z.array(z.unknown()).optional(),
    })
    .nullish(),
});

/** The token that a tokenizer puts before every text by itself; null for none, and where there is no such file. */
async function firstToken(folder: string): Promise<string | null> {
  const text = await readUserText(join(folder, TOKENIZER), mostBytes.text).catch(() => '{}');
  const found = processors.safeParse(jsonOf(text));
  const processor = found.success ? found.data.post_processor : null;
  // A sequence of them is read as the one in it that is a template.
  const templates = [processor, ...(processor?.processors ?? [])].flatMap((each) => {
    const one = processors.shape.post_processor.safeParse(each);
    return one.success && one.data?.single ? [one.data.single] : [];
  });
  return templates[0]?.[0]?.SpecialToken?.id ?? null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The rules of a model's folder; without a `tokenizer_config.json` there is no template. @throws HeatsoakError `TOKENIZER_INVALID` */
export async function rulesOfFolder(folder: string): Promise<PromptRules> {
  const path = join(folder, TOKENIZER_CONFIG);
  const text = await textOfFile(path);
  const own = await textOfFile(join(folder, TEMPLATE_FILE));
  const config = configOf(text ?? '{}', path);
  const listed = config.chat_template ?? null;
  const template = Array.isArray(listed)
    ? (listed.find(({ name }) => name === 'default')?.template ?? null)
    : listed;
  const bosText = config.bos_token ?? '';
  return {
    template: own ?? template,
    bosText,
    eosText: config.eos_token ?? '',
    addBos: bosText !== '' && (config.add_bos_token ?? (await firstToken(folder)) === bosText),
  };
}

function configOf(text: string, path: string): z.infer<typeof chatConfig> {
  try {
    return chatConfig.parse(JSON.parse(text));
  } catch (cause) {
    throw new HeatsoakError('TOKENIZER_INVALID', `${path} cannot be read: ${messageOf(cause)}`, {
      where: path,
      hint: 'convert the model again; heatsoak model convert writes the tokenizer beside it',
      cause,
    });
  }
}

/** Null for a file that is not there. */
async function textOfFile(path: string): Promise<string | null> {
  return readUserText(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    if (cause instanceof HeatsoakError) throw cause;
    throw new HeatsoakError('TOKENIZER_INVALID', `${path} cannot be read: ${messageOf(cause)}`, {
      where: path,
      cause,
    });
  });
}
