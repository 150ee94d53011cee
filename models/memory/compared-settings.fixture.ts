import type { MemorySettings } from './cache-bytes.ts';

const contexts = [1024, 4096, 16_384, 32_768];

/** Four contexts, without and with flash attention: what every header is held against llama.cpp with. */
export const everySetting: readonly MemorySettings[] = contexts.flatMap((context) =>
  [false, true].map((flashAttention) => ({ context, keyValueType: 'f16' as const, flashAttention })),
);

const flash = { keyValueType: 'f16', flashAttention: true } as const;

/** Caches in other types, several sequences, and contexts and batches that are not round. */
export const otherSettings: readonly MemorySettings[] = [
  { ...flash, context: 4096, keyValueType: 'q8_0' },
  { ...flash, context: 4096, keyValueType: 'q4_0' },
  { ...flash, context: 4096, keyValueType: 'q8_0', valueType: 'f16' },
  { ...flash, context: 4096, keyValueType: 'q5_1', valueType: 'q4_0' },
  { context: 4096, keyValueType: 'f32', flashAttention: false },
  { context: 8192, keyValueType: 'f16', flashAttention: false, sequences: 4 },
  { context: 8192, keyValueType: 'f16', flashAttention: false, sequences: 4, unified: false },
  { ...flash, context: 8192, sequences: 4 },
  { ...flash, context: 8192, sequences: 4, unified: false },
  { ...flash, context: 3000, sequences: 3, unified: false },
  { ...flash, context: 1000, batch: 128 },
  { ...flash, context: 4096, batch: 2048 },
  { context: 64, keyValueType: 'f16', flashAttention: false },
];

/** Headers that these are held against: one of each way to keep a cache. */
export const otherHeaders: readonly string[] = [
  'llama3.2-1b',
  'phi3-mini',
  'gemma2-2b',
  'gemma3-4b',
  'gemma3n-e2b',
  'gpt-oss-20b',
  'lfm2-1.2b',
  'deepseek2-lite',
];
