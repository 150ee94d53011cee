import type { Engine, LoadedModel } from '../../agent/ports.ts';
import { createRandom, seedOf } from '../../judge/statistics/random.ts';
import { HeatsoakError } from '../../protocol/error.ts';
import type { LaunchNoise } from './noise.ts';
import type { PlantedEffects } from './planted-effects.ts';
import type { Simulation } from './simulation.ts';
import { decodeSeconds, prefillSeconds } from './speed.ts';

export interface PhysicalEngineOptions {
  /** Makes the tokens. */
  readonly engine: Engine;
  readonly simulation: Simulation;
  readonly noise: LaunchNoise;
  /** The trial that runs now. */
  readonly trial: () => number;
}

/** An engine whose tokens are real and whose times are the simulated phone's. */
export function physicalEngine(options: PhysicalEngineOptions): Engine {
  const { engine, simulation, noise } = options;
  return {
    name: engine.name,
    version: engine.version,
    async load(modelPath, settings) {
      if (settings.name === 'server') throw notSimulated();
      const model = await engine.load(modelPath, settings);
      await simulation.load(settings, noise.launch);
      return physicalModel(model, options);
    },
    close: () => engine.close(),
  };
}

/** A server's times are real and would stand beside simulated ones. */
const notSimulated = (): HeatsoakError =>
  new HeatsoakError('SERVER_ON_VIRTUAL', 'a virtual phone has no network to measure a server through', {
    hint: 'heatsoak variants measures a server from this host',
  });

function physicalModel(model: LoadedModel, options: PhysicalEngineOptions): LoadedModel {
  return {
    backend: model.backend,
    vocabularySize: model.vocabularySize,
    tokenizeChat: (text) => model.tokenizeChat(text),
    generate: (promptIds, count) => timed(model, promptIds, count, options),
    score: (ids) => model.score(ids),
    cachedTokens: () => model.cachedTokens(),
    clear: () => model.clear(),
    stats: () => model.stats(),
    async close() {
      await model.close();
      options.simulation.unload();
    },
  };
}

async function* timed(
  model: LoadedModel,
  promptIds: readonly number[],
  count: number,
  { simulation, noise, trial }: PhysicalEngineOptions,
): AsyncIterableIterator<number> {
  const { profile, effects, die } = simulation.options;
  const luck = noise.trial();
  const wrong = wrongTokenRule(effects, trial(), model.vocabularySize);
  const crashAt = trial() === effects.crashAtTrial ? Math.floor(count / 2) : -1;
  let index = 0;
  for await (const id of model.generate(promptIds, count)) {
    if (index === crashAt) await die('crash');
    if (index === 0) {
      const fresh = promptIds.length - model.cachedTokens();
      simulation.prefill(prefillSeconds(profile, fresh, effects) * noise.launch * luck.prefill);
    } else {
      const seconds = decodeSeconds(profile, promptIds.length + index, effects);
      simulation.decode(seconds * noise.launch * luck.decode * noise.token() + noise.stall());
    }
    yield wrong(id, index);
    index += 1;
  }
}

/** Which ids are replaced by their neighbour; the same in every run of the build. */
function wrongTokenRule(
  { wrongTokens }: PlantedEffects,
  trial: number,
  vocabularySize: number,
): (id: number, index: number) => number {
  if (wrongTokens === null) return (id) => id;
  const other = (id: number): number => (id + 1) % Math.max(2, vocabularySize);
  if ('fromIndex' in wrongTokens) return (id, index) => (index >= wrongTokens.fromIndex ? other(id) : id);
  const random = createRandom(seedOf(trial, 'wrong tokens'));
  return (id) => (random.uniform() < wrongTokens.share ? other(id) : id);
}
