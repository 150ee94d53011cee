import { expect, test } from 'vitest';
import { type Phi3Preset, phi3Metadata, presets } from '../phi3.ts';
import { fitOnPhone } from './fit.ts';
import { predictMemory } from './memory.ts';
import { type SizedShape, shapeOf } from './shape.ts';

const MIB = 2 ** 20;

function shapeOfPreset(preset: Phi3Preset): SizedShape {
  const shape = shapeOf(phi3Metadata(presets[preset], 0, new Map()), 'phi3');
  if (!shape) throw new Error(`${preset} has no shape`);
  const { feedForward, vocabulary } = presets[preset];
  return { ...shape, feedForward, vocabulary };
}

/** Buffers that llama.cpp v0.4.0 logged on the CPU: key-value cache (f16) and compute, MiB. */
const logged: [Phi3Preset, context: number, flashAttention: boolean, cache: number, compute: number][] = [
  ['mini', 512, false, 192, 79],
  ['mini', 2048, false, 768, 162],
  ['mini', 4096, false, 1536, 294],
  ['mini', 512, true, 192, 87.1],
  ['mini', 2048, true, 768, 88.6],
  ['mini', 4096, true, 1536, 90.6],
  ['tiny', 512, false, 2, 63.63],
  ['tiny', 2048, false, 8, 63.63],
  ['tiny', 512, true, 2, 63.63],
  ['tiny', 2048, true, 8, 63.63],
  ['demo', 512, false, 0.125, 62.88],
  ['demo', 2048, true, 0.5, 62.88],
  ['nano', 512, false, 0.5, 11.01],
  ['nano', 1024, false, 1, 20.01],
  ['nano', 2048, false, 2, 38.01],
  ['nano', 512, true, 0.5, 5.01],
  ['nano', 2048, true, 2, 6.51],
  // Not multiples of 256: llama.cpp rounds up.
  ['nano', 64, false, 0.25, 3.25],
  ['nano', 64, true, 0.25, 2.38],
  ['nano', 300, false, 0.5, 11.01],
  ['nano', 1000, true, 1, 5.51],
];

test.each(logged)(
  '%s, %i tokens, flash attention %s: the cache exactly, compute up to 5 %% too much',
  (...row) => {
    const [preset, context, flashAttention, cache, compute] = row;
    const predicted = predictMemory(shapeOfPreset(preset), 0, {
      context,
      keyValueType: 'f16',
      flashAttention,
    });
    expect(predicted.keyValueBytes).toBe(cache * MIB);
    expect(predicted.computeBytes / MIB / compute).toBeGreaterThan(0.995);
    expect(predicted.computeBytes / MIB / compute).toBeLessThan(1.05);
  },
);

test('a quantised cache takes the bytes of its blocks', () => {
  const of = (keyValueType: 'f16' | 'q8_0' | 'q4_0') =>
    predictMemory(shapeOfPreset('mini'), 0, { context: 1024, keyValueType, flashAttention: true })
      .keyValueBytes;
  expect(of('q8_0') / of('f16')).toBe(34 / 64);
  expect(of('q4_0') / of('f16')).toBe(18 / 64);
});

const phone = {
  name: 'A17 Pro',
  memoryBytes: 8 * 1024 * MIB,
  limitBytes: { standard: 3375 * MIB, entitled: 6144 * MIB },
};
const charged = (mebibytes: number, mapped: number) => ({
  ...predictMemory(shapeOfPreset('mini'), mapped * MIB, {
    context: 512,
    keyValueType: 'f16',
    flashAttention: true,
  }),
  chargedBytes: mebibytes * MIB,
});

test.each([
  [1600, 2282, 'fits', 'charged memory'],
  [500, 5000, 'fits', 'memory of the phone'],
  [3376, 2282, 'needs the entitlement', 'charged memory'],
  [3000, 6000, 'slow', 'memory of the phone'],
  [4000, 6000, 'needs the entitlement', 'charged memory'],
  [6145, 100, 'does not fit', 'charged memory with the entitlement'],
] as const)('%i MiB charged and %i mapped: %s, by the %s', (charges, maps, verdict, what) => {
  expect(fitOnPhone(charged(charges, maps), phone)).toMatchObject({
    phone: 'A17 Pro',
    verdict,
    limit: { what },
  });
});
