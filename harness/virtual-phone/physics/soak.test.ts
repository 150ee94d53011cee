import { expect, it } from 'vitest';
import type { Clock, LoadedModel } from '../../agent/ports.ts';
import { analyseThrottle } from '../../measure/throttle/throttle.ts';
import { generate, settings, setUp } from './bench.fixture.ts';
import { expectedCurve } from './expected-curve.ts';
import { createLaunchNoise, usualNoise } from './noise.ts';
import { parsePlantedEffects } from './planted-effects.ts';
import { profileNamed, profiles } from './profiles.ts';

const PROMPT = 32;
const GENERATED = 128;
const MIDDLE_DEPTH = PROMPT + GENERATED / 2;

const cases = profiles.flatMap(({ name }) => [1, 2, 3].map((seed) => ({ name, seed })));

it.each(cases)(
  'the analysis of a noisy soak finds what is planted: $name, seed $seed',
  async ({ name, seed }) => {
    const { clock, engine } = setUp({ profile: name, noise: usualNoise, seed });
    const curve = analyseThrottle(await soak(await engine.load('x', settings), clock));
    const expected = expectedCurve(profileNamed(name), undefined, MIDDLE_DEPTH);
    // The launch's own luck slows everything alike and is known here.
    const luck = createLaunchNoise(seed, 0, usualNoise).launch;
    expect(relative(curve.burst * luck, expected.burstTokensPerSecond)).toBeLessThan(0.02);
    expect(relative(curve.retention, expected.retention)).toBeLessThan(0.02);
    expect(curve.throttled).toBe(true);
    expect(relative(curve.onsetSeconds ?? 0, expected.onsetSeconds)).toBeLessThan(0.05);
  },
);

it('soaks of all profiles reach a plateau nearly always', async () => {
  let reached = 0;
  for (const { name, seed } of cases) {
    const { clock, engine } = setUp({ profile: name, noise: usualNoise, seed: seed + 100 });
    if (analyseThrottle(await soak(await engine.load('x', settings), clock)).plateauReached) reached += 1;
  }
  expect(reached / cases.length).toBeGreaterThanOrEqual(0.9);
});

it('a build that throttles harder keeps the planted points less', async () => {
  const effects = { throttleHarder: 8 };
  const { clock, engine } = setUp({ profile: 'A19 Pro', noise: usualNoise, effects });
  const curve = analyseThrottle(await soak(await engine.load('x', settings), clock));
  const expected = expectedCurve(profileNamed('A19 Pro'), parsePlantedEffects(effects), MIDDLE_DEPTH);
  expect(relative(curve.retention, expected.retention)).toBeLessThan(0.02);
  expect(expected.retention).toBeLessThan(expectedCurve(profileNamed('A19 Pro')).retention - 0.07);
});

it('a minute of load from cold is not throttled at all', async () => {
  const { clock, engine, simulation } = setUp({ profile: 'A15' });
  const model = await engine.load('x', settings);
  const first = (await generate(model, clock, PROMPT, 3)).deltasUs[2] ?? 0;
  while (clock.nowUs() < 60e6) await generate(model, clock, PROMPT, GENERATED);
  const last = (await generate(model, clock, PROMPT, 3)).deltasUs[2] ?? 0;
  expect(relative(last, first)).toBeLessThan(1e-4);
  expect(simulation.heat.fast).toBe(0);
});

const relative = (found: number, planted: number): number => Math.abs(found / planted - 1);

/** Decode speed of every second of decode time in 600 s of short cycles. */
async function soak(model: LoadedModel, clock: Clock): Promise<number[]> {
  const ends: number[] = [];
  const start = clock.nowUs();
  let decodedUs = 0;
  while (clock.nowUs() - start < 600e6) {
    for (const deltaUs of (await generate(model, clock, PROMPT, GENERATED)).deltasUs.slice(1)) {
      decodedUs += deltaUs;
      ends.push(decodedUs / 1e6);
    }
  }
  return speedOfSeconds(ends);
}

/** Cumulative tokens at the edges of seconds, linear between token ends. */
function speedOfSeconds(ends: readonly number[]): number[] {
  const speeds: number[] = [];
  let [index, before] = [0, 0];
  for (let edge = 1; edge <= (ends.at(-1) ?? 0); edge++) {
    while ((ends[index] ?? Number.POSITIVE_INFINITY) <= edge) index += 1;
    const from = ends[index - 1] ?? 0;
    const count = index + (edge - from) / ((ends[index] ?? edge) - from || 1);
    speeds.push(count - before);
    before = count;
  }
  return speeds;
}
