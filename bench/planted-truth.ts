import { demo } from '../harness/app/demo.ts';
import { PLANTED_SLOWDOWN_PERCENT } from '../harness/app/demo-builds.ts';
import { scratchFolder } from '../harness/files/scratch-folder.ts';
import type { Derived } from '../harness/judge/derive.ts';
import type { LaunchRecord, Measurement } from '../harness/measure/result.ts';
import { TokenTimes } from '../harness/protocol/token-times.ts';
import { mean } from '../harness/statistics/mean.ts';
import { expectedCurve } from '../harness/virtual-phone/physics/expected-curve.ts';
import { chargedBytes } from '../harness/virtual-phone/physics/memory.ts';
import {
  type PlantedEffects,
  parsePlantedEffects,
} from '../harness/virtual-phone/physics/planted-effects.ts';
import { type Profile, profileNamed } from '../harness/virtual-phone/physics/profiles.ts';
import { decodeSeconds, prefillSeconds } from '../harness/virtual-phone/physics/speed.ts';

/**
 * Does Heatsoak find what was planted? For each seed a run with a candidate that decodes 8 % slower and a run with a
 * clean one, on the virtual lab; every measured value beside the physics' ground truth.
 * `npm run eval:planted -- 10` (seeds; default 2). Exits 1 when a verdict or a tolerance is missed.
 */
const seeds = Number(process.argv[2] ?? 2);

/** Tolerances of the product: 2 %, and 5 % for the time to throttle. */
const tolerances = { decode: 2, ttft: 2, footprint: 2, retention: 2, onset: 5 } as const;
type Quantity = keyof typeof tolerances;

let misses = 0;
for (let seed = 1; seed <= seeds; seed++) {
  for (const slowdown of [PLANTED_SLOWDOWN_PERCENT, 0]) {
    const derived = await runOnce(seed, slowdown);
    const words = derived.verdict.devices.map((device) => device.verdict);
    const isRight = slowdown > 0 ? words.every((word) => word === 'NO-GO') : !words.includes('NO-GO');
    if (!isRight) misses += 1;
    process.stdout.write(
      `seed ${seed}, planted −${slowdown} %: ${words.join(', ')}${isRight ? '' : '  ← WRONG'}\n`,
    );
    for (const line of errorsOf(derived.measurement, slowdown)) process.stdout.write(`  ${line}\n`);
  }
}
process.stdout.write(`${misses} misses in ${2 * seeds} runs\n`);
process.exitCode = misses === 0 ? 0 : 1;

async function runOnce(seed: number, slowdownPercent: number): Promise<Derived> {
  const scratch = await scratchFolder('planted');
  try {
    return (await demo({ seed, slowdownPercent, reference: false, out: scratch.path })).derived;
  } finally {
    await scratch.remove();
  }
}

/** One line a phone and build: how far each measured value is from the truth, per cent. */
function errorsOf(measurement: Measurement, slowdown: number): string[] {
  return measurement.manifest.sessions.flatMap(({ device }) =>
    (['baseline', 'candidate'] as const).map((role) => {
      const effects = parsePlantedEffects({ decodeSlowdownPercent: role === 'candidate' ? slowdown : 0 });
      const launches = measurement.launches.filter(
        (each) => each.device === device.id && each.planned.role === role,
      );
      const errors = quantitiesOf(measurement, launches, profileNamed(device.chip), effects);
      const shown = errors.map(([name, error]) => {
        const isOff = error === null || Math.abs(error) > tolerances[name];
        if (isOff) misses += 1;
        return `${name} ${error === null ? 'missing' : error.toFixed(2)} %${isOff ? ' ← OFF' : ''}`;
      });
      return `${device.id} ${role}: ${shown.join(', ')}`;
    }),
  );
}

function quantitiesOf(
  measurement: Measurement,
  launches: readonly LaunchRecord[],
  profile: Profile,
  effects: PlantedEffects,
): [Quantity, number | null][] {
  const burst = launches.filter((launch) => launch.planned.kind === 'burst');
  const trials = burst.flatMap((launch) => launch.trials.filter((trial) => trial.scored));
  const decode = trials.map((trial) => {
    const seconds = new TokenTimes(trial).decodeUs / 1e6;
    let truth = 0;
    for (let i = 1; i < trial.generatedTokens; i++)
      truth += decodeSeconds(profile, trial.promptTokens + i, effects);
    return truth / seconds;
  });
  const ttft = trials.map(
    (trial) => (trial.deltasUs[0] ?? 0) / 1e6 / prefillSeconds(profile, trial.promptTokens, effects),
  );
  const soak = launches.find((launch) => launch.planned.kind === 'soak');
  const curve = measurement.curves.find(
    (each) => each.launch === soak?.planned.id && each.device === soak?.device,
  )?.curve;
  const engine = measurement.manifest.builds[0]?.engine;
  const demand = {
    phase: 'loading',
    contextTokens: engine?.contextTokens ?? 0,
    batchTokens: engine?.batchTokens ?? 0,
    effects,
    launchIndex: 0,
  } as const;
  const peaks = burst.map((launch) => (launch.memory.kernelPeakBytes ?? 0) / chargedBytes(demand));
  // The soak's cycles run from 32 to 160 tokens of context; half-way is their mean.
  const truth = expectedCurve(profile, effects, 96);
  return [
    ['decode', percentOff(mean(decode))],
    ['ttft', percentOff(mean(ttft))],
    ['footprint', percentOff(mean(peaks))],
    ['retention', percentOff(curve ? curve.retention / truth.retention : null)],
    ['onset', percentOff(curve?.onsetSeconds ? curve.onsetSeconds / truth.onsetSeconds : null)],
  ];
}

function percentOff(ratio: number | null): number | null {
  return ratio === null ? null : 100 * (ratio - 1);
}
