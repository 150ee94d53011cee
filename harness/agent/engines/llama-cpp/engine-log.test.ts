import { expect, test } from 'vitest';
import { buffersOf, timingsOf } from './engine-log.ts';

/** As llama.cpp v0.4.0 wrote them while it loaded a Phi-3 mini and created a context of 512. */
const lines = [
  'load_tensors:   CPU_Mapped model buffer size =  2281.66 MiB',
  'load_tensors:   CPU_REPACK model buffer size =  1242.00 MiB',
  'llama_context:        CPU  output buffer size =     0.12 MiB',
  'llama_kv_cache:        CPU KV buffer size =   192.00 MiB',
  'llama_context:        CPU compute buffer size =    79.00 MiB',
  'llama_context: n_ctx = 512',
];

test('each buffer line becomes a name and bytes', () => {
  expect(buffersOf(lines)).toEqual([
    { name: 'CPU_Mapped model', bytes: 2281.66 * 2 ** 20 },
    { name: 'CPU_REPACK model', bytes: 1242 * 2 ** 20 },
    { name: 'CPU output', bytes: 0.12 * 2 ** 20 },
    { name: 'CPU KV', bytes: 192 * 2 ** 20 },
    { name: 'CPU compute', bytes: 79 * 2 ** 20 },
  ]);
});

test("llama.cpp's counters are read from its printout", () => {
  expect(
    timingsOf([
      'llama_perf_context_print:        load time =      12.34 ms',
      'llama_perf_context_print: prompt eval time =       8.61 ms /    32 tokens (    0.27 ms per token)',
      'llama_perf_context_print:        eval time =     127.53 ms /   126 runs   (    1.01 ms per token)',
    ]),
  ).toEqual({ promptEvalMs: 8.61, promptEvalTokens: 32, evalMs: 127.53, evalRuns: 126 });
});
