import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findAgent } from '../../ci/find-agent.ts';
import { synthesisePhi3 } from '../../models/synthesise.ts';
import { startReferenceAgent } from '../agent/hosts/start-agent.ts';
import { countersOf, unknownCounters } from '../protocol/engine-counters.ts';
import type { EventOf, EventType } from '../protocol/event.ts';
import { readLog } from '../protocol/read-log.ts';

/** Both agents on this host, with its real clock, through every path of a plan: question, seeded ids, probabilities, a row of llama-bench. */
const agent = findAgent();
const limitMs = 60_000;
let root = '';
let logs: Readonly<Record<'swift' | 'reference', ReturnType<typeof readLog>>>;

beforeAll(async () => {
  if ('skipped' in agent) return;
  root = await mkdtemp(join(tmpdir(), 'heatsoak-host-'));
  const recipe = { preset: 'nano', type: 'Q4_0', seed: 1 } as const;
  const { path, sha256, sizeBytes } = await synthesisePhi3(recipe, join(root, 'model.gguf'), root);
  const step = { case: 'ids', prompt: { kind: 'synthetic', tokens: 40, seed: 3 }, generateTokens: 24 };
  const short = { ...step, repetitions: 2, forSeconds: null, scored: true };
  const rendered = '<|user|>\nWhy?<|end|>\n<|assistant|>\n';
  const question = { kind: 'chat', text: 'Why?', rendered, addBos: true };
  const bench = { promptTokens: 20, generateTokens: 4, depthTokens: 8, batchTokens: 16 };
  const plan = {
    v: 1,
    launch: 'L1',
    seed: 5,
    model: { path, sha256, sizeBytes },
    engine: { backend: 'cpu', contextTokens: 256, batchTokens: 16 },
    steps: [short, { ...short, case: 'question', prompt: question, score: true }, { ...short, bench }],
    probe: { coldUs: null },
  };
  const folderOf = async (name: string): Promise<string> => {
    await mkdir(join(root, name));
    await writeFile(join(root, name, 'plan.json'), JSON.stringify(plan));
    return join(root, name);
  };
  const [swift, reference] = [await folderOf('swift'), await folderOf('reference')];
  execFileSync(agent.path, [join(swift, 'plan.json')], { timeout: limitMs });
  await startReferenceAgent(join(reference, 'plan.json'), 120_000).finished;
  const read = async (folder: string) => readLog(await readFile(join(folder, 'events.jsonl'), 'utf8'));
  logs = { swift: await read(swift), reference: await read(reference) };
});
afterAll(async () => {
  if (root !== '') await rm(root, { recursive: true, force: true });
});

const all = <T extends EventType>(of: 'swift' | 'reference', type: T): EventOf<T>[] =>
  logs[of].events.filter((event): event is EventOf<T> => event.type === type);

test.skipIf('skipped' in agent)('its log is a log of the protocol, to the last line', () => {
  const { events, unknown, gaps, problems, truncated } = logs.swift;
  expect({ unknown, gaps, problems, truncated }).toEqual({
    unknown: [],
    gaps: [],
    problems: [],
    truncated: false,
  });
  expect(events.at(-1)).toMatchObject({ type: 'agent.finished', events: events.length });
});

test.skipIf('skipped' in agent)('it writes the events that the reference writes, in the same order', () => {
  const ofTrials = (of: 'swift' | 'reference'): string[] =>
    logs[of].events.map(({ type }) => type).filter((type) => type !== 'memory' && type !== 'environment');
  expect(ofTrials('swift')).toEqual(ofTrials('reference'));
});

test.skipIf('skipped' in agent)('its ids, prompts and hash are those of the reference', () => {
  const facts = (of: 'swift' | 'reference') => ({
    ids: all(of, 'tokens').map(({ ids }) => ids),
    prompts: all(of, 'trial.started').map((each) => [each.case, each.promptTokens, each.plannedTokens]),
    likeliest: all(of, 'scores').map(({ ids, likeliest }) => ({ ids, likeliest })),
    hash: all(of, 'model.digest').map(({ sha256 }) => sha256),
  });
  expect(facts('swift')).toEqual(facts('reference'));
});

test.skipIf('skipped' in agent)('its counters have the names of the protocol', () => {
  for (const { engineStats } of all('swift', 'trial.finished')) {
    expect(unknownCounters(engineStats)).toEqual([]);
    expect(countersOf(engineStats)).toMatchObject({
      promptEvalMs: expect.any(Number),
      cpuUs: expect.any(Number),
    });
  }
});
