import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { trialsOf } from '../../../measure/launch-record.ts';
import { type EngineSettings, engineSettings, type PlanStep } from '../../../protocol/plan-file.ts';
import { readLog } from '../../../protocol/read-log.ts';
import { TokenTimes } from '../../../protocol/token-times.ts';
import { hostClock } from '../../hosts/host-clock.ts';
import { hostSensors } from '../../hosts/host-sensors.ts';
import { runLaunch } from '../../run-launch.ts';
import { type ChatServer, chatServer } from './chat-server.fixture.ts';
import { serverEngine } from './server.ts';
import { serverSentEvents } from './server-sent-events.ts';

let server: ChatServer;
beforeEach(async () => {
  server = await chatServer();
});
afterEach(() => server.close());

const settings = (changes: Record<string, unknown> = {}): EngineSettings =>
  engineSettings.parse({ name: 'server', url: server.url, model: 'small', ...changes });

const step = (changes: Partial<PlanStep> = {}): PlanStep => ({
  case: 'case',
  prompt: { kind: 'synthetic', tokens: 40, seed: 1 },
  generateTokens: 12,
  repetitions: 2,
  forSeconds: null,
  scored: true,
  ...changes,
});

/** One launch of the real agent against the server, read back from its log. */
async function launch(engine: EngineSettings, steps: readonly PlanStep[] = [step()]) {
  let text = '';
  const finished = await runLaunch(
    {
      v: 1,
      launch: 'server',
      seed: 1,
      model: { path: server.url, sha256: null, sizeBytes: null },
      engine,
      steps: [...steps],
      memoryIntervalMs: 100,
    },
    server.url,
    {
      append: async (lines) => {
        text += lines;
      },
      writeStatus: async () => undefined,
      close: async () => undefined,
    },
    {
      clock: hostClock(),
      engine: serverEngine(),
      sensors: hostSensors('1'),
      windows: { opened: () => undefined, closed: () => undefined },
      digest: () => Promise.reject(new Error('a server has no file to hash')),
    },
  );
  const log = readLog(text);
  expect(log.problems).toEqual([]);
  const faults = log.events.flatMap((event) => (event.type === 'fault' ? [event] : []));
  return { finished, text, faults, trials: trialsOf(log.events).filter((trial) => trial.scored) };
}

test('tokens are counted by usage, one chunk each, and ids stay unknown', async () => {
  const { finished, trials } = await launch(settings());
  expect(finished).toBe(true);
  expect(trials).toHaveLength(2);
  for (const trial of trials) {
    expect(trial).toMatchObject({ generatedTokens: 12, ids: null, bundled: false, invalid: null });
    expect(trial.deltasUs).toHaveLength(12);
    expect(trial.promptTokens).toBeGreaterThan(38);
    expect(trial.engineStats).toMatchObject({ chunks: 12 });
    expect(trial.engineStats?.['roundTripUs']).toBeGreaterThan(0);
    expect(new TokenTimes(trial).decodeUs).toBeGreaterThan(0);
  }
});

test('chunks that hold several tokens make a trial bundled, and its tokens are still those of the usage', async () => {
  server.always = { bundle: 3 };
  const { trials } = await launch(settings());
  expect(trials[0]).toMatchObject({ generatedTokens: 12, bundled: true, invalid: null });
  expect(trials[0]?.deltasUs).toHaveLength(4);
});

test('drafts that the server counts are in the log; of one that counts none nothing is known', async () => {
  server.always = { bundle: 3, drafts: { drafted: 16, accepted: 8 } };
  const [speculative] = (await launch(settings())).trials;
  expect(speculative?.engineStats).toMatchObject({ draftedTokens: 16, acceptedTokens: 8 });
  server.always = {};
  const [plain] = (await launch(settings())).trials;
  expect(plain?.engineStats).not.toHaveProperty('draftedTokens');
});

test('requests: chat by default, completions when configured, usage asked for, ignore_eos only when configured', async () => {
  await launch(settings(), [
    step({
      prompt: { kind: 'chat', text: 'Say hello.', rendered: null, addBos: false },
      repetitions: 1,
    }),
  ]);
  expect(server.requests.at(-1)).toMatchObject({
    path: '/v1/chat/completions',
    authorization: null,
    body: {
      model: 'small',
      messages: [{ role: 'user', content: 'Say hello.' }],
      max_tokens: 12,
      temperature: 0,
      stream: true,
      stream_options: { include_usage: true },
    },
  });
  expect(server.requests.at(-1)?.body).not.toHaveProperty('ignore_eos');
  const { trials } = await launch(settings({ api: 'completions', ignoreEos: true }));
  expect(server.requests.at(-1)).toMatchObject({ path: '/v1/completions', body: { ignore_eos: true } });
  expect(trials[0]).toMatchObject({ generatedTokens: 12, invalid: null });
});

test('synthetic prompts differ from repetition to repetition, so that no cache answers', async () => {
  await launch(settings());
  const prompts = server.requests.map(({ body }) => JSON.stringify(body['messages']));
  expect(new Set(prompts).size).toBe(prompts.length);
});

test('an answer from a cache, and one that stopped early, give no value and say why', async () => {
  server.next.push({}, { cachedTokens: 7 }, { finishReason: 'stop' });
  const { trials } = await launch(settings());
  expect(trials.map((trial) => trial.invalid)).toEqual([
    '7 prompt tokens came from a cache',
    'ended by stop, not by its length',
  ]);
});

test.each([
  [{ status: 503, error: 'busy' }, 'SERVER_ERROR', /HTTP 503 busy/, 60],
  [{ cutAfter: 5 }, 'SERVER_LOST', /terminated|closed|reset/, 60],
  [{ withoutUsage: true }, 'SERVER_NO_USAGE', /usage/, 60],
  // The limit holds for the trial after it, too: on a host that is busy, an answer of twelve tokens takes a second.
  [{ hangAfter: 3 }, 'SERVER_TIMEOUT', /3 s/, 3],
] as const)(
  '%j is a fault of its trial, and the next trial runs',
  async (answer, code, message, requestSeconds) => {
    server.next.push({}, answer);
    const { finished, faults, trials } = await launch(settings({ requestSeconds }));
    expect(finished).toBe(true);
    expect(faults).toMatchObject([{ code, message: expect.stringMatching(message), trial: 1 }]);
    expect(trials.map((trial) => trial.repetition)).toEqual([1]);
  },
);

test('a count that the server does not report is unknown, not zero', async () => {
  server.always = { cachedTokens: null };
  const { trials } = await launch(settings());
  expect(trials[0]).toMatchObject({ cachedTokens: null, invalid: null });
});

test.each([
  [{ endless: 1 << 21 }, 'SERVER_STREAM', /longer than 1048576 characters/],
  [{ status: 500, endless: 1 << 21 }, 'SERVER_ERROR', /HTTP 500 x+$/],
] as const)('%j is not read to its end', async (answer, code, message) => {
  server.next.push({}, answer);
  const { faults } = await launch(settings({ requestSeconds: 20 }));
  expect(faults).toMatchObject([{ code, message: expect.stringMatching(message) }]);
});

test('a trial is kept when the way to the server cannot be timed after it', async () => {
  server.next.push({}, { closing: true });
  const { finished, trials } = await launch(settings(), [step({ repetitions: 1 })]);
  expect(finished).toBe(true);
  expect(trials[0]).toMatchObject({ generatedTokens: 12, engineStats: { chunks: 12 } });
  expect(trials[0]?.engineStats).not.toHaveProperty('roundTripUs');
});

test('a server that fails three times in a row ends the launch', async () => {
  server.always = { status: 500 };
  const { finished, faults } = await launch(settings(), [step({ repetitions: 9 })]);
  expect(finished).toBe(false);
  expect(faults).toHaveLength(3);
});

test('a server that is not there fails the launch with its address', async () => {
  const gone = settings();
  await server.close();
  const { finished, faults } = await launch(gone);
  expect(finished).toBe(false);
  expect(faults).toMatchObject([
    { code: 'SERVER_UNREACHABLE', message: expect.stringMatching(/ECONNREFUSED/) },
  ]);
  server = await chatServer();
});

test('the key comes from the named variable, reaches the server, and never the log', async () => {
  process.env['HEATSOAK_TEST_KEY'] = 'very-secret';
  server.next.push({}, { status: 401, error: 'wrong key very-secret' });
  const { text, faults } = await launch(settings({ apiKeyVariable: 'HEATSOAK_TEST_KEY' }));
  delete process.env['HEATSOAK_TEST_KEY'];
  expect(server.requests[0]?.authorization).toBe('Bearer very-secret');
  expect(text).not.toContain('very-secret');
  expect(faults[0]?.message).toBe('HTTP 401 wrong key [key]');
  expect((await launch(settings({ apiKeyVariable: 'HEATSOAK_TEST_KEY' }))).faults[0]?.code).toBe(
    'API_KEY_MISSING',
  );
});

test('settings without an address, and addresses with a password, are refused', () => {
  expect(engineSettings.safeParse({ name: 'server', model: 'x' }).success).toBe(false);
  for (const url of ['https://u:p@host/v1', 'https://host/v1?key=1', 'ftp://host'])
    expect(engineSettings.safeParse({ name: 'server', model: 'x', url }).success).toBe(false);
});

test('events read the same however their bytes are cut, inside characters and line ends too', async () => {
  const events = ['{"a":"ü€😀"}', 'two\nlines', '[DONE]'];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 60 }),
      async (end, sizes) => {
        const text = events
          .map(
            (event) =>
              `: note${end}event: x${end}${event
                .split('\n')
                .map((line) => `data: ${line}${end}`)
                .join('')}${end}`,
          )
          .join('');
        const seen = [];
        for await (const data of serverSentEvents(cut(Buffer.from(`${text}${end}`), sizes))) seen.push(data);
        expect(seen).toEqual(events);
      },
    ),
  );
});

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
