import { demo } from '../harness/app/demo.ts';
import { PLANTED_SLOWDOWN_PERCENT, type Planted } from '../harness/app/demo-builds.ts';
import { scratchFolder } from '../harness/files/scratch-folder.ts';
import type { Derived } from '../harness/judge/derive.ts';
import type { DeviceVerdict } from '../harness/judge/verdict.ts';
import type { LaunchRecord, Measurement } from '../harness/measure/result.ts';
import { TokenTimes } from '../harness/protocol/token-times.ts';
import { mean } from '../harness/statistics/mean.ts';
import { must } from '../harness/statistics/must.ts';
import { expectedCurve } from '../harness/virtual-phone/physics/expected-curve.ts';
import { chargedBytes } from '../harness/virtual-phone/physics/memory.ts';
import {
  type PlantedEffects,
  parsePlantedEffects,
} from '../harness/virtual-phone/physics/planted-effects.ts';
import { type Profile, profileNamed } from '../harness/virtual-phone/physics/profiles.ts';
import { decodeSeconds, prefillSeconds } from '../harness/virtual-phone/physics/speed.ts';

/**
 * Does Heatsoak find what was planted? For each seed two runs on the virtual lab, through the real Appium, with two of the four
 * candidates in turn; every measured value of the first two beside the physics' ground truth. A clean candidate that the demo's four blocks
 * leave undecided is measured again with twelve, and must pass.
 * `npm run eval:planted -- 10` (seeds, so 20 runs; default 2), `-- 2 5` begins with the fifth seed. Exits 1 when a verdict, its
 * cause or a tolerance is missed.
 */
const [seeds, firstSeed] = [Number(process.argv[2] ?? 2), Number(process.argv[3] ?? 1)];

/** A candidate, and what must be said of it on every phone. */
interface Truth {
  readonly name: string;
  readonly slowdownPercent: number;
  readonly planted?: Planted;
  readonly isRight: (device: DeviceVerdict) => boolean;
}

const stoppedFor =
  (cause: RegExp) =>
  ({ verdict, reason }: DeviceVerdict): boolean =>
    verdict === 'NO-GO' && cause.test(reason);

const truths: readonly Truth[] = [
  {
    name: `−${PLANTED_SLOWDOWN_PERCENT} %`,
    slowdownPercent: PLANTED_SLOWDOWN_PERCENT,
    isRight: stoppedFor(/ slower than baseline/),
  },
  { name: 'nothing', slowdownPercent: 0, isRight: ({ verdict }) => verdict === 'GO' },
  {
    name: 'wrong tokens, 1 of 10',
    slowdownPercent: 0,
    planted: { wrongTokens: { share: 0.1 } },
    isRight: stoppedFor(/ answers otherwise than baseline/),
  },
  {
    name: 'a crash in trial 3',
    slowdownPercent: 0,
    planted: { crashAtTrial: 3 },
    isRight: stoppedFor(/: the candidate crashed in .*, trial 3 /),
  },
];

/** Tolerances of the product: 2 %, and 5 % for the time to throttle. */
const tolerances = { decode: 2, ttft: 2, footprint: 2, retention: 2, onset: 5 } as const;
type Quantity = keyof typeof tolerances;

/** A clean build passes as many in more than 99 % of runs. */
const MORE_BLOCKS = 12;

let misses = 0;
for (let run = 2 * (firstSeed - 1); run < 2 * (firstSeed - 1 + seeds); run++) {
  const truth = must(truths[run % truths.length], 'a candidate');
  const seed = 1 + Math.floor(run / 2);
  const { measurement, verdict } = await decidedRun(seed, truth);
  const isRight = verdict.devices.length > 0 && verdict.devices.every(truth.isRight);
  if (!isRight) misses += 1;
  process.stdout.write(`seed ${seed}, planted ${truth.name}:${isRight ? '' : '  ← WRONG'}\n`);
  for (const device of verdict.devices) process.stdout.write(`  ${device.verdict} ${device.reason}\n`);
  // Of a run that dies or answers otherwise the speeds are as they may be.
  const errors = truth.planted ? [] : errorsOf(measurement, truth.slowdownPercent);
  for (const line of errors) process.stdout.write(`  ${line}\n`);
}
process.stdout.write(`${misses} misses in ${2 * seeds} runs\n`);
process.exitCode = misses === 0 ? 0 : 1;

function isClean({ slowdownPercent, planted }: Truth): boolean {
  return slowdownPercent === 0 && planted === undefined;
}

async function decidedRun(seed: number, truth: Truth): Promise<Derived> {
  const short = await runOnce(seed, truth);
  const undecided = short.verdict.devices.find(({ verdict }) => verdict === 'INCONCLUSIVE');
  if (!undecided || !isClean(truth)) return short;
  process.stdout.write(`seed ${seed}, four blocks: ${undecided.reason}; again with ${MORE_BLOCKS}\n`);
  return runOnce(seed, truth, MORE_BLOCKS);
}

async function runOnce(seed: number, { slowdownPercent, planted }: Truth, blocks?: number): Promise<Derived> {
  const scratch = await scratchFolder('planted');
  try {
    const options = { seed, slowdownPercent, planted, blocks, reference: false, out: scratch.path };
    return (await demo(options)).derived;
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
    leakedMiB: 0,
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
