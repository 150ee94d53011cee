import { conversation } from '../../harness/measure/conversation.fixture.ts';
import type { AgentLaunch } from '../../harness/measure/planted/agent-run.fixture.ts';
import type { Measurement } from '../../harness/measure/result.ts';
import type { PlanStep } from '../../harness/protocol/plan-file.ts';
import { BATTERY_WATT_HOURS } from '../../harness/virtual-phone/physics/battery.ts';
import {
  coldPhone,
  cool,
  type HeatState,
  heat,
  speedFactor,
} from '../../harness/virtual-phone/physics/heat.ts';
import {
  chargedBytes,
  jetsamLimitBytes,
  type ModelPhase,
  mappedBytes,
} from '../../harness/virtual-phone/physics/memory.ts';
import { createLaunchNoise } from '../../harness/virtual-phone/physics/noise.ts';
import {
  type PlantedEffects,
  parsePlantedEffects,
} from '../../harness/virtual-phone/physics/planted-effects.ts';
import { type Profile, profileNamed } from '../../harness/virtual-phone/physics/profiles.ts';
import {
  decodeSeconds,
  FIRST_RUN_FACTOR,
  loadSeconds,
  prefillSeconds,
} from '../../harness/virtual-phone/physics/speed.ts';
import { type Cycle, type SoakTruth, soakTruth, warmedUp } from './soak-truth.ts';
import { stallSeconds } from './stalls.ts';

/** How far one measured value is from what was planted; null where there was no value. */
export interface Finding {
  readonly metric: string;
  readonly error: number | null;
  readonly tolerance: number;
  readonly unit: '%' | 's' | 'MiB' | '×' | 'points' | 'steps' | '';
}

const MIB = 2 ** 20;
const SLOWDOWN = 8;
const LEAK_MIB = 2;
const LOSS_NATS = 0.1;
const CORRECT_TOKENS = 8;
const baseline = parsePlantedEffects({});
const planted = {
  decodeSlowdownPercent: SLOWDOWN,
  extraFootprintMiB: 10,
  wrongTokens: { fromIndex: CORRECT_TOKENS },
  scoreLossNats: LOSS_NATS,
};
const candidate = parsePlantedEffects(planted);

const step = (promptTokens: number, generateTokens: number, over: Partial<PlanStep> = {}): PlanStep => ({
  case: `pp${promptTokens}-tg${generateTokens}`,
  prompt: { kind: 'synthetic', tokens: promptTokens, seed: 1 },
  generateTokens,
  repetitions: 1,
  forSeconds: null,
  scored: true,
  ...over,
});
/** Two cases of a burst, and the cycle of a soak. */
const SHORT = 'pp16-tg64';
const LONG = 'pp256-tg32';
export const steps: readonly PlanStep[] = [step(16, 64, { score: true }), step(256, 32)];
const cycle: Cycle = { promptTokens: 32, generateTokens: 128 };
const recovery = { everySeconds: 30, probeSeconds: 5, limitSeconds: 300 };

/** A phone in the middle of its recovery. */
export const hot = (profile: Profile): HeatState => cool(heat(coldPhone, 400, profile), 40);

/** A block A B B A, a soak, and a launch that starts too warm. */
export function plannedLaunches(warm: HeatState): AgentLaunch[] {
  const burst = { steps: [...steps] };
  const soak = {
    suite: 'sustained',
    kind: 'soak',
    steps: [step(32, 128, { forSeconds: 600, recovery })],
  } as const;
  return [
    { ...burst, role: 'baseline' },
    { ...burst, effects: planted },
    { ...burst, effects: planted, cold: true },
    { ...burst, role: 'baseline' },
    { ...soak, steps: [...soak.steps], effects: { ...planted, onBattery: true } },
    { ...burst, effects: planted, heat: warm },
    conversation({ leakMiBPerTurn: LEAK_MIB, cacheGrows: true }),
  ];
}

const SOAK = 'l4';
const WARM = 'l5';
const TALK = 'l6';

/** Every metric of one simulated run beside the truth. A launch's own luck is known and taken out. */
export function findingsOf(measurement: Measurement, profile: Profile, seed: number): Finding[] {
  const launchValue = (metric: string, launch: string, name = '*') =>
    measurement.values.find(
      (each) =>
        each.metric === metric && each.device === 'phone' && each.launch === launch && each.case === name,
    ) ?? null;
  const value = (metric: string, launch: string, name = '*'): number | null =>
    launchValue(metric, launch, name)?.value ?? null;
  const luck = (index: number): number => createLaunchNoise(seed, index).launch;
  const found: Finding[] = [];
  const percent = (metric: string, tolerance: number, measured: number | null, truth: number): void =>
    void found.push({
      metric,
      unit: '%',
      tolerance,
      error: measured === null ? null : 100 * (measured / truth - 1),
    });
  const difference = (
    metric: string,
    unit: Finding['unit'],
    tolerance: number,
    measured: number | null,
    truth: number,
  ): void => void found.push({ metric, unit, tolerance, error: measured === null ? null : measured - truth });
  const notes: Notes = { profile, seed, value, luck, percent, difference };
  bursts(notes);
  memory(notes);
  soaks(notes, measurement);
  return found;
}

interface Notes {
  readonly profile: Profile;
  readonly seed: number;
  readonly value: (metric: string, launch: string, name?: string) => number | null;
  readonly luck: (index: number) => number;
  readonly percent: (metric: string, tolerance: number, measured: number | null, truth: number) => void;
  readonly difference: (
    metric: string,
    unit: Finding['unit'],
    tolerance: number,
    measured: number | null,
    truth: number,
  ) => void;
}

/** Inter-token times of one trial of a case, s, on a cold phone. */
const intervals = (
  profile: Profile,
  effects: PlantedEffects,
  promptTokens: number,
  tokens: number,
): number[] =>
  Array.from({ length: tokens - 1 }, (_, i) => decodeSeconds(profile, promptTokens + i + 1, effects));
/** A warm-up of the agent. */
const WARM_UP = { promptTokens: 32, tokens: 8 };

/** How much slower the warm-up was than the first trial, with what both waited for. */
function firstRunTruth({ profile, seed, luck }: Notes, launch: number, effects: PlantedEffects): number {
  const [inWarmUp = 0, inTrial = 0] = stallSeconds(seed, launch, [WARM_UP.tokens, 64]);
  const alone = (promptTokens: number, tokens: number): number =>
    luck(launch) * sum(intervals(profile, effects, promptTokens, tokens));
  const [warmUp, trial] = [alone(WARM_UP.promptTokens, WARM_UP.tokens), alone(16, 64)];
  return (FIRST_RUN_FACTOR + inWarmUp / warmUp) / (1 + inTrial / trial);
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

function bursts(notes: Notes): void {
  const { profile, value, luck, percent, difference } = notes;
  const firstRun = (launch: number, effects: PlantedEffects): number => firstRunTruth(notes, launch, effects);
  const short = intervals(profile, candidate, 16, 64);
  const long = intervals(profile, candidate, 256, 32);
  const [shortFirst, longFirst] = [16, 256].map((tokens) => prefillSeconds(profile, tokens, candidate)) as [
    number,
    number,
  ];
  percent('decode_rate', 2, value('decode_rate', 'l1', SHORT), 63 / sum(short) / luck(1));
  percent('ttft', 4, value('ttft', 'l1', LONG), 1000 * longFirst * luck(1));
  percent('prefill_time', 4, value('prefill_time', 'l1', LONG), 1000 * longFirst * luck(1));
  percent('prefill_rate', 4, value('prefill_rate', 'l1', LONG), 256 / longFirst / luck(1));
  percent('suite_rate', 2, value('suite_rate', 'l1'), (63 + 31) / (sum(short) + sum(long)) / luck(1));
  percent('itl_p50', 2, value('itl_p50', 'l1', SHORT), 1000 * (short[31] ?? 0) * luck(1));
  percent(
    'itl_p95',
    4,
    value('itl_p95', 'l1', SHORT),
    1000 * (short[31] ?? 0) * Math.exp(1.645 * 0.02) * luck(1),
  );
  percent('e2e', 3, value('e2e', 'l1', SHORT), 1000 * (shortFirst + sum(short)) * luck(1));
  percent('load_first', 1, value('load_first', 'l0'), loadSeconds(profile, true) * luck(0));
  percent('load_cold', 1, value('load_cold', 'l2'), loadSeconds(profile, true) * luck(2));
  percent('load_warm', 1, value('load_warm', WARM), loadSeconds(profile, false) * luck(5));
  percent('first_run_penalty', 4, value('first_run_penalty', 'l0'), firstRun(0, baseline));
  percent('cold_run_penalty', 4, value('cold_run_penalty', 'l2'), firstRun(2, candidate));
  percent('index', 3, value('index', 'l1'), ((1 - SLOWDOWN / 100) * (luck(0) + luck(3))) / 2 / luck(1));
  const host = intervals(profileNamed('A19 Pro'), baseline, 16, 64);
  percent('mac_ratio', 2, value('mac_ratio', 'l1', SHORT), sum(host) / sum(short) / luck(1));
  difference('token_parity', 'points', 0, value('token_parity', 'l1', SHORT), (100 * CORRECT_TOKENS) / 64);
  difference('nll', '', 1e-3, value('nll', 'l1', SHORT), Math.log(1000) + LOSS_NATS);
  difference('nll_gap', '', 1e-3, value('nll_gap', 'l1', SHORT), LOSS_NATS);
  difference('top1_agreement', 'points', 0, value('top1_agreement', 'l1', SHORT), 100);
  const warm = warmedUp(profile, candidate, cool(hot(profile), loadSeconds(profile, false) * luck(5)));
  difference('probe_ratio', '×', 0.03, value('probe_ratio', WARM), 1 / speedFactor(warm, profile, candidate));
}

function memory({ profile, value, difference }: Notes): void {
  const charged = (phase: ModelPhase): number =>
    chargedBytes({ phase, contextTokens: 2048, batchTokens: 512, effects: candidate, leakedMiB: 0 });
  const mib = (metric: string, launch: string, bytes: number): void =>
    difference(metric, 'MiB', 0.02, value(metric, launch), bytes / MIB);
  mib('footprint_peak', 'l2', charged('loading'));
  mib('footprint_launch', 'l2', charged('absent'));
  mib('footprint_before_load', 'l2', charged('absent'));
  mib('footprint_after_load', 'l2', charged('ready'));
  mib('footprint_after_warm_up', 'l2', charged('ready'));
  mib('footprint_end', 'l2', charged('ready'));
  mib('footprint_after_unload', 'l2', charged('absent'));
  const demand = {
    phase: 'ready',
    contextTokens: 2048,
    batchTokens: 512,
    effects: candidate,
    leakedMiB: 0,
  } as const;
  mib('mapped_clean', 'l2', mappedBytes(demand, profile));
  mib('headroom_min', 'l2', jetsamLimitBytes(profile) - charged('loading'));
  mib('limit_effective', 'l2', jetsamLimitBytes(profile));
  difference('growth_per_turn', 'MiB', 0.02, value('growth_per_turn', TALK, 'talk'), LEAK_MIB);
}

function soaks(notes: Notes, measurement: Measurement): void {
  const { profile, luck, percent, difference } = notes;
  const value = (metric: string): number | null => notes.value(metric, SOAK);
  // Everything takes longer by the launch's luck, and so heats longer for each token: the truth is that of a slower chip.
  const truth = soakTruth(slowedBy(profile, luck(4)), candidate, cycle, warmedUp(profile, candidate));
  percent('v0', 2, value('v0'), truth.v0);
  percent('burst', 2, value('burst'), truth.v0);
  percent('plateau', 2, value('plateau'), truth.plateau);
  percent('retention', 2, value('retention'), truth.retentionPercent);
  difference('depth', 'points', 1, value('depth'), 100 - truth.retentionPercent);
  percent('t_onset', 5, value('t_onset'), truth.onsetSeconds);
  crossings(notes, truth);
  percent('work_600', 2, value('work_600'), truth.work600);
  percent('sustained_rate', 2, value('sustained_rate'), truth.sustainedRate);
  difference('stability_loop', 'points', 2, value('stability_loop'), truth.retentionPercent);
  difference('share_fair', 'points', 1, value('share_fair'), truth.fairPercent);
  difference('share_serious', 'points', 1, value('share_serious'), truth.seriousPercent);
  difference('throttled', '', 0, value('throttled'), 1);
  const curve = measurement.curves.find((each) => each.launch === SOAK)?.curve;
  const early = truth.onsetSeconds < 25;
  difference('burst_unstable', '', 0, curve ? Number(curve.burstUnstable) : null, Number(early));
  // A probe on the very edge of 97 % breaks a pair, and the next pair ends two probes of 36 s later.
  difference('t_recovery', 's', 75, value('t_recovery'), truth.recoverySeconds ?? Number.NaN);
  energy(notes, measurement);
}

/** Where the curve comes to lie this near to the mark, chance decides whether it is ever crossed. */
const NEAR_POINTS = 3;

function crossings({ value, difference }: Notes, truth: SoakTruth): void {
  // At −50 % the speed falls by a tenth of a per cent a second: noise moves the crossing by many.
  const tolerances = [
    [10, 8],
    [25, 8],
    [50, 15],
  ] as const;
  for (const [percent, tolerance] of tolerances) {
    if (Math.abs(truth.retentionPercent - (100 - percent)) < NEAR_POINTS) continue;
    const expected = truth.fallSeconds(percent);
    const found = value(`t${percent}`, SOAK);
    // A speed that never falls so far has no such time, and the analysis must say so.
    const never = found === null ? 0 : Number.POSITIVE_INFINITY;
    difference(`t${percent}`, 's', tolerance, expected === null ? never : found, expected ?? 0);
  }
}

function energy({ value, difference }: Notes, measurement: Measurement): void {
  const soak = measurement.launches.find((launch) => launch.planned.id === SOAK);
  const energyValue = measurement.values.find(
    (each) => each.metric === 'energy_token' && each.launch === SOAK,
  );
  const seconds = (soak?.environment.find(({ at }) => at === 'end')?.tUs ?? 0) / 1e6;
  const tokens = sum((soak?.trials ?? []).map((trial) => trial.generatedTokens));
  const joules = (seconds / 600) * 0.05 * BATTERY_WATT_HOURS * 3600;
  const measured = value('energy_token', SOAK);
  const steps =
    measured === null || !energyValue?.plusMinus
      ? null
      : (measured - joules / tokens) / energyValue.plusMinus;
  difference('energy_token', 'steps', 1, steps, 0);
}

function slowedBy(profile: Profile, luck: number): Profile {
  return {
    ...profile,
    bandwidthGBps: profile.bandwidthGBps / luck,
    contextSlopeUs: profile.contextSlopeUs * luck,
    prefillTokensPerSecond: profile.prefillTokensPerSecond / luck,
  };
}
