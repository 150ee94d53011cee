import type { EngineCounters } from '../../../protocol/engine-counters.ts';
import type { EngineBuffer } from '../../ports.ts';

/** llama.cpp's lines while it loads, such as `llama_kv_cache:        CPU KV buffer size =   192.00 MiB`. */
const BUFFER = /:\s*(\S[^:]*?)\s+buffer size\s*=\s*([\d.]+) MiB/;
/** `llama_perf_context_print:        eval time =     127.53 ms /   126 runs`; a prompt's line starts with `prompt eval time`. */
const TIMING = /:\s+(prompt eval|eval) time\s*=\s*([\d.]+) ms \/\s*(\d+)/;

const MIB = 2 ** 20;

/** The buffers that the lines name, in their order. */
export function buffersOf(lines: readonly string[]): EngineBuffer[] {
  return lines.flatMap((line) => {
    const match = BUFFER.exec(line);
    return match?.[1] ? [{ name: match[1].replace(/\s+/g, ' '), bytes: Number(match[2]) * MIB }] : [];
  });
}

/** llama.cpp's own counters, as `promptEvalMs`, `promptEvalTokens`, `evalMs`, `evalRuns`; empty when no line has them. */
export function timingsOf(lines: readonly string[]): EngineCounters {
  const timings: EngineCounters = {};
  for (const line of lines) {
    const match = TIMING.exec(line);
    if (!match) continue;
    const prompt = match[1] === 'prompt eval';
    timings[prompt ? 'promptEvalMs' : 'evalMs'] = Number(match[2]);
    timings[prompt ? 'promptEvalTokens' : 'evalRuns'] = Number(match[3]);
  }
  return timings;
}
