import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, getModuleVersion, type Token } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cachedModel } from '../../../../models/synthesise.ts';
import { KNOWN_VERSION, rawDecoder } from './raw-decode.ts';

/** Forced ids, well inside the nano vocabulary. */
const IDS = Array.from({ length: 40 }, (_, i) => 3 + ((i * 37) % 400));
const NEXT = 100;

let folder = '';
let llama: Awaited<ReturnType<typeof getLlama>>;
let context: Awaited<ReturnType<Awaited<ReturnType<typeof llama.loadModel>>['createContext']>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-raw-'));
  const { path } = await cachedModel({ preset: 'nano', type: 'Q8_0', seed: 1, cacheDir: folder });
  llama = await getLlama({ gpu: false, maxThreads: 1, build: 'never', logger: () => undefined });
  const model = await llama.loadModel({ modelPath: path });
  context = await model.createContext({ contextSize: 256, batchSize: 32, sequences: 2, threads: 1 });
});
afterAll(async () => {
  await llama.dispose();
  await rm(folder, { recursive: true, force: true });
});

type Sequence = ReturnType<typeof context.getSequence>;

async function greedy(sequence: Sequence): Promise<number[]> {
  const ids: number[] = [];
  const evaluation = sequence.evaluate([NEXT as Token], { temperature: 0, yieldEogToken: true });
  for (let i = 0; i < 16; i++) ids.push((await evaluation.next()).value as number);
  await evaluation.return();
  return ids;
}

/** Decodes raw, then hands the cache to `evaluate()` through a state file, whose token list is what the sequence believes. */
async function continued(decode: (raw: ReturnType<typeof rawDecoder>) => Promise<void>): Promise<number[]> {
  const sequence = context.getSequence();
  await decode(rawDecoder(context, sequence, KNOWN_VERSION));
  const native = (
    context as unknown as { _ctx: { saveSequenceStateToFile: (...args: unknown[]) => Promise<number> } }
  )._ctx;
  const file = join(folder, 'state.bin');
  const id = (sequence as unknown as { _sequenceId: number })._sequenceId;
  await native.saveSequenceStateToFile(file, id, Uint32Array.from(IDS));
  rawDecoder(context, sequence, KNOWN_VERSION).clear();
  await sequence.loadStateFromFile(file, { acceptRisk: true });
  const ids = await greedy(sequence);
  await sequence.clearHistory();
  await sequence.dispose();
  return ids;
}

async function reference(): Promise<number[]> {
  const sequence = context.getSequence();
  await sequence.evaluateWithoutGeneratingNewTokens(IDS as Token[]);
  const ids = await greedy(sequence);
  await sequence.dispose();
  return ids;
}

test('one by one: evaluate() goes on with the same greedy ids as if it had read them itself', async () => {
  const ids = await continued(async (raw) => {
    for (const [position, id] of IDS.entries()) await raw.decode(Uint32Array.of(id), position, true);
  });
  expect(ids).toEqual(await reference());
});

test('in batches too, with and without logits', async () => {
  const ids = await continued(async (raw) => {
    await raw.decode(Uint32Array.from(IDS.slice(0, 32)), 0, false);
    await raw.decode(Uint32Array.from(IDS.slice(32)), 32, true);
  });
  expect(ids).toEqual(await reference());
});

test('another id in between is seen: the check can fail', async () => {
  const ids = await continued(async (raw) => {
    for (const [position, id] of IDS.entries())
      await raw.decode(Uint32Array.of(position > 20 ? id + 1 : id), position, true);
  });
  expect(ids).not.toEqual(await reference());
});

test('clear leaves room for a whole context again', async () => {
  const sequence = context.getSequence();
  const raw = rawDecoder(context, sequence, KNOWN_VERSION);
  for (let round = 0; round < 3; round++) {
    for (let position = 0; position < 224; position += 32)
      await raw.decode(
        Uint32Array.from({ length: 32 }, (_, i) => 3 + i),
        position,
        false,
      );
    raw.clear();
  }
  await sequence.dispose();
});

test('the installed version is the one whose members are known', async () => {
  expect(await getModuleVersion()).toBe(KNOWN_VERSION);
});

test.each([
  ['another version', () => context, '9.9.9', /this one is 9\.9\.9/],
  [
    'members gone',
    () => ({ _ctx: { initBatch: () => undefined } }),
    KNOWN_VERSION,
    /lacks addToBatch, decodeBatch/,
  ],
  ['no native object', () => ({}), KNOWN_VERSION, /lacks initBatch/],
])('%s is refused with what to do', (_, contextOf, version, message) => {
  const open = () => rawDecoder(contextOf(), { _sequenceId: 0 }, version);
  expect(open).toThrow(message);
  expect(open).toThrow(expect.objectContaining({ code: 'RAW_PATH_UNKNOWN', kind: 'install' }));
});
