import { describe, expect, it } from 'vitest';
import { chargedBytes, jetsamLimitBytes, type MemoryDemand, mappedBytes, pagingSeconds } from './memory.ts';
import { noEffects, parsePlantedEffects } from './planted-effects.ts';
import { profileNamed, representedModel } from './profiles.ts';

const MIB = 2 ** 20;
const a16 = profileNamed('A16');
const ready: MemoryDemand = {
  phase: 'ready',
  contextTokens: 4096,
  batchTokens: 512,
  effects: noEffects,
  leakedMiB: 0,
};

describe('memory', () => {
  it('charges cache, compute buffers and app, as published for a context of 4096', () => {
    expect(chargedBytes(ready) / 2 ** 30).toBeGreaterThan(1.7);
    expect(chargedBytes(ready) / 2 ** 30).toBeLessThan(2.1);
  });

  it('keeps mapped weights out of the charged memory', () => {
    expect(mappedBytes(ready, a16)).toBeGreaterThanOrEqual(representedModel.weightBytes);
    expect(mappedBytes({ ...ready, phase: 'absent' }, a16)).toBe(0);
  });

  it('peaks while the model loads', () => {
    expect(chargedBytes({ ...ready, phase: 'loading' }) - chargedBytes(ready)).toBe(96 * MIB);
  });

  it('adds what is planted, and what has leaked', () => {
    const effects = parsePlantedEffects({ extraFootprintMiB: 10 });
    expect(chargedBytes({ ...ready, effects, leakedMiB: 12 }) - chargedBytes(ready)).toBe(22 * MIB);
  });

  it('has the limit of a 6 GB phone', () => {
    expect(jetsamLimitBytes(a16)).toBe(3072 * MIB);
  });

  it('reads evicted weights again for each token instead of killing', () => {
    expect(pagingSeconds(ready, a16)).toBe(0);
    const crowded = { ...ready, effects: parsePlantedEffects({ extraFootprintMiB: 800 }) };
    expect(chargedBytes(crowded)).toBeLessThan(jetsamLimitBytes(a16));
    expect(pagingSeconds(crowded, a16)).toBeGreaterThan(0.05);
  });
});
