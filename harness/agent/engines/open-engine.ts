import type { EngineSettings } from '../../protocol/plan-file.ts';
import type { Engine } from '../ports.ts';
import { llamaCppEngine } from './llama-cpp/llama-cpp.ts';
import { onnxRuntimeEngine } from './onnxruntime/onnxruntime.ts';

/** The engine that the settings name; what it needs is loaded only then. */
export async function openEngine(settings: EngineSettings): Promise<Engine> {
  return settings.name === 'onnxruntime' ? onnxRuntimeEngine(settings) : llamaCppEngine(settings);
}
