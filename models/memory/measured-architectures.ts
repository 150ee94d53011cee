/** Architectures whose predictions were held against the buffers that llama.cpp v0.4.0 reports (predict-memory.test.ts). */
const measured: readonly string[] = [
  'phi3',
  'llama',
  'qwen2',
  'qwen3',
  'qwen3moe',
  'smollm3',
  'gemma',
  'gemma2',
  'gemma3',
  'gemma3n',
  'gpt-oss',
  'lfm2',
  'deepseek2',
  'granite',
  'olmo2',
  'phi2',
  'stablelm',
  'cohere2',
];

export const isMeasured = (architecture: string): boolean => measured.includes(architecture);
