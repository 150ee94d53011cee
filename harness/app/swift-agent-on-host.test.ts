import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findAgent } from '../../ci/find-agent.ts';
import { modelArtefact } from '../../models/artefact.ts';
import { convertToOnnx } from '../../models/onnx/convert-to-onnx.ts';
import { synthesisePhi3 } from '../../models/synthesise.ts';
import { startReferenceAgent } from '../agent/hosts/start-agent.ts';
import { countersOf, unknownCounters } from '../protocol/engine-counters.ts';
import type { EventOf, EventType } from '../protocol/event.ts';
import { readLog } from '../protocol/read-log.ts';

/**
 * Both agents on this host, with its real clock, through every path of a plan, by each engine that both have: question, seeded ids,
 * probabilities, a row of llama-bench.
 */
const agent = findAgent();
const limitMs = 60_000;
const engines = ['llama.cpp', 'onnxruntime'] as const;
type Logs = Readonly<Record<'swift' | 'reference', ReturnType<typeof readLog>>>;
let root = '';
const logsOf = new Map<string, Logs>();

beforeAll(async () => {
  if ('skipped' in agent) return;
  root = await mkdtemp(join(tmpdir(), 'heatsoak-host-'));
  const recipe = { preset: 'nano', type: 'Q4_0', seed: 1 } as const;
  const { path } = await synthesisePhi3(recipe, join(root, 'model.gguf'), root);
  const graph = join(root, 'onnx', 'model.onnx');
  await convertToOnnx(path, graph, { activations: 'fp32', context: null, force: false, verify: null });
  for (const [engine, model] of [
    ['llama.cpp', path],
    ['onnxruntime', graph],
  ] as const)
    logsOf.set(engine, await runBoth(engine, model, agent.path));
}, 120_000);

async function runBoth(engine: (typeof engines)[number], modelFile: string, program: string): Promise<Logs> {
  const { sha256, sizeBytes, files } = await modelArtefact(modelFile);
  const step = { case: 'ids', prompt: { kind: 'synthetic', tokens: 40, seed: 3 }, generateTokens: 24 };
  const short = { ...step, repetitions: 2, forSeconds: null, scored: true };
  const rendered = '<|user|>\nWhy?<|end|>\n<|assistant|>\n';
  const question = { kind: 'chat', text: 'Why?', rendered, addBos: true };
  const bench = { promptTokens: 20, generateTokens: 4, depthTokens: 8, batchTokens: 16 };
  const plan = {
    v: 1,
    launch: 'L1',
    seed: 5,
    model: { path: modelFile, sha256, sizeBytes, ...(files && { files: files.map(({ name }) => name) }) },
    engine: { name: engine, backend: 'cpu', contextTokens: 256, batchTokens: 16 },
    // A row of llama-bench is llama.cpp's alone.
    steps: [
      short,
      { ...short, case: 'question', prompt: question, score: true },
      ...(engine === 'llama.cpp' ? [{ ...short, bench }] : []),
    ],
    probe: { coldUs: null },
  };
  const folderOf = async (name: string): Promise<string> => {
    const folder = join(root, `${engine}-${name}`);
    await mkdir(folder);
    await writeFile(join(folder, 'plan.json'), JSON.stringify(plan));
    return folder;
  };
  const [swift, reference] = [await folderOf('swift'), await folderOf('reference')];
  execFileSync(program, [join(swift, 'plan.json')], { timeout: limitMs });
  await startReferenceAgent(join(reference, 'plan.json'), 120_000).finished;
  const read = async (folder: string) => readLog(await readFile(join(folder, 'events.jsonl'), 'utf8'));
  return { swift: await read(swift), reference: await read(reference) };
}
afterAll(async () => {
  if (root !== '') await rm(root, { recursive: true, force: true });
});

function of(engine: string): Logs {
  const logs = logsOf.get(engine);
  if (!logs) throw new Error(`nothing was run by ${engine}`);
  return logs;
}

const all = <T extends EventType>(log: Logs['swift'], type: T): EventOf<T>[] =>
  log.events.filter((event): event is EventOf<T> => event.type === type);

test.skipIf('skipped' in agent).each(engines)(
  '%s: its log is a log of the protocol, to the last line',
  (engine) => {
    const { swift } = of(engine);
    const { events, unknown, gaps, problems, truncated } = swift;
    expect({ unknown, gaps, problems, truncated }).toEqual({
      unknown: [],
      gaps: [],
      problems: [],
      truncated: false,
    });
    expect(events.at(-1)).toMatchObject({ type: 'agent.finished', events: events.length });
  },
);

test.skipIf('skipped' in agent).each(engines)(
  '%s: it writes the events that the reference writes, in the same order',
  (engine) => {
    const { swift, reference } = of(engine);
    const ofTrials = (log: Logs['swift']): string[] =>
      log.events.map(({ type }) => type).filter((type) => type !== 'memory' && type !== 'environment');
    expect(ofTrials(swift)).toEqual(ofTrials(reference));
  },
);

test.skipIf('skipped' in agent).each(engines)(
  '%s: its ids, prompts and hash are those of the reference',
  (engine) => {
    const { swift, reference } = of(engine);
    const facts = (log: Logs['swift']) => ({
      ids: all(log, 'tokens').map(({ ids }) => ids),
      prompts: all(log, 'trial.started').map((each) => [each.case, each.promptTokens, each.plannedTokens]),
      likeliest: all(log, 'scores').map(({ ids, likeliest }) => ({ ids, likeliest })),
      hash: all(log, 'model.digest').map(({ sha256 }) => sha256),
    });
    expect(facts(swift)).toEqual(facts(reference));
  },
);

test.skipIf('skipped' in agent).each(engines)(
  '%s: its counters are those of the reference, by the names of the protocol',
  (engine) => {
    const { swift, reference } = of(engine);
    const stats = (log: Logs['swift']) => all(log, 'trial.finished').map(({ engineStats }) => engineStats);
    const names = (log: Logs['swift']) => stats(log).map((each) => Object.keys(countersOf(each)).sort());
    expect(stats(swift).flatMap(unknownCounters)).toEqual([]);
    expect(names(swift)).toEqual(names(reference));
    for (const each of names(swift)) expect(each).toContain('cpuUs');
  },
);
