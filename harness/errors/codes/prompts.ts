import type { Code } from './code.ts';

/** Codes of what turns text into a model's tokens: templates and tokenizers. */
export const promptsCodes = {
  BOS_MISSING: {
    kind: 'usage',
    meaning: 'A prompt begins with a token that the vocabulary does not name.',
    remedy: 'heatsoak model inspect shows the tokenizer; convert the model again.',
  },
  CONVERSATION_UNSUPPORTED: {
    kind: 'usage',
    meaning: 'A conversation is asked of an engine that keeps no context from turn to turn.',
    remedy: 'Leave suites of kind "conversation" out for it.',
  },
  TEMPLATE_MISSING: {
    kind: 'usage',
    meaning: 'A chat prompt is asked of a model that has no chat template.',
    remedy: 'Give build.json a "template", or choose suites of synthetic prompts.',
  },
  TEMPLATE_INVALID: {
    kind: 'usage',
    meaning: "The model's chat template cannot be rendered.",
    remedy: 'Correct it, or give build.json a "template" that is used instead.',
  },
  TOKENIZER_INVALID: {
    kind: 'usage',
    meaning: 'The tokenizer cannot be read.',
    remedy: 'Convert the model again; the tokenizer is written beside it.',
  },
  TOKENIZER_UNSUPPORTED: {
    kind: 'usage',
    meaning: 'The tokenizer cannot be converted.',
    remedy: 'SentencePiece tokenizers can.',
  },
} as const satisfies Readonly<Record<string, Code>>;
