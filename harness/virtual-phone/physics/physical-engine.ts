import type { Engine, LoadedModel } from '../../agent/ports.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { createRandom, seedOf } from '../../statistics/random.ts';
import type { LaunchNoise } from './noise.ts';
import type { PlantedEffects } from './planted-effects.ts';
import type { Simulation } from './simulation.ts';
import { decodeSeconds, EMPTY_CHUNK_SECONDS, FIRST_RUN_FACTOR, prefillSeconds } from './speed.ts';

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
    ...(engine.compileFlags === undefined ? {} : { compileFlags: engine.compileFlags }),
    async load(modelPath, settings) {
      if (settings.name === 'server') throw notSimulated();
      const model = await engine.load(modelPath, settings);
      await simulation.load(settings, noise.launch);
      // The processor is simulated like the rest: it is the one that was asked for.
      const backend = settings.backend === 'auto' ? model.backend : settings.backend;
      return physicalModel({ ...model, backend }, options);
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
  const { simulation } = options;
  const { effects } = simulation.options;
  const { mistakes } = effects;
  const last: LastGeneration = { promptMs: 0, draftedTokens: 0, acceptedTokens: 0, heldTokens: 0 };
  const reuse = async (ids: readonly number[]): Promise<number> => {
    const kept = (await model.reuse?.(ids)) ?? 0;
    if (kept < last.heldTokens) await simulation.leak(effects.leakMiBPerRollover);
    return kept;
  };
  return {
    backend: mistakes.backend ?? model.backend,
    vocabularySize: model.vocabularySize,
    tokenize: (text, addBos) => model.tokenize(text, addBos),
    generate: (promptIds, count) => timed(model, promptIds, count, options, last),
    ...(model.reuse ? { reuse: (ids: readonly number[]) => reuse(ids) } : {}),
    async score(ids) {
      const rows = await model.score(ids);
      return effects.scoreLossNats === 0
        ? rows
        : rows.map((row) => row.map((log) => log - effects.scoreLossNats));
    },
    cachedTokens: () => Math.max(mistakes.cachedTokens, model.cachedTokens()),
    bundled: () =>
      (mistakes.bundleSize > 1 && mistakes.bundlesTold) || (effects.speculation?.acceptedTokens ?? 0) > 0,
    async clear() {
      last.heldTokens = 0;
      await model.clear();
    },
    // The engine's own counters are this host's times, not the simulated phone's.
    stats: async () => {
      const { promptMs, draftedTokens, acceptedTokens } = last;
      return { promptEvalMs: promptMs, ...(effects.speculation ? { draftedTokens, acceptedTokens } : {}) };
    },
    async close() {
      await model.close();
      options.simulation.unload();
    },
  };
}

/** What a generation leaves: llama.cpp times the reading of the prompt by itself, and counts its drafts; so does this engine. */
interface LastGeneration {
  promptMs: number;
  draftedTokens: number;
  acceptedTokens: number;
  /** Ids in the key-value cache: a conversation that keeps fewer has rolled over. */
  heldTokens: number;
}

async function* timed(
  model: LoadedModel,
  promptIds: readonly number[],
  count: number,
  options: PhysicalEngineOptions,
  last: LastGeneration,
): AsyncIterableIterator<number> {
  const { simulation } = options;
  const { effects, die, clock } = simulation.options;
  const { mistakes } = effects;
  const trial = options.trial();
  const wrong = wrongTokenRule(effects, trial, model.vocabularySize);
  const middle = Math.floor(count / 2);
  await simulation.leak(effects.leakMiBPerTurn);
  const cachedTokens = Math.max(mistakes.cachedTokens, model.cachedTokens());
  const take = timesOf({ promptTokens: promptIds.length, cachedTokens }, trial, options, last);
  const jump = mistakes.clockJump?.atTrial === trial ? mistakes.clockJump.seconds : 0;
  let index = 0;
  for await (const id of model.generate(promptIds, count)) {
    if (index === mistakes.endAtToken && trial > 0) return;
    if (index === middle && trial === effects.crashAtTrial) await die('crash');
    if (index === middle && trial === effects.hangAtTrial) await die('hang');
    if (index === middle && jump !== 0) clock.jump(jump * 1e6);
    take(index);
    await simulation.fill(promptIds.length + index);
    last.heldTokens = promptIds.length + index;
    yield wrong(id, index);
    index += 1;
  }
}

type Speculation = NonNullable<PlantedEffects['speculation']>;

/** Lets the time of one generation's tokens pass, called with 0, 1, 2 … */
function timesOf(
  { promptTokens, cachedTokens }: { readonly promptTokens: number; readonly cachedTokens: number },
  trial: number,
  { simulation, noise }: PhysicalEngineOptions,
  last: LastGeneration,
): (index: number) => void {
  const { profile, effects, cold } = simulation.options;
  const { mistakes } = effects;
  const luck = noise.trial();
  const firstRun = cold === true && trial === 0 ? FIRST_RUN_FACTOR : 1;
  const fresh = mistakes.hiddenCache ? 1 : Math.max(1, promptTokens - cachedTokens);
  const prefill = (): void => {
    const startedAt = simulation.options.clock.nowUs();
    simulation.prefill(prefillSeconds(profile, fresh, effects) * noise.launch * luck.prefill);
    last.promptMs = (simulation.options.clock.nowUs() - startedAt) / 1000;
  };
  const decode = (index: number): void => {
    const seconds = decodeSeconds(profile, promptTokens + index, effects) * firstRun;
    simulation.decode(seconds * noise.launch * luck.decode * noise.token() + noise.stall());
  };
  Object.assign(last, { draftedTokens: 0, acceptedTokens: 0 });
  const speculate = (index: number, { draftedTokens, acceptedTokens }: Speculation): void => {
    // The accepted drafts of a step come out with the token that the step itself computed.
    if ((index - 1) % (1 + acceptedTokens) === 0) {
      decode(index);
      last.draftedTokens += draftedTokens;
    } else last.acceptedTokens += 1;
  };
  return (index) => {
    if (index > 0 && effects.speculation) speculate(index, effects.speculation);
    else if (index === 0 && mistakes.emptyFirstToken) simulation.idle(EMPTY_CHUNK_SECONDS);
    else if (index === 0 || (index === 1 && mistakes.emptyFirstToken)) prefill();
    // A bundle's ids are computed one after another and come out together.
    else if (index % mistakes.bundleSize === 0)
      for (let i = 0; i < mistakes.bundleSize; i++) decode(index + i);
  };
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
