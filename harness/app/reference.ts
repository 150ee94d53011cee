import { resolve } from 'node:path';
import type { z } from 'zod';
import { type ModelArtefact, modelArtefact } from '../../models/artefact.ts';
import { PROBE_WORK } from '../agent/hosts/host-probe.ts';
import { askedEngine, askedRows, type LlamaBenchOptions } from '../calibrate/asked-rows.ts';
import { benchHeader } from '../calibrate/bench-header.ts';
import { benchRows } from '../calibrate/bench-rows.ts';
import { contextOf } from '../calibrate/bench-steps.ts';
import { type LlamaBenchRow, llamaBenchRow } from '../calibrate/llama-bench-row.ts';
import { measureHere } from '../calibrate/measure-here.ts';
import type { referenceDocument } from '../calibrate/reference-document.ts';
import { referenceHost } from '../calibrate/reference-host.ts';
import { referenceMemory } from '../calibrate/reference-memory.ts';
import type { ReferenceModel } from '../calibrate/reference-model.ts';
import { type SuiteRow, suiteRows } from '../calibrate/suite-rows.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { PlannedStep } from '../experiment/planned-step.ts';
import { renderedSteps } from '../experiment/rendered-steps.ts';
import { stepsOfSuite } from '../experiment/suite.ts';
import { coldProbe } from '../lab/cold-probe.ts';
import { trialsOf } from '../measure/launch-record.ts';
import { PROTOCOL_VERSION } from '../protocol/event.ts';
import { type EngineSettings, engineSettings, type PlanFile, type PlanStep } from '../protocol/plan-file.ts';
import { openModel } from './open-model.ts';
import { readSuite } from './plan/read-suite.ts';
import { readTemplate } from './plan/read-template.ts';
import { chatOfSteps } from './plan/render-chat.ts';
import { type Ports, portsOf } from './ports.ts';

export interface ReferenceOptions extends LlamaBenchOptions {
  /** A .gguf file, or a converted .onnx one with `suite`. */
  readonly model: string;
  /** A suite instead of rows of prompts and generations. */
  readonly suite?: string | undefined;
  /** File of a chat template in Jinja, used instead of the model's own. */
  readonly template?: string | undefined;
  /** Default 5. */
  readonly repetitions?: number | undefined;
  /** Default: as many as fit. */
  readonly nGpuLayers?: number | undefined;
}

type Measured = Omit<z.infer<typeof referenceDocument>, 'rows'>;

/** What a model does on this host: the rows of a suite, or those of llama-bench. */
export type Reference = Measured &
  (
    | { readonly kind: 'suite'; readonly rows: readonly SuiteRow[] }
    | { readonly kind: 'llama-bench'; readonly rows: readonly LlamaBenchRow[] }
  );

const DEFAULT_REPETITIONS = 5;

/**
 * Measures a model on this host with the same agent, in a process of its own.
 * @throws HeatsoakError `USAGE`, `MODEL_MISSING`, `NOTHING_TO_MEASURE`, `REFERENCE_FAILED` and those of a broken model or template
 */
export async function reference(options: ReferenceOptions, ports: Ports = {}): Promise<Reference> {
  const path = resolve(options.model);
  const suite = options.suite === undefined ? null : stepsOfSuite(await readSuite(options.suite));
  if (!suite && isOnnx(path)) throw onnxNeedsSuite(path);
  const asked = suite ?? askedRows(options, options.repetitions ?? DEFAULT_REPETITIONS);
  const gguf = isOnnx(path) ? null : await openModel(path);
  const model: PlannedModel = gguf ?? (await modelArtefact(path));
  const { folders, signal } = portsOf(ports);
  const cold = coldProbe(folders.cache, PROBE_WORK);
  const steps = await asRead(asked, path, options.template);
  const plan = planOf(model, engineOf(options, asked, steps), steps);
  const events = await measureHere({ ...plan, probe: { coldUs: await cold.read() } }, signal);
  const shared = {
    model: named(model),
    memory: gguf && referenceMemory(gguf, events),
    ...(await referenceHost(events, cold)),
  };
  if (suite || !gguf) return { ...shared, kind: 'suite', rows: suiteRows(trialsOf(events, asked)) };
  const header = benchHeader(gguf, events);
  const rows = benchRows(events).map((row) => llamaBenchRow(header, row));
  return { ...shared, kind: 'llama-bench', rows };
}

/** The steps as the model reads them; rows of llama-bench ask no question. */
async function asRead(
  steps: readonly PlannedStep[],
  path: string,
  templateFile: string | undefined,
): Promise<PlanStep[]> {
  const template = templateFile === undefined ? undefined : await readTemplate(templateFile);
  return renderedSteps(steps, await chatOfSteps(path, steps, template), path);
}

const isOnnx = (path: string): boolean => path.endsWith('.onnx');

type NamedModel = Pick<ReferenceModel, 'path' | 'sha256' | 'sizeBytes'>;
const named = ({ path, sha256, sizeBytes }: NamedModel): NamedModel => ({ path, sha256, sizeBytes });

const onnxNeedsSuite = (path: string): HeatsoakError =>
  new HeatsoakError('USAGE', 'pp and tg rows are decoded by llama.cpp, which reads no ONNX model', {
    where: path,
    hint: 'measure it with --suite quick, or name the GGUF model that it was made from',
  });

function engineOf(
  options: ReferenceOptions,
  asked: readonly PlannedStep[],
  steps: readonly PlanStep[],
): EngineSettings {
  return engineSettings.parse({
    name: isOnnx(options.model) ? 'onnxruntime' : 'llama.cpp',
    ...askedEngine(options),
    contextTokens: Math.max(contextFor(steps), contextOf(asked)),
    ...(options.nGpuLayers === undefined ? {} : { gpuLayers: options.nGpuLayers }),
  });
}

/** A model of several files is named by all of them, in the order of its hash. */
type PlannedModel = NamedModel & Pick<ModelArtefact, 'files'>;

const planOf = (model: PlannedModel, engine: EngineSettings, steps: PlanStep[]): PlanFile => ({
  v: PROTOCOL_VERSION,
  launch: 'reference',
  seed: 1,
  model: { ...named(model), ...(model.files ? { files: model.files.map(({ name }) => name) } : {}) },
  engine,
  steps,
  memoryIntervalMs: 100,
});

/** As large as the protocol's own default, so that it rolls over as on a phone. */
const CONVERSATION_ROOM = 2048;
/** BOS, and the space that SentencePiece puts before a text. */
const BEFORE_TEXT = 2;

/** Places that a prompt takes at most: no token of a text is shorter than a byte. */
function roomFor({ prompt, generateTokens }: PlanStep): number {
  if (prompt.kind === 'conversation') return CONVERSATION_ROOM - generateTokens;
  if (prompt.kind === 'synthetic') return prompt.tokens;
  return Buffer.byteLength(prompt.rendered ?? '') + BEFORE_TEXT;
}

function contextFor(steps: readonly PlanStep[]): number {
  const sizes = steps.filter((step) => !step.bench).map((step) => roomFor(step) + step.generateTokens);
  return Math.max(256, ...sizes);
}
