import { describe, expect, it } from 'vitest';
import { expectedCurve } from './expected-curve.ts';
import { parsePlantedEffects } from './planted-effects.ts';
import { profileNamed } from './profiles.ts';
import { decodeSeconds, prefillSeconds } from './speed.ts';

const a16 = profileNamed('A16');
const a19Pro = profileNamed('A19 Pro');

describe('speed', () => {
  it.each([
    ['A16', 0, 12, 15],
    ['A16', 2048, 9, 11],
    ['A19 Pro', 0, 25, 28],
    ['A19 Pro', 2048, 18, 21],
    ['A15', 2048, 6.5, 8],
  ])(
    'of %s at depth %i is near the published range, whose depth columns are upper bounds',
    (name, context, least, most) => {
      const rate = 1 / decodeSeconds(profileNamed(name), context);
      expect(rate).toBeGreaterThan(least);
      expect(rate).toBeLessThan(most);
    },
  );

  it('is lower by the planted percentage in decoding only', () => {
    const slower = parsePlantedEffects({ decodeSlowdownPercent: 8 });
    expect(decodeSeconds(a16, 500) / decodeSeconds(a16, 500, slower)).toBeCloseTo(0.92, 10);
    expect(prefillSeconds(a16, 500, slower)).toBe(prefillSeconds(a16, 500));
    expect(
      expectedCurve(a16, slower).burstTokensPerSecond / expectedCurve(a16).burstTokensPerSecond,
    ).toBeCloseTo(0.92, 10);
  });

  it('is lower by the planted percentage in prefill only', () => {
    const slower = parsePlantedEffects({ prefillSlowdownPercent: 20 });
    expect(prefillSeconds(a19Pro, 256) / prefillSeconds(a19Pro, 256, slower)).toBeCloseTo(0.8, 10);
    expect(decodeSeconds(a19Pro, 10, slower)).toBe(decodeSeconds(a19Pro, 10));
  });
});

describe('parsePlantedEffects', () => {
  it('takes a build without effects', () => {
    expect(parsePlantedEffects(undefined)).toMatchObject({ decodeSlowdownPercent: 0, crashAtTrial: null });
  });

  it('names a mistyped effect and the nearest one', () => {
    expect(() => parsePlantedEffects({ decodeSlowdownPercnt: 3 })).toThrow(
      /decodeSlowdownPercnt".*decodeSlowdownPercent/,
    );
  });
});

it('an unknown profile is answered with the nearest', () => {
  expect(() => profileNamed('A17Pro')).toThrow(/did you mean "A17 Pro"/);
});
