import { expect, test } from 'vitest';
import { dequantise } from './dequantise.ts';
import { ggmlLibrary } from './ggml-library.ts';
import { quantise } from './quantise.ts';

const values = Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i * i) * 10 ** ((i % 7) - 4));
const types = ['F16', 'BF16', 'Q4_0', 'Q4_1', 'Q5_0', 'Q5_1', 'Q8_0', 'Q4_K', 'Q5_K', 'Q6_K'] as const;

test.for(types)("%s: the library's bytes and values are those of our own functions", (type, { skip }) => {
  const ggml = ggmlLibrary();
  if (ggml === null) return skip('koffi or the binaries of node-llama-cpp are not installed');
  const bytes = quantise[type](values);
  const written = new Uint8Array(bytes.length);
  ggml.quantise(type, values, written);
  expect(written).toEqual(bytes);
  expect(() => ggml.quantise(type, values, written.subarray(1))).toThrow(/do not have/);
  const [own, theirs] = [new Float32Array(4096), new Float32Array(4096)];
  dequantise[type](bytes, own);
  ggml.dequantise(type, bytes, theirs);
  expect(theirs).toEqual(own);
});
