import { cpus } from 'node:os';
import type { Event, EventOf } from '../protocol/event.ts';
import type { BenchHeader } from './llama-bench-row.ts';
import type { ReferenceModel } from './reference-model.ts';

/** What the log and the file say of a launch, in llama-bench's fields. */
export function benchHeader(model: ReferenceModel, events: readonly Event[]): BenchHeader {
  const loaded = events.find((event): event is EventOf<'model.loaded'> => event.type === 'model.loaded');
  const started = events.find((event): event is EventOf<'agent.started'> => event.type === 'agent.started');
  const setting = (name: string): number => Number(loaded?.settings[name] ?? 0);
  return {
    build_commit: loaded?.engineVersion ?? '',
    cpu_info: cpus()[0]?.model.trim() ?? '',
    backends: backendName(loaded?.backend ?? ''),
    model_filename: model.path,
    model_type: loaded?.description ?? '',
    model_size: model.tensorBytes,
    model_n_params: model.parameters,
    n_ubatch: setting('batchTokens'),
    n_threads: setting('threads'),
    // As llama-bench: -1 where nobody chose.
    n_gpu_layers: loaded?.settings['gpuLayers'] === null ? -1 : setting('gpuLayers'),
    flash_attn: setting('flashAttention'),
    test_time: started?.wallClock ?? '',
  };
}

/** ggml's own spelling. */
const names: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  metal: 'Metal',
  cuda: 'CUDA',
  vulkan: 'Vulkan',
};

const backendName = (backend: string): string => names[backend] ?? backend;
