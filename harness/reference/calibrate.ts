import { appendFileSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { arch, cpus, loadavg, release, tmpdir, type } from 'node:os';
import { join } from 'node:path';
import { benchName, tokensOf } from '../measure/bench-rows.ts';
import { PROTOCOL_VERSION } from '../protocol/event.ts';
import type { BenchShape, EngineSettings, PlanFile, PlanStep } from '../protocol/plan-file.ts';
import { writeWhole } from '../store/write-file.ts';
import type { CalibrationDocument, CalibrationSettings, Measurement } from './calibration-document.ts';
import { calibrationPage } from './calibration-page.ts';
import { agentContender, type Contender, nativeContender } from './contender.ts';
import { deriveCalibration } from './derive-calibration.ts';
import type { NativeBench } from './native/build-llama-bench.ts';
import type { ReferenceModel } from './open-model.ts';

export interface CalibrationRequest {
  readonly model: ReferenceModel;
  readonly steps: readonly PlanStep[];
  readonly engine: EngineSettings;
  readonly native: NativeBench;
  readonly rounds: number;
  /** Turns of each row in a round. */
  readonly turnsPerRound: number;
  /** The run folder; made here. */
  readonly folder: string;
  readonly startedAt: Date;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Heatsoak, llama-bench and llama-bench again take turns on one file, all three with the model loaded.
 * Each turn is on disk before the next begins; an interruption leaves a document of what was measured.
 * @throws HeatsoakError `CONTENDER_FAILED` when one of them ends; the measurements until then stay
 */
export async function calibrateReference(request: CalibrationRequest): Promise<CalibrationDocument> {
  mkdirSync(request.folder, { recursive: true });
  const measurements: Measurement[] = [];
  const keep = (line: Measurement): void => {
    measurements.push(line);
    appendFileSync(join(request.folder, 'measurements.jsonl'), `${JSON.stringify(line)}\n`, { flush: true });
  };
  const started = await startContenders(request);
  const settings = settingsOf(request, started);
  try {
    keep({ type: 'settings', settings });
    await takeTurns(request, started, keep);
  } finally {
    for (const contender of started) contender.close();
    await writeDocument(request.folder, deriveCalibration(settings, measurements));
  }
  return deriveCalibration(settings, measurements);
}

async function writeDocument(folder: string, document: CalibrationDocument): Promise<void> {
  await writeWhole(join(folder, 'calibration.json'), `${JSON.stringify(document, null, 2)}\n`);
  await writeWhole(join(folder, 'calibration.md'), calibrationPage(document));
}

/** One after the other, so that loading does not fight for memory. */
async function startContenders(request: CalibrationRequest): Promise<Contender[]> {
  const started: Contender[] = [];
  const plan = await mkdtemp(join(tmpdir(), 'heatsoak-calibrate-'));
  try {
    await writeFile(join(plan, 'plan.json'), JSON.stringify(planOf(request)));
    started.push(await agentContender('heatsoak', join(plan, 'plan.json')));
    for (const name of ['llama-bench', 'llama-bench again'])
      started.push(await nativeContender(name, request.native.path, nativeArguments(request)));
    return started;
  } catch (error) {
    for (const contender of started) contender.close();
    throw error;
  } finally {
    await rm(plan, { recursive: true, force: true });
  }
}

async function takeTurns(
  request: CalibrationRequest,
  contenders: readonly Contender[],
  keep: (line: Measurement) => void,
): Promise<void> {
  const rows = request.steps.map((_, index) => index);
  let slot = 0;
  const take = async (round: number, turn: number, row: number, warmUp: boolean): Promise<void> => {
    const order = slot++ % 2 === 0 ? contenders : contenders.toReversed();
    for (const [position, contender] of order.entries()) {
      if (request.signal.aborted) return;
      const times = await contender.turn(row);
      const name = contender.name as Extract<Measurement, { type: 'turn' }>['contender'];
      keep({
        type: 'turn',
        warmUp,
        round,
        turn,
        row,
        contender: name,
        position,
        ...times,
        load: loadavg()[0] ?? 0,
      });
    }
  };
  for (const row of rows) await take(-1, 0, row, true);
  for (let round = 0; round < request.rounds && !request.signal.aborted; round++) {
    for (let turn = 0; turn < request.turnsPerRound; turn++)
      for (const row of rows) await take(round, turn, row, false);
    request.say(`round ${round + 1} of ${request.rounds}: load average ${loadavg()[0]?.toFixed(2) ?? '?'}`);
  }
}

const shapesOf = (steps: readonly PlanStep[]): BenchShape[] => steps.flatMap(({ bench }) => bench ?? []);

/** llama-bench's own arguments. Its rows come in the order of ours: depths, then prompts, then generations. */
function nativeArguments({ model, steps, engine }: CalibrationRequest): string[] {
  const shapes = shapesOf(steps);
  const list = (values: readonly number[]): string => [...new Set(values)].join(',') || '0';
  return [
    ...['-m', model.path, '-t', `${engine.threads}`, '-fa', engine.flashAttention ? '1' : '0'],
    ...['-p', list(shapes.flatMap(({ promptTokens }) => promptTokens || []))],
    ...['-n', list(shapes.flatMap(({ generateTokens }) => generateTokens || []))],
    ...['-d', list(shapes.map(({ depthTokens }) => depthTokens))],
    ...['-b', `${shapes[0]?.batchTokens ?? engine.batchTokens}`, '-ub', `${engine.batchTokens}`],
    ...(engine.gpuLayers === undefined ? [] : ['-ngl', `${engine.gpuLayers}`]),
  ];
}

const planOf = ({ model, engine, steps }: CalibrationRequest): PlanFile => ({
  v: PROTOCOL_VERSION,
  launch: 'calibration',
  seed: 1,
  model: { path: model.path, sha256: model.sha256, sizeBytes: model.sizeBytes },
  engine,
  steps: [...steps],
  memoryIntervalMs: 100,
});

function settingsOf(request: CalibrationRequest, started: readonly Contender[]): CalibrationSettings {
  const { model, engine, native, steps, rounds, turnsPerRound } = request;
  const shapes = shapesOf(steps);
  return {
    startedAt: request.startedAt.toISOString(),
    host: {
      cpu: cpus()[0]?.model.trim() ?? '',
      cores: cpus().length,
      os: `${type()} ${release()} ${arch()}`,
      node: process.version,
    },
    model: { path: model.path, sha256: model.sha256, sizeBytes: model.sizeBytes },
    engine: {
      release: started[0]?.release ?? '',
      threads: engine.threads,
      batchTokens: shapes[0]?.batchTokens ?? engine.batchTokens,
      ubatchTokens: engine.batchTokens,
      contextTokens: engine.contextTokens,
      flashAttention: engine.flashAttention,
      backend: engine.backend,
    },
    native: { release: started[1]?.release ?? '', compiler: native.compiler, libraries: native.libraries },
    rounds,
    turnsPerRound,
    rows: shapes.map((shape) => ({ test: benchName(shape), tokens: tokensOf(shape) })),
  };
}
