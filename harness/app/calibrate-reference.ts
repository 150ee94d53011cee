import { platform } from 'node:os';
import { join, resolve } from 'node:path';
import { askedEngine, askedRows, type LlamaBenchOptions } from '../calibrate/asked-rows.ts';
import { contextOf } from '../calibrate/bench-steps.ts';
import { calibrateReference as takeTurns } from '../calibrate/calibrate.ts';
import type { CalibrationDocument } from '../calibrate/calibration-document.ts';
import { buildLlamaBench } from '../calibrate/native/build-llama-bench.ts';
import { engineSettings } from '../protocol/plan-file.ts';
import { openModel } from './open-model.ts';
import { runId } from './plan/manifest-head.ts';
import { type Ports, portsOf } from './ports.ts';
import type { PlaceOfRuns } from './run.ts';

export interface CalibrateReferenceOptions extends LlamaBenchOptions, PlaceOfRuns {
  /** A .gguf file; the target is meant for one of at least 10 ms a token. */
  readonly model: string;
  /** Rounds, each with new processes; default 6. */
  readonly rounds?: number | undefined;
  /** Slots of each row in a round, each of four turns; default 2. */
  readonly turns?: number | undefined;
}

/** How near the reference is to llama-bench. */
export interface ReferenceCalibration {
  readonly document: CalibrationDocument;
  /** Path of `calibration.json`; `calibration.md` stands beside it. */
  readonly report: string;
  readonly interrupted: boolean;
}

const DEFAULT_ROUNDS = 6;
const DEFAULT_TURNS = 2;

/**
 * Compares the reference with llama-bench, built here against the same libraries, turn by turn.
 * @param said called with a line after each round
 * @throws HeatsoakError `COMPILER_MISSING`, `CONTENDER_FAILED`, `CALIBRATION_EMPTY` and those of a broken model
 */
export async function calibrateReference(
  options: CalibrateReferenceOptions,
  ports: Ports = {},
  said: (line: string) => void = () => undefined,
): Promise<ReferenceCalibration> {
  const { now, signal, folders } = portsOf(ports);
  const startedAt = now();
  const steps = askedRows(options, 1);
  const model = await openModel(resolve(options.model));
  const native = await buildLlamaBench(folders.cache);
  const folder = join(resolve(options.out ?? 'runs'), `${runId(startedAt)}-calibrate`);
  const document = await takeTurns({
    model,
    steps,
    native,
    engine: engineSettings.parse({
      // llama-bench is built against the libraries without a graphics processor, but for Apple's.
      backend: platform() === 'darwin' ? 'auto' : 'cpu',
      ...askedEngine(options),
      contextTokens: contextOf(steps),
    }),
    rounds: options.rounds ?? DEFAULT_ROUNDS,
    turnsPerRound: options.turns ?? DEFAULT_TURNS,
    folder,
    startedAt,
    say: said,
    signal,
  });
  return { document, report: join(folder, 'calibration.json'), interrupted: signal.aborted };
}
