import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findAgent } from '../../../ci/find-agent.ts';
import { type ModelFile, synthesisePhi3 } from '../../../models/synthesise.ts';
import { readSuite } from '../../app/plan/read-suite.ts';
import { chatOfSteps } from '../../app/plan/render-chat.ts';
import { renderedSteps } from '../../experiment/rendered-steps.ts';
import { stepsOfSuite } from '../../experiment/suite.ts';
import { eventsPath, LAUNCH_VARIABLE, planPath, statusPath } from '../../protocol/plan-file.ts';
import { plantedEffects } from '../physics/planted-effects.ts';
import { plantedMistakes } from '../physics/planted-mistakes.ts';
import { logDifferences } from './log-differences.fixture.ts';
import { createPhoneBody } from './phone-body.ts';

/**
 * The Swift agent and the TypeScript agent run the same plans on equal virtual phones: their logs must be equal, line by line.
 */
const agent = findAgent();
const program = 'path' in agent ? agent.path : null;
if ('skipped' in agent) process.stderr.write(`the agents are not compared: ${agent.skipped}\n`);

let folder = '';
let model: ModelFile;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-agents-'));
  model = await synthesisePhi3({ preset: 'nano', type: 'Q4_0', seed: 1 }, join(folder, 'model.gguf'), folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const shortStep = {
  case: 'short',
  prompt: { kind: 'synthetic', tokens: 16 },
  generateTokens: 32,
  repetitions: 3,
  forSeconds: null,
  scored: true,
};
const chatStep = {
  ...shortStep,
  prompt: {
    kind: 'chat',
    text: 'Why is the sky blue?',
    rendered: '<|user|>\nWhy is the sky blue?<|end|>\n<|assistant|>\n',
    addBos: true,
  },
};
/** Room for four turns; the fifth rolls the context over. */
const conversationStep = {
  ...shortStep,
  case: 'talk',
  prompt: {
    kind: 'conversation',
    addBos: true,
    turns: ['Why is the sky blue?', 'And at night?', 'Who found that out, and when?'].map((text) => ({
      text,
      opening: `<|user|>\n${text}<|end|>\n<|assistant|>\n`,
      following: `<|end|>\n<|user|>\n${text}<|end|>\n<|assistant|>\n`,
    })),
  },
  repetitions: 14,
};
/** Long enough to roll a small context over, with a memory that is charged as it fills. */
const ENDURANCE_SECONDS = 240;

interface Case {
  readonly name: string;
  /** A suite as it is shipped, in place of steps. */
  readonly suite?: string;
  /** For so long instead of as the suite says. */
  readonly seconds?: number;
  readonly steps?: readonly object[];
  readonly effects?: Readonly<Record<string, unknown>>;
  readonly plan?: Readonly<Record<string, unknown>>;
}

const cases: readonly Case[] = [
  {
    name: 'a question, seeded ids, and probabilities',
    steps: [
      { ...chatStep, score: true },
      { ...shortStep, case: 'long', prompt: { kind: 'synthetic', tokens: 200 }, score: true },
    ],
    effects: { scoreLossNats: 0.5 },
  },
  { name: 'the suite quick', suite: 'quick' },
  { name: 'the suite latency', suite: 'latency' },
  { name: 'the suite context', suite: 'context' },
  { name: 'the suite quality', suite: 'quality' },
  {
    name: 'a soak of 600 s and the way back to full speed',
    suite: 'sustained',
    effects: { throttleHarder: 10 },
  },
  {
    name: 'the suite endurance',
    suite: 'endurance',
    seconds: ENDURANCE_SECONDS,
    plan: { engine: { backend: 'cpu', contextTokens: 1024 } },
    effects: { cacheGrows: true, leakMiBPerTurn: 1 },
  },
  {
    name: 'a conversation that rolls over and leaks, after another case',
    steps: [shortStep, conversationStep],
    plan: { engine: { backend: 'cpu', contextTokens: 256 } },
    effects: { leakMiBPerTurn: 1, leakMiBPerRollover: 8 },
  },
  {
    name: 'a prompt that is too long',
    steps: [{ ...shortStep, prompt: { kind: 'synthetic', tokens: 5000 } }],
  },
  { name: 'a row of llama-bench, which a phone cannot', steps: [benchStep()] },
  { name: 'another memory limit', plan: { expected: { memoryLimitBytes: 1e9 } } },
  { name: 'wrong tokens, slowly', effects: { wrongTokens: { share: 0.2 }, decodeSlowdownPercent: 8 } },
  { name: 'a crash after wrong tokens', effects: { crashAtTrial: 2, wrongTokens: { fromIndex: 3 } } },
  { name: 'a jetsam kill', effects: { extraFootprintMiB: 9000 } },
  { name: 'an app that hangs', effects: { hangAtTrial: 2 } },
  withMistakes({ lowPowerModeAtTrial: 1, unpluggedAtTrial: 2, dimmedAtTrial: 2, backgroundAtTrial: 3 }),
  withMistakes({ memoryWarningAtTrial: 2 }),
  withMistakes({ cachedTokens: 8, bundleSize: 4, endAtToken: 9, debugBuild: true }),
  withMistakes({ hiddenCache: true, bundleSize: 4, bundlesTold: false, backend: 'cpu' }),
  withMistakes({ otherModel: true }),
  withMistakes({ emptyFirstToken: true, clockJump: { atTrial: 2, seconds: -2 } }),
  withMistakes({ clockJump: { atTrial: 1, seconds: 5 } }),
  withMistakes({ debuggerAttached: true, osUpdateAtLaunch: 0 }),
  {
    name: 'other weights, a slow prefill, a cache that grows, on battery',
    effects: {
      ...{ weightsBytes: 1e9, prefillSlowdownPercent: 5, cacheGrows: true, onBattery: true },
      entitlements: ['com.apple.developer.kernel.increased-memory-limit'],
    },
  },
  { name: 'speculative decoding', effects: { speculation: { draftedTokens: 4, acceptedTokens: 2 } } },
];

test.skipIf(program === null).for(cases)('$name', async (each) => {
  const [own, swift] = [await launch(each, null), await launch(each, program)];
  expect(own.log.length).toBeGreaterThan(0);
  expect(logDifferences(own.log, swift.log)).toEqual([]);
  expect(swift.status).toEqual(own.status);
  expect(swift.windows).toBe(own.windows);
});

test('whatever can be planted in a build is planted above', () => {
  const keysOf = (planted: unknown): string[] => Object.keys(planted ?? {});
  const effects = new Set(cases.flatMap((each) => keysOf(each.effects)));
  const mistakes = new Set(cases.flatMap((each) => keysOf(each.effects?.['mistakes'])));
  expect(keysOf(plantedEffects.shape).filter((name) => !effects.has(name))).toEqual([]);
  expect(keysOf(plantedMistakes.shape).filter((name) => !mistakes.has(name))).toEqual([]);
});

test.skipIf(program === null)('a difference is seen: the comparison can fail', async () => {
  const plain = await launch({ name: 'plain' }, program);
  const slow = await launch({ name: 'slow', effects: { decodeSlowdownPercent: 1 } }, program);
  expect(logDifferences(plain.log, slow.log)).not.toEqual([]);
});

test('a program that is no agent is reported by its last output', async () => {
  const { lastWords } = await launch({ name: 'no agent' }, '/bin/false');
  expect(lastWords).toContain('/bin/false ended with');
});

/** One launch on a fresh phone, by the TypeScript agent or by a program. */
async function launch(each: Case, agentProgram: string | null) {
  const { name, effects = {}, plan = {} } = each;
  const steps = await stepsOf(each);
  const documentsDir = await mkdtemp(join(folder, `${name.replace(/\W+/g, '-').slice(0, 30)}-`));
  const path = join(documentsDir, planPath('L1'));
  await mkdir(dirname(path), { recursive: true });
  const { sha256, sizeBytes } = model;
  const file = { path: model.path, sha256, sizeBytes };
  const text = { v: 1, launch: 'L1', seed: 7, model: file, engine: { backend: 'cpu' }, steps, ...plan };
  await writeFile(path, JSON.stringify(text));
  const phone = { profile: 'A17 Pro', seed: 3, osVersion: '26.1', osBuild: '23B85' };
  const body = createPhoneBody({ ...phone, startedAt: '2026-03-01T00:00:00.000Z', agentProgram });
  body.onLaunch({
    bundleId: 'dev.heatsoak.test',
    environment: { [LAUNCH_VARIABLE]: 'L1' },
    documentsDir,
    app: { name: 'App', version: '1', effects },
  });
  await body.waitSeconds(3600);
  await body.close();
  const read = (file: string): Promise<string> => readFile(join(documentsDir, file), 'utf8').catch(() => '');
  return {
    log: await read(eventsPath('L1')),
    status: await read(statusPath('L1')),
    windows: body.windows.length,
    lastWords: body.lastWords(),
  };
}

/** Steps as a plan has them; those of a suite in the words of the model's own template. */
async function stepsOf({ suite, seconds, steps = [shortStep] }: Case): Promise<readonly object[]> {
  if (suite === undefined) return steps;
  const asked = stepsOfSuite(await readSuite(suite));
  const rendered = renderedSteps(asked, await chatOfSteps(model.path, asked), suite);
  return rendered.map((step) => (seconds === undefined ? step : { ...step, forSeconds: seconds }));
}

function benchStep() {
  const bench = { promptTokens: 8, generateTokens: 4, depthTokens: 0, batchTokens: 8 };
  return { ...shortStep, bench };
}

function withMistakes(planted: Readonly<Record<string, unknown>>): Case {
  return { name: Object.keys(planted).join(', '), effects: { mistakes: planted } };
}
