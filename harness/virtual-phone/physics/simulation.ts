import type { EngineSettings } from '../../protocol/plan-file.ts';
import { cool, type HeatState, heat, speedFactor } from './heat.ts';
import {
  chargedBytes,
  jetsamLimitBytes,
  type MemoryDemand,
  type ModelPhase,
  pagingSeconds,
} from './memory.ts';
import type { PlantedEffects } from './planted-effects.ts';
import type { Profile } from './profiles.ts';
import { loadSeconds, PROBE_SECONDS, prefillFactor } from './speed.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Samples of memory and heat are due in between: longer work is done in slices. */
const SLICE_SECONDS = 0.05;

/** Why the app is gone, or does no more. */
export type DeathCause = 'jetsam' | 'crash' | 'hang';

export interface SimulationOptions {
  readonly clock: VirtualClock;
  readonly profile: Profile;
  readonly effects: PlantedEffects;
  readonly launchIndex: number;
  readonly heat: HeatState;
  /** First load since the model came or the phone started; absent where it does not matter. */
  readonly cold?: boolean;
  /** Ends the app's process; never settles, or rejects where the process must live on. */
  readonly die: (cause: DeathCause) => Promise<never>;
}

/** One launch of an app on a phone: moves clock, heat and memory on together. */
export class Simulation {
  readonly options: SimulationOptions;
  private heatNow: HeatState;
  private demand: MemoryDemand;
  private paging = 0;
  private peak: number;
  private seconds = 0;

  constructor(options: SimulationOptions) {
    this.options = options;
    this.heatNow = options.heat;
    const { effects } = options;
    this.demand = { phase: 'absent', contextTokens: 0, batchTokens: 0, effects, leakedMiB: 0 };
    this.peak = chargedBytes(this.demand);
  }

  get heat(): HeatState {
    return this.heatNow;
  }

  get memory(): MemoryDemand {
    return this.demand;
  }

  /** Highest charged memory since the start, bytes. */
  get peakBytes(): number {
    return this.peak;
  }

  /** What passed since the start, the stretch that passes now included: as heat and memory it stands still while samples are taken. */
  get passedSeconds(): number {
    return this.seconds;
  }

  /** One token that takes `seconds` on a cold phone with all weights in memory. */
  decode(seconds: number): void {
    this.underLoad(seconds / this.decodeFactor() + this.paging);
  }

  /** A prompt that takes `seconds` on a cold phone. */
  prefill(seconds: number): void {
    let left = seconds;
    while (left > 0) {
      const factor = prefillFactor(this.decodeFactor());
      const slice = Math.min(SLICE_SECONDS, left / factor);
      this.underLoad(slice);
      left -= Math.max(slice * factor, Number.EPSILON);
    }
  }

  /** Loads the represented model; dies when the system's memory limit is passed. */
  async load(settings: EngineSettings, noise: number): Promise<void> {
    await this.enter('loading', settings);
    const { profile, cold, effects } = this.options;
    const seconds = loadSeconds(profile, cold, effects) * noise;
    for (let left = seconds; left > 0; left -= SLICE_SECONDS) {
      const slice = Math.min(SLICE_SECONDS, left);
      // Reading the file keeps the flash busy, not the chip.
      this.heatNow = cool(this.heatNow, slice);
      this.pass(slice);
    }
    await this.enter('ready', settings);
    this.paging = pagingSeconds(this.demand, profile);
  }

  /** The fixed micro-workload; heat slows it as it slows decoding. */
  probe(noise: number): void {
    this.underLoad((PROBE_SECONDS / this.decodeFactor()) * noise);
  }

  idle(seconds: number): void {
    this.heatNow = cool(this.heatNow, seconds);
    this.pass(seconds);
  }

  unload(): void {
    this.demand = { ...this.demand, phase: 'absent' };
    this.paging = 0;
  }

  /** Takes memory that is never given back; dies when the system's limit is passed. */
  async leak(mib: number): Promise<void> {
    if (mib > 0) await this.charge({ leakedMiB: this.demand.leakedMiB + mib });
  }

  /** How full the key-value cache is; of no matter where it is reserved as a whole. */
  async fill(tokens: number): Promise<void> {
    if (this.options.effects.cacheGrows) await this.charge({ contextTokens: tokens });
  }

  private async enter(phase: ModelPhase, { contextTokens, batchTokens }: EngineSettings): Promise<void> {
    const reserved = this.options.effects.cacheGrows ? 0 : contextTokens;
    await this.charge({ phase, contextTokens: reserved, batchTokens });
  }

  private async charge(change: Partial<MemoryDemand>): Promise<void> {
    this.demand = { ...this.demand, ...change };
    const charged = chargedBytes(this.demand);
    this.peak = Math.max(this.peak, charged);
    const { profile, effects } = this.options;
    if (charged > jetsamLimitBytes(profile, effects.entitlements)) await this.options.die('jetsam');
  }

  private decodeFactor(): number {
    return speedFactor(this.heatNow, this.options.profile, this.options.effects);
  }

  private underLoad(seconds: number): void {
    this.heatNow = heat(this.heatNow, seconds, this.options.profile);
    this.pass(seconds);
  }

  private pass(seconds: number): void {
    this.seconds += seconds;
    this.options.clock.advance(seconds * 1e6);
  }
}
