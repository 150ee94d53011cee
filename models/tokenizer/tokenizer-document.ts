import { z } from 'zod';

/** SentencePiece's sign for a space. */
export const SPACE = '▁';

const addedToken = z.object({
  id: z.int().nonnegative(),
  content: z.string().min(1),
  single_word: z.boolean().default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  normalized: z.boolean().default(false),
  special: z.boolean().default(false),
});
export type AddedToken = z.infer<typeof addedToken>;

const normalizer = z.object({ type: z.string() }).loose();

/** What of Hugging Face's `tokenizer.json` is read: byte-pair merges over SentencePiece's pieces with bytes to fall back on. */
export const tokenizerDocument = z
  .object({
    added_tokens: z.array(addedToken),
    normalizer: z.object({ type: z.literal('Sequence'), normalizers: z.array(normalizer) }).loose(),
    model: z
      .object({
        type: z.literal('BPE'),
        byte_fallback: z.literal(true),
        unk_token: z.string().nullable(),
        vocab: z.record(z.string(), z.int().nonnegative()),
        merges: z.array(z.string()),
      })
      .loose(),
  })
  .loose();
export type TokenizerDocument = z.infer<typeof tokenizerDocument>;

/** The text of a special token, as `tokenizer_config.json` has it: plain, or with its properties. */
export const specialText = z.union([
  z.string(),
  z.object({ content: z.string() }).transform(({ content }) => content),
]);

/** What of `tokenizer_config.json` is read: a score for each id, where Heatsoak wrote it, and the token that begins. */
export const tokenizerConfigDocument = z
  .object({ piece_scores: z.array(z.number()).optional(), bos_token: specialText.nullish() })
  .loose();
