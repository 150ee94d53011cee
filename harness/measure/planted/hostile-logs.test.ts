import { expect, test } from 'vitest';
import { shortStep } from '../../app/manifest.fixture.ts';
import { deriveLogs, resultOf } from '../../judge/derive.ts';
import type { PlanStep } from '../../protocol/plan-file.ts';
import type { Measurement } from '../result.ts';
import { type AgentLaunch, agentRun } from './agent-run.fixture.ts';

/** One launch of two is spoilt; whatever its log says, the run derives and the other launch keeps its values. */
async function besideSound(edit: (log: string) => string, step?: PlanStep): Promise<Measurement> {
  const kind = step?.forSeconds ? 'soak' : 'burst';
  const launch: AgentLaunch = { kind, steps: [step ?? shortStep] };
  const { manifest, logs } = await agentRun({
    launches: [
      { ...launch, edit },
      { ...launch, position: 1 },
    ],
  });
  const derived = deriveLogs({ manifest, ...logs });
  expect(resultOf(derived).v).toBe(1);
  const sound = derived.measurement.values.find(
    ({ metric, launch: id }) => metric === 'decode_rate' && id === 'l1',
  );
  expect(sound?.value).toBeGreaterThan(0);
  return derived.measurement;
}

const codesOf = ({ caveats }: Measurement): string[] =>
  caveats.flatMap(({ code, launch }) => (launch === 'l0' ? [code] : []));
const excludes = ({ caveats }: Measurement, asked: string): boolean =>
  caveats.some(({ code, launch, excludes: out }) => launch === 'l0' && code === asked && out);

/** Puts a number in place of one delta of each trial. */
const delta =
  (number: string, every = false) =>
  (log: string): string =>
    log.replace(
      /"deltasUs":\[([^\]]*)\]/g,
      (_, list: string) =>
        `"deltasUs":[${list
          .split(',')
          .map((each, i) => (i === 5 || (every && i > 0) ? number : each))
          .join(',')}]`,
    );

test.each(['1e309', '-1e309', '1e300', '"x"', 'null', '-5'])(
  'a token time of %s makes its line unreadable, and nothing else',
  async (number) => {
    expect(codesOf(await besideSound(delta(number)))).toContain('unreadable-lines');
  },
);

test('infinite numbers in any other line do not leave it either', async () => {
  const spoil = (log: string): string =>
    log.replace(/"footprintBytes":\[\d+/g, '"footprintBytes":[1e309').replace(/"t0":\d+/, '"t0":1e309');
  expect(codesOf(await besideSound(spoil))).toContain('unreadable-lines');
});

test('a battery of absurd energy gives no energy, and the result stays a document', async () => {
  const spoil = (log: string): string => log.replace(/"batteryWattHours":[\d.]+/, '"batteryWattHours":1e308');
  await besideSound(spoil);
});

const soak: PlanStep = { ...shortStep, generateTokens: 64, repetitions: 1, forSeconds: 330 };

test.each([
  ['one token of 31 years', delta('1000000000000000')],
  ['every token of 31 years', delta('1000000000000000', true)],
  ['every token of a day', delta('86400000000', true)],
])('a soak with %s has no curve, and deriving ends', async (_, edit) => {
  const measurement = await besideSound(edit, soak);
  const plateau = measurement.values.find(({ metric, launch }) => metric === 'plateau' && launch === 'l0');
  expect(plateau).toMatchObject({ value: null, reason: expect.stringMatching(/clock/) });
});

test('a clock that jumped takes its launch out of the statistics', async () => {
  expect(excludes(await besideSound(delta('1000000000000000'), soak), 'clock-jump')).toBe(true);
});

test('a line of another protocol version takes its launch out, not the run', async () => {
  const spoil = (log: string): string => log.replace('{"v":1,"seq":4,', '{"v":2,"seq":4,');
  expect(excludes(await besideSound(spoil), 'other-protocol-version')).toBe(true);
});

test('a whole log of another version is a launch without data, whose reason is named', async () => {
  const measurement = await besideSound((log) => log.replaceAll('{"v":1,', '{"v":7,'));
  expect(codesOf(measurement)).toEqual(
    expect.arrayContaining(['launch-missing', 'other-protocol-version', 'unreadable-lines']),
  );
});

const LINES = 200_000;

test.each([
  [
    'memory',
    '{"v":1,"seq":0,"t":9,"type":"memory","tUs":[9],"footprintBytes":[7],"mappedBytes":[1],"availableBytes":[2],"kernelPeakBytes":9}',
  ],
  ['probe', '{"v":1,"seq":0,"t":9,"type":"probe","durationUs":9,"coldUs":8}'],
  ['thermal', '{"v":1,"seq":0,"t":9,"type":"thermal","state":"fair"}'],
  [
    'environment',
    '{"v":1,"seq":0,"t":9,"type":"environment","at":"change","thermalState":null,"lowPowerMode":false,"batteryPercent":50,"charging":true,"brightness":0.5,"freeDiskBytes":1}',
  ],
  ['fault', '{"v":1,"seq":0,"t":9,"type":"fault","code":"X","message":"y","trial":null}'],
  ['unknown', '{"v":1,"seq":0,"t":9,"type":"new"}'],
  ['broken', '{"v":1'],
])(
  '200 000 lines of %s are read in seconds',
  async (_, line) => {
    await besideSound((log) => log + `${line}\n`.repeat(LINES));
  },
  30_000,
);

test('300 000 tokens of 20 s each are read in seconds', async () => {
  const many = `"deltasUs":[${Array.from({ length: 300_000 }, () => 20_000_000).join(',')}]`;
  await besideSound((log) => log.replace(/"deltasUs":\[[^\]]*\]/g, many));
}, 30_000);

test('20 000 cases of one trial each are read in seconds', async () => {
  const trial = (i: number): string => {
    const identity = { v: 1, seq: i, t: i, trial: 1000 + i, case: `c${i}`, repetition: 0, scored: true };
    const line = (body: object): string => `${JSON.stringify({ ...identity, ...body })}\n`;
    return (
      line({ type: 'trial.started', promptTokens: 1, plannedTokens: 2 }) +
      line({ type: 'tokens', t0: 1e9 + i, deltasUs: [1, 1], ids: [1, 2], bundled: false }) +
      line({
        type: 'trial.finished',
        ...{
          promptTokens: 1,
          cachedTokens: 0,
          generatedTokens: 2,
          finishReason: 'length',
          engineStats: null,
        },
      })
    );
  };
  await besideSound((log) => log + Array.from({ length: 20_000 }, (_, i) => trial(i)).join(''));
}, 60_000);
