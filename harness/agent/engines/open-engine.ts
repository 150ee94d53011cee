import type { EngineSettings } from '../../protocol/plan-file.ts';
import type { Engine } from '../ports.ts';
import { llamaCppEngine } from './llama-cpp/llama-cpp.ts';
import { onnxRuntimeEngine } from './onnxruntime/onnxruntime.ts';
import { serverEngine } from './server/server.ts';

const engines = {
  'llama.cpp': llamaCppEngine,
  onnxruntime: onnxRuntimeEngine,
  server: serverEngine,
} as const satisfies Record<EngineSettings['name'], (settings: EngineSettings) => Engine | Promise<Engine>>;

/** The engine that the settings name; what it needs is loaded only then. */
export async function openEngine(settings: EngineSettings): Promise<Engine> {
  return engines[settings.name](settings);
}
