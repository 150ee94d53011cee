import { resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { modelArtefact } from '../../models/artefact.ts';
import { chatOfModel } from '../../models/prompts/chat-of-model.ts';
import { PROBE_WORK } from '../agent/hosts/host-probe.ts';
import { openModel } from '../app/open-model.ts';
import { readSuite } from '../app/plan/prepare-run.ts';
import { benchHeader } from '../calibrate/bench-header.ts';
import { benchRows } from '../calibrate/bench-rows.ts';
import { contextOf } from '../calibrate/bench-steps.ts';
import { formatRows, type OutputFormat, outputFormats } from '../calibrate/llama-bench-formats.ts';
import { llamaBenchRow } from '../calibrate/llama-bench-row.ts';
import { measureHere } from '../calibrate/measure-here.ts';
import { referenceHost } from '../calibrate/reference-host.ts';
import { memoryLines, type ReferenceMemory, referenceMemory } from '../calibrate/reference-memory.ts';
import type { ReferenceModel } from '../calibrate/reference-model.ts';
import { rowText, suiteRows } from '../calibrate/suite-rows.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { chatTexts, type PlannedStep } from '../experiment/planned-step.ts';
import { renderedSteps } from '../experiment/rendered-steps.ts';
import { stepsOfSuite } from '../experiment/suite.ts';
import { cacheFolder } from '../files/package-home.ts';
import { coldProbe } from '../lab/cold-probe.ts';
import { trialsOf } from '../measure/launch-record.ts';
import { type Event, PROTOCOL_VERSION } from '../protocol/event.ts';
import { type EngineSettings, engineSettings, type PlanFile, type PlanStep } from '../protocol/plan-file.ts';
import { wholeNumber } from '../terminal/option-values.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { askedEngine, askedRows, countList, type LlamaBenchOptions, onOrOff } from './llama-bench-options.ts';

const HELP = `
-p, -n, -ub, -fa and -ngl are taken as llama-bench takes them. Lists: 128,512 or 128-512*2.
A row decodes forced random ids without sampling, as llama-bench does; --suite measures prompted trials.

Example:
  $ heatsoak reference --model phi3.gguf --pp 512 --tg 128 -r 5
  $ heatsoak reference -m phi3.gguf -p 128,512 -n 64 -d 0,1024 -fa 1 -t 4 -o json
`;

export const referenceCommand = () =>
  new Command('reference')
    .description('measure a model on this host with the same agent, in the words of llama-bench')
    .requiredOption('--model <file>', 'the model (-m): a .gguf file, or a converted .onnx one for --suite')
    .option('--suite <name>', 'run a suite instead of pp and tg')
    .option('--pp <list>', 'prompt tokens (-p)', countList, [512])
    .option('--tg <list>', 'generated tokens (-n)', countList, [128])
    .option('-d, --n-depth <list>', 'tokens in the cache before a row begins', countList, [0])
    .option('-r, --repetitions <n>', 'repetitions', wholeNumber(1), 5)
    .option('-t, --threads <n>', 'threads', wholeNumber(1), 1)
    .option('-b, --batch-size <n>', 'logical batch', wholeNumber(1), 2048)
    .option('--ubatch-size <n>', 'physical batch (-ub)', wholeNumber(1), 512)
    .option('--flash-attn <0|1>', 'flash attention (-fa)', onOrOff, false)
    .option(
      '--n-gpu-layers <n>',
      'layers on the graphics processor (-ngl); default: as many as fit',
      wholeNumber(0),
    )
    .addOption(
      new Option('-o, --output <format>', 'what is printed').choices(outputFormats).default('md' as const),
    )
    .addHelpText('after', HELP)
    .action(async (options) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const path = resolve(options.model);
      const suite = options.suite ? stepsOfSuite(await readSuite(options.suite)) : null;
      if (!suite && isOnnx(path)) throw onnxNeedsSuite(path);
      const asked = suite ?? askedRows(options, options.repetitions);
      const gguf = isOnnx(path) ? null : await openModel(path);
      const model = gguf ?? (await modelArtefact(path));
      const cold = coldProbe(cacheFolder(), PROBE_WORK);
      const steps = await readSteps(asked, path);
      const plan = planOf(model, engineOf(options, asked), steps);
      const events = await measureHere({ ...plan, probe: { coldUs: await cold.read() } });
      const host = await referenceHost(events, cold);
      const memory = gguf && referenceMemory(gguf, events);
      const printed = suite || !gguf ? suiteOutput(events) : rowsOutput(gguf, events, options.output, memory);
      terminal.say(printed.text);
      for (const { message } of host.caveats) note(`caveat host-busy: ${message}`);
      terminal.document({
        model: named(model),
        memory,
        ...host,
        rows: printed.rows,
      });
    });

function suiteOutput(events: readonly Event[]) {
  const rows = suiteRows(trialsOf(events));
  return { rows, text: rows.map(rowText).join('\n') };
}

/** llama-bench's own output, and below its table what the model takes of memory. */
function rowsOutput(
  model: ReferenceModel,
  events: readonly Event[],
  format: OutputFormat,
  memory: ReferenceMemory | null,
) {
  const header = benchHeader(model, events);
  const rows = benchRows(events).map((row) => llamaBenchRow(header, row));
  const below = memory && format === 'md' ? ['', 'memory', ...memoryLines(memory)] : [];
  return { rows, text: [formatRows(rows, format).trimEnd(), ...below].join('\n') };
}

/** Beside the rows, so that what reads them from stdout reads nothing else. */
const note = (line: string): void => void process.stderr.write(`${line}\n`);

const isOnnx = (path: string): boolean => path.endsWith('.onnx');

const named = ({ path, sha256, sizeBytes }: NamedModel): NamedModel => ({ path, sha256, sizeBytes });

type NamedModel = Pick<ReferenceModel, 'path' | 'sha256' | 'sizeBytes'>;

const onnxNeedsSuite = (path: string): HeatsoakError =>
  new HeatsoakError('USAGE', 'pp and tg rows are decoded by llama.cpp, which reads no ONNX model', {
    where: path,
    hint: 'measure it with --suite quick, or name the GGUF model that it was made from',
  });

interface EngineOptions extends LlamaBenchOptions {
  readonly model: string;
  readonly nGpuLayers?: number | undefined;
}

function engineOf(options: EngineOptions, steps: readonly PlannedStep[]): EngineSettings {
  return engineSettings.parse({
    name: isOnnx(options.model) ? 'onnxruntime' : 'llama.cpp',
    ...askedEngine(options),
    contextTokens: Math.max(contextFor(steps), contextOf(steps)),
    ...(options.nGpuLayers === undefined ? {} : { gpuLayers: options.nGpuLayers }),
  });
}

/** The steps as the model reads them; rows of llama-bench ask no question. */
async function readSteps(steps: readonly PlannedStep[], path: string): Promise<PlanStep[]> {
  const questions = chatTexts(steps);
  const chat = questions.length > 0 ? await chatOfModel(path, questions) : undefined;
  return renderedSteps(steps, chat, path);
}

const planOf = (model: NamedModel, engine: EngineSettings, steps: PlanStep[]): PlanFile => ({
  v: PROTOCOL_VERSION,
  launch: 'reference',
  seed: 1,
  model: named(model),
  engine,
  steps,
  memoryIntervalMs: 100,
});

const CHAT_PROMPT_ROOM = 256;

function contextFor(steps: readonly PlannedStep[]): number {
  const sizes = steps
    .filter((step) => !step.bench)
    .map(
      (step) =>
        (step.prompt.kind === 'synthetic' ? step.prompt.tokens : CHAT_PROMPT_ROOM) + step.generateTokens,
    );
  return Math.max(256, ...sizes);
}
