import type { Clock, Engine, LoadedModel } from '../../agent/ports.ts';
import { engineSettings } from '../../protocol/plan-file.ts';
import { coldPhone, type HeatState } from './heat.ts';
import { createLaunchNoise, type NoiseLevels, noNoise } from './noise.ts';
import { physicalEngine } from './physical-engine.ts';
import { physicalSensors } from './physical-sensors.ts';
import { parsePlantedEffects } from './planted-effects.ts';
import { profileNamed } from './profiles.ts';
import { Simulation } from './simulation.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** Counts up; what the tokens are does not matter to their times. */
export const countingEngine: Engine = {
  name: 'counting',
  version: '1',
  load: async () => countingModel(),
  close: async () => undefined,
};

/** A text is an id a word, and three for what a template adds; the cache holds what was read and answered last. */
function countingModel(): LoadedModel {
  let cache: number[] = [];
  let kept = 0;
  return {
    backend: 'cpu',
    vocabularySize: 1000,
    tokenize: (text) => [1, 2, 3, ...text.split(/\s+/).map((word) => word.length)],
    async *generate(promptIds, count) {
      cache = [...promptIds];
      for (let id = 0; id < count; id++) {
        yield id;
        if (id + 1 < count) cache.push(id);
      }
    },
    score: async (ids) => ids.map(() => new Float32Array(1000).fill(-Math.log(1000))),
    async reuse(ids) {
      const differs = ids.findIndex((id, i) => id !== cache[i]);
      kept = Math.min(ids.length - 1, differs < 0 ? ids.length : differs);
      return kept;
    },
    cachedTokens: () => kept,
    async clear() {
      cache = [];
      kept = 0;
    },
    stats: async () => null,
    close: async () => undefined,
  };
}

interface Setup {
  readonly profile?: string;
  readonly effects?: Record<string, unknown>;
  readonly noise?: NoiseLevels;
  readonly seed?: number;
  readonly heat?: HeatState;
}

/** One launch on a simulated phone; death is a rejection with its cause. */
export function setUp({
  profile = 'A16',
  effects = {},
  noise = noNoise,
  seed = 1,
  heat = coldPhone,
}: Setup = {}) {
  const clock = createVirtualClock('2026-03-01T00:00:00.000Z');
  const simulation = new Simulation({
    clock,
    profile: profileNamed(profile),
    effects: parsePlantedEffects(effects),
    launchIndex: 0,
    heat,
    die: (cause) => Promise.reject(new Error(cause)),
  });
  let trial = 0;
  const launchNoise = createLaunchNoise(seed, 0, noise);
  const engine = physicalEngine({
    engine: countingEngine,
    simulation,
    noise: launchNoise,
    trial: () => trial,
  });
  const sensors = physicalSensors({
    simulation,
    bundleId: 'app',
    version: '1',
    osVersion: '26.1',
    osBuild: '23B85',
    batteryPercent: 80,
  });
  const setTrial = (next: number): void => {
    trial = next;
  };
  return { clock, simulation, engine, sensors, setTrial };
}

export const settings = engineSettings.parse({});
const prompt = (length: number): number[] => Array.from({ length }, () => 5);

/** One generation, stamped as the agent does it. */
export async function generate(model: LoadedModel, clock: Clock, promptTokens: number, count: number) {
  const times = [clock.nowUs()];
  const ids: number[] = [];
  for await (const id of model.generate(prompt(promptTokens), count)) {
    times.push(clock.nowUs());
    ids.push(id);
  }
  return { ids, times, deltasUs: times.slice(1).map((time, i) => time - (times[i] ?? 0)) };
}
