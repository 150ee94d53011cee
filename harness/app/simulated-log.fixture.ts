import { buildOf } from '../experiment/build-of.ts';
import type { Manifest, PlannedBuild, PlannedLaunch } from '../experiment/manifest.ts';
import type { EventBody, ThermalState } from '../protocol/event.ts';
import { eventLine } from '../protocol/event-line.ts';
import type { Random } from '../statistics/random.ts';
import { hashLike, type SimulatedRun } from './simulated-run.fixture.ts';

export const SIMULATED_TOKENS = 24;
const FOOTPRINT = 1e9;

/** A launch's log as an agent without a fault writes it, at that decode speed. */
export function simulatedLog(
  options: SimulatedRun,
  manifest: Manifest,
  launch: PlannedLaunch,
  speed: number,
  random: Random,
): string {
  const log = new LogText();
  log.add(started(options, manifest, launch));
  log.add(environment('start', options.thermal?.(launch) ?? 'nominal'));
  log.add(loaded(options, buildOf(manifest, launch)));
  log.trial({ trial: 0, case: 'warm-up', repetition: 0, scored: false }, 8, [4e5, 1e5]);
  log.add({ type: 'probe', at: 'start', durationUs: 1e5, coldUs: null });
  const promptTokens = options.promptTokens ?? 16;
  for (const [i, step] of launch.steps.entries()) {
    const tokenUs = (1e6 / speed) * (1 + i * 1e-12);
    const deltasUs = [4e5, ...Array.from({ length: SIMULATED_TOKENS - 1 }, () => tokenUs)];
    log.trial({ trial: i + 1, case: step.case, repetition: 0, scored: true }, promptTokens, deltasUs);
  }
  log.add(memory(random));
  log.add({ type: 'model.digest', sha256: options.modelSha256 ?? hashLike('model') });
  log.add(environment('end', options.thermal?.(launch) ?? 'nominal'));
  log.add({ type: 'agent.finished', events: log.count + 1 });
  return log.text;
}

/** An agent's log in the making: numbers without gaps, times that do not fall. */
class LogText {
  text = '';
  count = 0;
  private nowUs = 0;

  add(body: EventBody): void {
    this.text += eventLine(this.count++, this.nowUs, body);
  }

  trial(
    identity: { trial: number; case: string; repetition: number; scored: boolean },
    promptTokens: number,
    deltasUs: readonly number[],
  ): void {
    const { trial } = identity;
    const generatedTokens = deltasUs.length;
    const ids = deltasUs.map((_, i) => i + 1);
    this.add({ type: 'trial.started', ...identity, promptTokens, plannedTokens: generatedTokens });
    this.add({ type: 'tokens', trial, t0: this.nowUs, deltasUs: [...deltasUs], ids, bundled: false });
    this.nowUs += deltasUs.reduce((sum, each) => sum + each, 0);
    this.add({
      ...{ type: 'trial.finished', ...identity, promptTokens, cachedTokens: 0, generatedTokens },
      ...{ finishReason: 'length', engineStats: null },
    });
  }
}

const started = (options: SimulatedRun, manifest: Manifest, launch: PlannedLaunch): EventBody => ({
  type: 'agent.started',
  agent: 'fixture',
  launch: launch.id,
  run: manifest.run,
  wallClock: options.at ?? '2026-01-01T03:00:00.000Z',
  clock: { name: 'fixture', resolutionUs: 1 },
  build: {
    ...appOf(buildOf(manifest, launch)),
    ...{ configuration: 'release', entitlements: null, debuggerAttached: false },
  },
  device: {
    model: 'iPhone15,4',
    chip: 'A16',
    os: options.os ?? '26.1',
    osBuild: options.osBuild ?? '23B85',
    memoryBytes: 6e9,
  },
  virtual: true,
});

const appOf = ({ bundleId, version }: PlannedBuild) => ({ bundleId, version });

const environment = (at: 'start' | 'end', thermalState: ThermalState): EventBody => ({
  type: 'environment',
  at,
  thermalState,
  lowPowerMode: false,
  batteryPercent: 80,
  charging: false,
  brightness: null,
  freeDiskBytes: null,
});

const loaded = (options: SimulatedRun, { engine }: PlannedBuild): EventBody => ({
  type: 'model.loaded',
  sha256: options.modelSha256 ?? hashLike('model'),
  engine: engine.name,
  engineVersion: options.engineVersion ?? 'b1',
  backend: engine.backend === 'auto' ? 'metal' : engine.backend,
  backendRequested: engine.backend,
  settings: Object.fromEntries(
    Object.entries(engine).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ),
  cold: false,
  loadUs: 1e6,
  footprintBeforeBytes: null,
  footprintAfterBytes: null,
});

function memory(random: Random): EventBody {
  const bytes = FOOTPRINT * (1 + 0.0005 * random.uniform());
  return {
    type: 'memory',
    tUs: [1],
    footprintBytes: [bytes],
    mappedBytes: [null],
    availableBytes: [null],
    kernelPeakBytes: bytes,
  };
}
