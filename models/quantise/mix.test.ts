import { expect, test } from 'vitest';
import { type MixName, typesInMix } from './mix.ts';

const matrix = (name: string, row = 256) => ({ name, dims: [row, 64] });
const types = (mix: MixName, ...tensors: { name: string; dims: number[] }[]) => typesInMix(mix, tensors);

test('where the embedding makes the logits too, it gets the output’s type', () => {
  expect(types('Q4_0', matrix('token_embd.weight'), matrix('blk.0.ffn_up.weight'))).toEqual(['Q6_K', 'Q4_0']);
  expect(types('Q4_0', matrix('token_embd.weight'), matrix('output.weight'))).toEqual(['Q4_0', 'Q6_K']);
  expect(types('Q8_0', matrix('token_embd.weight'), matrix('output.weight'))).toEqual(['Q8_0', 'Q8_0']);
});

test('of separate attention, values get more bits in the first, last and every third layer', () => {
  const layers = Array.from({ length: 16 }, (_, i) => matrix(`blk.${i}.attn_v.weight`));
  const raised = typesInMix('Q4_K_M', layers).flatMap((type, i) => (type === 'Q6_K' ? [i] : []));
  expect(raised).toEqual([0, 1, 4, 7, 10, 13, 14, 15]);
  expect(types('Q4_K_M', matrix('blk.0.attn_q.weight'), matrix('blk.0.attn_k.weight'))).toEqual([
    'Q4_K',
    'Q4_K',
  ]);
});

test.each([
  { name: 'blk.0.attn_norm.weight', dims: [256] },
  { name: 'blk.0.attn_norm.weight', dims: [256, 2] },
  { name: 'blk.0.attn_q.bias', dims: [256] },
  { name: 'blk.0.attn_q.bias', dims: [256, 2] },
  { name: 'blk.0.ffn_up.weight', dims: [256, 1, 1] },
  { name: 'blk.0.ffn_gate_inp.weight', dims: [256, 8] },
  { name: 'position_embd.weight', dims: [256, 512] },
  { name: 'blk.0.ssm_conv1d.weight', dims: [4, 256] },
])('$name of $dims stays as it is', (tensor) => {
  expect(types('Q4_K_M', tensor)).toEqual([null]);
});

test('rows that are too short fall back as those of llama-quantize do', () => {
  const short = ['Q4_K', 'Q5_K', 'Q6_K', 'Q8_0', 'Q4_0-pure'] as const;
  expect(short.map((mix) => types(mix, matrix('a.weight', 96))[0])).toEqual([
    'Q5_0',
    'Q5_1',
    'Q8_0',
    'Q8_0',
    'Q4_0',
  ]);
  expect(short.map((mix) => types(mix, matrix('a.weight', 40))[0])).toEqual([
    'F16',
    'F16',
    'F16',
    'F16',
    'F16',
  ]);
  expect(types('F32', matrix('a.weight', 40))).toEqual(['F32']);
});
