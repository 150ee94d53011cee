import { describe, expect, it } from 'vitest';
import { generate, settings, setUp } from './bench.fixture.ts';
import { usualNoise } from './noise.ts';
import { profileNamed } from './profiles.ts';
import { decodeSeconds, loadSeconds, prefillSeconds } from './speed.ts';

describe('physicalEngine', () => {
  it('takes the planted time for prefill and for each token', async () => {
    const { clock, engine } = setUp();
    const model = await engine.load('x', settings);
    expect(clock.nowUs() / 1e6).toBeCloseTo(loadSeconds(profileNamed('A16')), 5);
    const { deltasUs } = await generate(model, clock, 100, 3);
    const a16 = profileNamed('A16');
    const expected = [prefillSeconds(a16, 100), decodeSeconds(a16, 101), decodeSeconds(a16, 102)];
    deltasUs.forEach((us, i) => {
      expect(us / 1e6).toBeCloseTo(expected[i] ?? 0, 5);
    });
  });

  it('gives the same times for the same seed, and others for another', async () => {
    const timesOf = async (seed: number): Promise<number[]> => {
      const { clock, engine } = setUp({ noise: usualNoise, seed });
      return (await generate(await engine.load('x', settings), clock, 50, 40)).times;
    };
    expect(await timesOf(3)).toEqual(await timesOf(3));
    expect(await timesOf(3)).not.toEqual(await timesOf(4));
  });

  it('gives accepted drafts with the token of their step, and counts both', async () => {
    const { clock, engine } = setUp({ effects: { speculation: { draftedTokens: 4, acceptedTokens: 3 } } });
    const model = await engine.load('x', settings);
    const { deltasUs } = await generate(model, clock, 100, 9);
    expect(deltasUs.slice(1).map((us) => us > 0)).toEqual([
      true,
      false,
      false,
      false,
      true,
      false,
      false,
      false,
    ]);
    expect(model.bundled?.()).toBe(true);
    expect(await model.stats()).toMatchObject({ draftedTokens: 8, acceptedTokens: 6 });
  });

  it('lets memory samples fall into prefill', async () => {
    const { clock, engine } = setUp();
    const model = await engine.load('x', settings);
    let samples = 0;
    clock.every(100, () => {
      samples += 1;
    });
    await generate(model, clock, 300, 1);
    expect(samples).toBe(20);
  });

  it('changes all tokens from the planted index on', async () => {
    const { clock, engine } = setUp({ effects: { wrongTokens: { fromIndex: 2 } } });
    expect((await generate(await engine.load('x', settings), clock, 5, 4)).ids).toEqual([0, 1, 3, 4]);
  });

  it('changes the planted share of tokens, the same in every run', async () => {
    const idsOf = async (): Promise<number[]> => {
      const { clock, engine } = setUp({ effects: { wrongTokens: { share: 0.1 } } });
      return (await generate(await engine.load('x', settings), clock, 5, 1000)).ids;
    };
    const ids = await idsOf();
    const wrong = ids.filter((id, index) => id !== index).length;
    expect(wrong).toBeGreaterThan(70);
    expect(wrong).toBeLessThan(130);
    expect(await idsOf()).toEqual(ids);
  });

  it('crashes in the middle of the planted trial and in no other', async () => {
    const { clock, engine, setTrial } = setUp({ effects: { crashAtTrial: 2 } });
    const model = await engine.load('x', settings);
    setTrial(1);
    expect((await generate(model, clock, 5, 8)).ids).toHaveLength(8);
    setTrial(2);
    await expect(generate(model, clock, 5, 8)).rejects.toThrow('crash');
  });

  it('is killed when the charged memory passes the limit', async () => {
    const { engine } = setUp({ effects: { extraFootprintMiB: 2200 } });
    await expect(engine.load('x', settings)).rejects.toThrow('jetsam');
  });

  it('shows the load in footprint, headroom and peak', async () => {
    const { engine, sensors } = setUp();
    const before = sensors.memory();
    await engine.load('x', settings);
    const after = sensors.memory();
    expect(after.footprintBytes).toBeGreaterThan(before.footprintBytes + 2 ** 29);
    expect(after.footprintBytes + (after.availableBytes ?? 0)).toBe(3072 * 2 ** 20);
    expect(sensors.peakFootprintBytes()).toBeGreaterThan(after.footprintBytes);
  });
});
