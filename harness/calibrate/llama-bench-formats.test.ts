import { expect, test } from 'vitest';
import { formatRows } from './llama-bench-formats.ts';
import { type BenchHeader, llamaBenchRow } from './llama-bench-row.ts';

const header: BenchHeader = {
  build_commit: 'v0.4.0',
  cpu_info: 'Some "CPU"',
  backends: 'CPU',
  model_filename: 'mini.gguf',
  model_type: 'phi3 3B Q4_K - Medium',
  model_size: 2_392_494_080,
  model_n_params: 3_821_079_552,
  n_ubatch: 512,
  n_threads: 2,
  n_gpu_layers: -1,
  flash_attn: 0,
  test_time: '2026-11-24T13:40:00Z',
};
const shape = { promptTokens: 128, generateTokens: 0, depthTokens: 0, batchTokens: 2048 };
const prompt = llamaBenchRow(header, {
  shape,
  samplesNs: [42_953_020_134, 49_230_769_231],
  cpuNsPerToken: [1, null],
});
const deep = llamaBenchRow(header, {
  shape: { ...shape, promptTokens: 0, generateTokens: 16, depthTokens: 1024 },
  samplesNs: [1_600_000_000],
  cpuNsPerToken: [null],
});

test('md is the table that llama-bench prints, cell by cell', () => {
  // The first two lines and the first row are llama-bench's own output for this file.
  expect(formatRows([prompt, deep], 'md')).toBe(`\
| model                          |       size |     params | backend    | threads |  fa |            test |                  t/s |
| ------------------------------ | ---------: | ---------: | ---------- | ------: | --: | --------------: | -------------------: |
| phi3 3B Q4_K - Medium          |   2.23 GiB |     3.82 B | CPU        |       2 |   0 |           pp128 |          2.79 ± 0.27 |
| phi3 3B Q4_K - Medium          |   2.23 GiB |     3.82 B | CPU        |       2 |   0 |    tg16 @ d1024 |            10.00 ± – |

build: v0.4.0
`);
});

test('a batch that is not the default gets its column, as in llama-bench', () => {
  const row = { ...prompt, n_batch: 512, n_ubatch: 256, backends: 'Metal' };
  expect(formatRows([row], 'md').split('\n')[0]).toMatch(
    /backend +\| ngl \| threads \| n_batch \| n_ubatch \| +fa \|/,
  );
});

test('json has the fields of llama-bench and the samples', () => {
  const [row] = JSON.parse(formatRows([prompt], 'json')) as Record<string, unknown>[];
  expect(row).toMatchObject({
    n_prompt: 128,
    n_gen: 0,
    n_depth: 0,
    n_batch: 2048,
    type_k: 'f16',
    avg_ns: 46_091_894_682,
    samples_ns: [42_953_020_134, 49_230_769_231],
    samples_ts: [expect.closeTo(2.98, 6), expect.closeTo(2.6, 6)],
  });
});

test('an unknown spread is null, never 0', () => {
  expect(deep).toMatchObject({ stddev_ns: null, stddev_ts: null });
});

test('csv quotes, and jsonl is one line a row', () => {
  const [head, line] = formatRows([prompt], 'csv').split('\n');
  expect(head).toMatch(/^build_commit,cpu_info,backends,model_filename,model_type/);
  expect(line).toContain('"Some ""CPU"""');
  expect(head?.split(',')).toHaveLength(22);
  expect(formatRows([prompt, deep], 'jsonl').trimEnd().split('\n')).toHaveLength(2);
});
