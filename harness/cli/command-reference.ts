import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { startReferenceAgent } from '../agent/start-agent.ts';
import { mean, variance } from '../judge/statistics/mean.ts';
import { trialsOf } from '../measure/launch-record.ts';
import { decodeSeconds } from '../measure/metrics/decode-rate.ts';
import type { TrialRecord } from '../measure/result.ts';
import { modelArtefact } from '../model/artefact.ts';
import { HeatsoakError } from '../protocol/error.ts';
import { PROTOCOL_VERSION } from '../protocol/event.ts';
import { engineSettings, type PlanFile, type PlanStep } from '../protocol/plan-file.ts';
import { readLog } from '../protocol/read-log.ts';
import { stepsOfSuite } from '../suite/suite.ts';
import { readSuite } from './prepare-run.ts';
import { wholeNumber } from './run-options.ts';
import { openTerminal } from './terminal.ts';

export const referenceCommand = () =>
  new Command('reference')
    .description('measure a model on this host with the same agent, in the words of llama-bench')
    .requiredOption('--model <file>', 'the model: a .gguf file, or the .onnx file of a converted one')
    .option('--suite <name>', 'run a suite instead of pp and tg')
    .option('--pp <n>', 'prompt tokens', wholeNumber(1), 512)
    .option('--tg <n>', 'generated tokens', wholeNumber(2), 128)
    .option('-r, --repetitions <n>', 'repetitions', wholeNumber(1), 5)
    .option('-t, --threads <n>', 'threads', wholeNumber(1), 1)
    .addHelpText('after', '\nExample:\n  $ heatsoak reference --model phi3.gguf --pp 512 --tg 128 -r 5\n')
    .action(async (options) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const path = resolve(options.model);
      const model = await modelArtefact(path).catch((cause: unknown) => {
        if (cause instanceof HeatsoakError && cause.code !== 'MODEL_MISSING') throw cause;
        throw new HeatsoakError('MODEL_MISSING', `cannot read the model ${path}`, {
          where: path,
          hint: 'check --model',
          cause,
        });
      });
      const steps = options.suite ? stepsOfSuite(await readSuite(options.suite)) : benchSteps(options);
      const trials = await measureHere({
        v: PROTOCOL_VERSION,
        launch: 'reference',
        seed: 1,
        model: { path, sha256: model.sha256, sizeBytes: model.sizeBytes },
        engine: engineSettings.parse({
          name: path.endsWith('.onnx') ? 'onnxruntime' : 'llama.cpp',
          threads: options.threads,
          contextTokens: contextFor(steps),
        }),
        steps,
        memoryIntervalMs: 100,
      });
      const rows = rowsOf(trials);
      for (const row of rows)
        terminal.say(
          `${row.test}\t${row.tokensPerSecond.toFixed(2)} ± ${row.deviation?.toFixed(2) ?? '–'} tok/s\tn=${row.count}`,
        );
      terminal.document({ model, rows });
    });

/** One case gives both rows: the prompt's speed from the first token, the generation's from the rest. */
function benchSteps(options: { pp: number; tg: number; repetitions: number }): PlanStep[] {
  const prompt = { kind: 'synthetic', tokens: options.pp, seed: 1 } as const;
  return [
    {
      case: `pp${options.pp}+tg${options.tg}`,
      prompt,
      generateTokens: options.tg,
      repetitions: options.repetitions,
      forSeconds: null,
      scored: true,
    },
  ];
}

const CHAT_PROMPT_ROOM = 256;

function contextFor(steps: readonly PlanStep[]): number {
  const sizes = steps.map(
    (step) =>
      (step.prompt.kind === 'synthetic' ? step.prompt.tokens : CHAT_PROMPT_ROOM) + step.generateTokens,
  );
  return Math.max(512, ...sizes);
}

async function measureHere(plan: PlanFile): Promise<TrialRecord[]> {
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-reference-'));
  try {
    await writeFile(join(folder, 'plan.json'), JSON.stringify(plan));
    const { code, lastWords } = await startReferenceAgent(join(folder, 'plan.json')).finished;
    const log = readLog(await readFile(join(folder, 'events.jsonl'), 'utf8').catch(() => ''));
    if (code !== 0) {
      const fault = log.events.find((event) => event.type === 'fault');
      const why = fault?.type === 'fault' ? fault.message : lastWords;
      throw new HeatsoakError('REFERENCE_FAILED', `the model could not be measured: ${why}`, {
        where: plan.model.path,
        hint: 'check that it is a GGUF file that llama.cpp loads',
      });
    }
    return trialsOf(log.events).filter((trial) => trial.scored && trial.invalid === null);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Row {
  readonly test: string;
  readonly tokensPerSecond: number;
  readonly deviation: number | null;
  readonly count: number;
}

function rowsOf(trials: readonly TrialRecord[]): Row[] {
  const cases = [...new Set(trials.map((trial) => trial.case))];
  return cases.flatMap((name) => {
    const own = trials.filter((trial) => trial.case === name);
    const prefill = own.map((trial) => (trial.promptTokens / (trial.deltasUs[0] ?? 1)) * 1e6);
    const decode = own.map((trial) => (trial.generatedTokens - 1) / decodeSeconds(trial));
    const first = own[0];
    return first
      ? [
          rowOf(`pp${first.promptTokens} ${name}`, prefill),
          rowOf(`tg${first.generatedTokens} ${name}`, decode),
        ]
      : [];
  });
}

function rowOf(test: string, rates: readonly number[]): Row {
  const spread = variance(rates);
  return {
    test,
    tokensPerSecond: mean(rates) ?? 0,
    deviation: spread === null ? null : Math.sqrt(spread),
    count: rates.length,
  };
}
