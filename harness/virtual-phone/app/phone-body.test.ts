import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ModelFile, synthesisePhi3 } from '../../../models/synthesise.ts';
import { type Event, event } from '../../protocol/event.ts';
import { eventsPath, LAUNCH_VARIABLE, planPath, statusPath } from '../../protocol/plan-file.ts';
import { agents } from './agents.fixture.ts';
import { createPhoneBody, type PhoneBody } from './phone-body.ts';

let folder = '';
let model: ModelFile;
const bodies: PhoneBody[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-body-'));
  const recipe = { preset: 'nano', type: 'Q4_0', seed: 1 } as const;
  model = await synthesisePhi3(recipe, join(folder, 'model.gguf'), folder);
});
afterEach(() => Promise.all(bodies.splice(0).map((body) => body.close())));
afterAll(() => rm(folder, { recursive: true, force: true }));

function bodyOf(agentProgram: string | null, seed = 1): PhoneBody {
  const body = createPhoneBody({
    profile: 'A19 Pro',
    seed,
    osVersion: '26.1',
    osBuild: '23B85',
    startedAt: '2026-03-01T00:00:00.000Z',
    agentProgram,
  });
  bodies.push(body);
  return body;
}

/** Writes a plan of short trials, of a soak, or of what `over` says, and opens the app. */
async function open(
  body: PhoneBody,
  name: string,
  effects: Record<string, unknown> = {},
  forSeconds: number | null = null,
  over: { readonly step?: Record<string, unknown>; readonly engine?: Record<string, unknown> } = {},
) {
  const documentsDir = await mkdtemp(join(folder, `${name}-`));
  const path = join(documentsDir, planPath('L1'));
  await mkdir(dirname(path), { recursive: true });
  const step = {
    case: 'short',
    prompt: { kind: 'synthetic', tokens: 16 },
    generateTokens: 32,
    repetitions: 2,
    forSeconds,
    scored: true,
    ...over.step,
  };
  const { sha256, sizeBytes } = model;
  const engine = { backend: 'cpu', ...over.engine };
  const plan = {
    v: 1,
    launch: 'L1',
    seed: 1,
    model: { path: model.path, sha256, sizeBytes },
    engine,
    steps: [step],
  };
  await writeFile(path, JSON.stringify(plan));
  const app = body.onLaunch({
    bundleId: 'dev.heatsoak.test',
    environment: { [LAUNCH_VARIABLE]: 'L1' },
    documentsDir,
    app: { name: 'App', version: '1', effects },
  });
  return { app, documentsDir };
}

const logOf = (documentsDir: string): Promise<string> =>
  readFile(join(documentsDir, eventsPath('L1')), 'utf8');
const eventsOf = (log: string): Event[] =>
  log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => event.parse(JSON.parse(line)));

describe.each(agents)('the body of a phone whose apps have $name', ({ program, isHere }) => {
  const it = test.skipIf(!isHere);
  const newBody = (seed?: number): PhoneBody => bodyOf(program, seed);

  it('runs a plan on real tokens and the virtual clock, and the app stays until it is closed', async () => {
    const body = newBody();
    const { app, documentsDir } = await open(body, 'plain');
    await body.waitSeconds(60);
    expect(body.lastWords()).toBe('');
    const events = eventsOf(await logOf(documentsDir));
    expect(events[0]).toMatchObject({
      type: 'agent.started',
      launch: 'L1',
      virtual: true,
      clock: { name: 'virtual' },
    });
    expect(events.at(-1)?.type).toBe('agent.finished');
    expect(events.filter(({ type }) => type === 'tokens')).toHaveLength(3);
    expect(JSON.parse(await readFile(join(documentsDir, statusPath('L1')), 'utf8'))).toMatchObject({
      state: 'finished',
      trial: 3,
      trials: 3,
    });
    let stopped = false;
    const gone = app.stopped.then(() => {
      stopped = true;
    });
    // Starting another process takes far longer than the end of the first.
    await open(newBody(), 'meanwhile');
    await bodies.at(-1)?.waitSeconds(60);
    expect(stopped).toBe(false);
    app.kill();
    await gone;
    expect(body.nowSeconds()).toBe(80);
  });

  it('gives equal logs for equal seeds', async () => {
    const logs: string[] = [];
    for (const [index, seed] of [5, 5, 6].entries()) {
      const body = newBody(seed);
      const { documentsDir } = await open(body, `seed-${index}`);
      await body.waitSeconds(60);
      logs.push(await logOf(documentsDir));
    }
    expect(logs[0]).toBe(logs[1]);
    expect(logs[0]).not.toBe(logs[2]);
  });

  it('reports the measured windows in time of the host, one a trial', async () => {
    const body = newBody();
    const before = performance.timeOrigin + performance.now();
    await open(body, 'windows');
    await body.waitSeconds(60);
    const after = performance.timeOrigin + performance.now();
    expect(body.windows.map(({ trial }) => trial)).toEqual([0, 1, 2]);
    for (const { openedAtMs, closedAtMs } of body.windows) {
      expect(openedAtMs).toBeGreaterThan(before);
      expect(closedAtMs).toBeGreaterThan(openedAtMs);
      expect(closedAtMs).toBeLessThan(after);
    }
  });

  it('ends the app in the planted trial and keeps the trials before it', async () => {
    const body = newBody();
    const { app, documentsDir } = await open(body, 'crash', { crashAtTrial: 2 });
    await app.stopped;
    const events = eventsOf(await logOf(documentsDir));
    expect(events.filter(({ type }) => type === 'tokens')).toHaveLength(2);
    expect(events.some(({ type }) => type === 'agent.finished')).toBe(false);
    expect(body.windows).toHaveLength(3);
  });

  it('ends an app whose memory passes the limit while it loads', async () => {
    const { app, documentsDir } = await open(newBody(), 'jetsam', { extraFootprintMiB: 3000 });
    await app.stopped;
    expect(eventsOf(await logOf(documentsDir)).map(({ type }) => type)).toEqual([
      'agent.started',
      'environment',
      'checkpoint',
    ]);
  });

  it('keeps one context over the turns of a conversation, and rolls it over', async () => {
    const body = newBody();
    const turns = ['Good morning!', 'And what then?'].map((text) => ({
      text,
      opening: `<|user|>\n${text}<|end|>\n<|assistant|>\n`,
      following: `<|end|>\n<|user|>\n${text}<|end|>\n<|assistant|>\n`,
    }));
    const step = { prompt: { kind: 'conversation', addBos: true, turns }, repetitions: 12 };
    const over = { step, engine: { contextTokens: 200 } };
    const { documentsDir } = await open(body, 'talk', { leakMiBPerRollover: 5 }, null, over);
    await body.waitSeconds(600);
    const events = eventsOf(await logOf(documentsDir));
    const asked = events.filter((each) => each.type === 'trial.finished' && each.scored);
    const fills = asked.map((each) => (each.type === 'trial.finished' ? each.promptTokens : 0));
    const cached = asked.map((each) => (each.type === 'trial.finished' ? each.cachedTokens : 0));
    const rolledOver = fills.map((fill, i) => i > 0 && fill < (fills[i - 1] ?? 0) + 32);
    expect(fills).toHaveLength(12);
    expect(Math.max(...fills) + 32).toBeLessThanOrEqual(200);
    expect(rolledOver.filter(Boolean).length).toBeGreaterThan(1);
    // All but the last id of the answer before was in the cache; after a rollover at most a message of the same beginning.
    for (const [i, isNew] of rolledOver.entries()) {
      if (isNew || i === 0) expect(cached[i]).toBeLessThan(20);
      else expect(cached[i]).toBe((fills[i - 1] ?? 0) + 31);
    }
    const checkpoints = events.filter((each) => each.type === 'checkpoint');
    const charged = (at: string) => checkpoints.find((each) => each.at === at)?.footprintBytes ?? 0;
    const leaked = charged('end-of-suite') - charged('after-warm-up');
    expect(leaked).toBe(5 * 2 ** 20 * rolledOver.filter(Boolean).length);
  });

  it('is hot after a soak, nominal and cool after ten minutes', async () => {
    const body = newBody();
    const { app } = await open(body, 'soak', {}, 300);
    await body.waitSeconds(290);
    expect(body.thermalState()).toBeGreaterThan(0);
    expect(body.battery().temperatureCelsius).toBeGreaterThan(32);
    await body.waitSeconds(60);
    app.kill();
    await body.waitSeconds(600);
    expect(body.thermalState()).toBe(0);
    expect(body.battery().temperatureCelsius).toBeLessThan(32);
  });

  it('lets the wait of a killed app end', async () => {
    const body = newBody();
    const { app } = await open(body, 'killed', {}, 3600);
    const wait = body.waitSeconds(3000);
    app.kill();
    await wait;
    await app.stopped;
    expect(body.nowSeconds()).toBeGreaterThanOrEqual(3000);
  });
});

test('a phone idles without a plan until it is closed', async () => {
  const body = bodyOf(null);
  const app = body.onLaunch({
    bundleId: 'dev.heatsoak.test',
    environment: {},
    documentsDir: folder,
    app: { name: 'App', version: '1', effects: {} },
  });
  await body.waitSeconds(3600);
  expect(body.nowSeconds()).toBe(3600);
  app.kill();
  await app.stopped;
});

test('a phone keeps what an app said that ended by itself', async () => {
  const documentsDir = await mkdtemp(join(folder, 'broken-'));
  // What is wrong with a plan stands in the log; where no status can be written nothing but words is left.
  await mkdir(join(documentsDir, statusPath('L1')), { recursive: true });
  await writeFile(join(documentsDir, planPath('L1')), 'no plan');
  const body = bodyOf(null);
  const app = body.onLaunch({
    bundleId: 'dev.heatsoak.test',
    environment: { [LAUNCH_VARIABLE]: 'L1' },
    documentsDir,
    app: { name: 'App', version: '1', effects: {} },
  });
  await app.stopped;
  expect(body.lastWords()).toContain('EISDIR');
});

test('a phone refuses a build with effects that it does not know', async () => {
  await expect(open(bodyOf(null), 'unknown', { slower: 3 })).rejects.toThrow('slower');
});
