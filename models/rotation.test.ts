import { expect, test } from 'vitest';
import { gemma3 } from './architectures/gemma3.ts';
import { type Metadata, ValueType } from './gguf/gguf-types.ts';
import { localRotationOf, rotationOf } from './rotation.ts';

const HEAD = 8;
const metadataOf = (entries: Readonly<Record<string, number>>): Metadata =>
  new Map(
    Object.entries(entries).map(([name, value]) => [
      `gemma3.rope.${name}`,
      { type: ValueType.F32, elementType: null, value },
    ]),
  );
const read = (entries: Readonly<Record<string, number>>) => {
  const metadata = metadataOf(entries);
  return localRotationOf(metadata, gemma3, rotationOf(metadata, gemma3, HEAD));
};

const noRotation = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1];
test.each([
  ...['freq_base', 'freq_base_swa', 'scaling.attn_factor'].flatMap((name) =>
    [...noRotation, 0].map((value) => [name, value] as const),
  ),
  ...noRotation.map((value) => ['scaling.factor', value] as const),
])('%s = %d is refused by its name: no table of it holds positions', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(
    expect.objectContaining({
      code: 'MODEL_ROPE',
      message: expect.stringContaining(`rope.${name} is ${value}`),
    }),
  );
});

test('a factor of zero is none, as llama.cpp has it', () => {
  expect(rotationOf(metadataOf({ 'scaling.factor': 0 }), gemma3, HEAD).positionScale).toBe(1);
  expect(rotationOf(metadataOf({ 'scaling.factor': 4 }), gemma3, HEAD).positionScale).toBe(0.25);
});
