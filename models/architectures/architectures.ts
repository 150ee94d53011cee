import type { Architecture } from './architecture.ts';
import { gemma3 } from './gemma3.ts';
import { llama } from './llama.ts';
import { phi3 } from './phi3.ts';
import { qwen2 } from './qwen2.ts';
import { qwen3 } from './qwen3.ts';
import { smollm3 } from './smollm3.ts';

/** Every architecture that is converted, to ONNX and to Core ML alike: what commands, their help and the docs say is read here. */
export const architectures: readonly Architecture[] = [llama, phi3, qwen2, qwen3, gemma3, smollm3];

/** By `general.architecture`; null for one that is not converted. */
export const architectureNamed = (name: string | null): Architecture | null =>
  architectures.find((each) => each.name === name) ?? null;
