import { appendFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { arch, cpus, loadavg, release, type } from 'node:os';
import { join } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { makeFolder } from '../files/make-folder.ts';
import { scratchFolder } from '../files/scratch-folder.ts';
import { writeDocument, writeWhole } from '../files/write-whole.ts';
import { PROTOCOL_VERSION } from '../protocol/event.ts';
import type { BenchShape, EngineSettings, PlanFile, PlanStep } from '../protocol/plan-file.ts';
import { benchName, tokensOf } from './bench-rows.ts';
import {
  type CalibrationDocument,
  type CalibrationSettings,
  contenders,
  type Measurement,
} from './calibration-document.ts';
import { calibrationPage } from './calibration-page.ts';
import { agentContender, type Contender, nativeContender } from './contender.ts';
import { deriveCalibration } from './derive-calibration.ts';
import { instructionCounter } from './instruction-counter.ts';
import type { NativeBench } from './native/build-llama-bench.ts';
import type { ReferenceModel } from './reference-model.ts';
import { TURNS_IN_SLOT, turnOrder } from './turn-order.ts';

/** What is compared with llama-bench, how often, and where it is kept. */
export interface CalibrationRequest {
  readonly model: ReferenceModel;
  readonly steps: readonly PlanStep[];
  readonly engine: EngineSettings;
  readonly native: NativeBench;
  readonly rounds: number;
  /** Slots of each row in a round, each A B B A or B A A B; the processes of a round are its own. */
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
  await makeFolder(request.folder);
  const measurements: Measurement[] = [];
  const keep = (line: Measurement): void => {
    measurements.push(line);
    appendFileSync(join(request.folder, 'measurements.jsonl'), `${JSON.stringify(line)}\n`, { flush: true });
  };
  const counter = await instructionCounter();
  try {
    for (let round = 0; round < request.rounds && !request.signal.aborted; round++)
      await oneRound(request, { round, counter, keep });
  } finally {
    const document = deriveCalibration(measurements);
    if (document) await writeCalibration(request.folder, document);
  }
  const document = deriveCalibration(measurements);
  if (document) return document;
  throw new HeatsoakError('CALIBRATION_EMPTY', 'it was interrupted before anything was measured');
}

interface Round {
  readonly round: number;
  /** Or why this host counts no instructions. */
  readonly counter: Counter;
  readonly keep: (line: Measurement) => void;
}

type Counter = Awaited<ReturnType<typeof instructionCounter>>;

/**
 * Processes of its own: the place of a process's memory changes its speed at random, which only further processes average out.
 */
async function oneRound(request: CalibrationRequest, own: Round): Promise<void> {
  const { round, counter, keep } = own;
  const started = await startContenders(request, round);
  try {
    if (round === 0) keep({ type: 'settings', settings: settingsOf(request, started, counter) });
    await takeTurns(request, started, own);
  } finally {
    for (const contender of started) contender.close();
  }
  request.say(`round ${round + 1} of ${request.rounds}: load average ${loadavg()[0]?.toFixed(2) ?? '?'}`);
}

async function writeCalibration(folder: string, document: CalibrationDocument): Promise<void> {
  await writeDocument(join(folder, 'calibration.json'), document);
  await writeWhole(join(folder, 'calibration.md'), calibrationPage(document));
}

/** One after the other, so that loading does not fight for memory; another one is first in each round. */
async function startContenders(request: CalibrationRequest, round: number): Promise<Contender[]> {
  const started: Contender[] = [];
  const scratch = await scratchFolder('calibrate');
  const plan = scratch.path;
  try {
    await writeFile(join(plan, 'plan.json'), JSON.stringify(planOf(request)));
    for (let i = 0; i < contenders.length; i++) {
      const name = contenders[(i + round) % contenders.length] ?? 'heatsoak';
      started.push(
        name === 'heatsoak'
          ? await agentContender(name, join(plan, 'plan.json'))
          : await nativeContender(name, request.native.path, nativeArguments(request)),
      );
    }
    return contenders.flatMap((name) => started.find((each) => each.name === name) ?? []);
  } catch (error) {
    for (const contender of started) contender.close();
    throw error;
  } finally {
    await scratch.remove();
  }
}

async function takeTurns(
  request: CalibrationRequest,
  started: readonly Contender[],
  { round, counter, keep }: Round,
): Promise<void> {
  const rows = request.steps.map((_, index) => index);
  // Rounds go on where the one before ended, so that each row has every order equally often.
  const slotOf = (turn: number, row: number): number =>
    round * request.turnsPerRound + Math.max(0, turn) + row;
  const take = async (turn: number, row: number, warmUp: boolean): Promise<void> => {
    for (const [position, name] of turnOrder(slotOf(turn, row)).entries()) {
      if (request.signal.aborted) return;
      const contender = started.find((each) => each.name === name);
      if (!contender) continue;
      const cost = await costOf(contender, row, counter);
      const load = loadavg()[0] ?? 0;
      keep({ type: 'turn', warmUp, round, turn, row, contender: name, position, ...cost, load });
    }
  };
  for (const row of rows) await take(-1, row, true);
  for (let turn = 0; turn < request.turnsPerRound; turn++)
    for (const row of rows) await take(turn, row, false);
}

/** One turn, and what it executed where that can be counted. */
async function costOf(contender: Contender, row: number, counter: Counter) {
  if ('missing' in counter) return { ...(await contender.turn(row)), instructions: null };
  const { result, count } = await counter.count(contender.pid, () => contender.turn(row));
  return { ...result, instructions: count };
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

function settingsOf(
  request: CalibrationRequest,
  started: readonly Contender[],
  counter: Counter,
): CalibrationSettings {
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
    turnsInSlot: TURNS_IN_SLOT,
    instructionsMissing: 'missing' in counter ? counter.missing : null,
    rows: shapes.map((shape) => ({ test: benchName(shape), tokens: tokensOf(shape) })),
  };
}
