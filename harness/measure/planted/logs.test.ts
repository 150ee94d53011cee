import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { shortStep } from '../../app/manifest.fixture.ts';
import { deriveLogs } from '../../judge/derive.ts';
import type { EventOf } from '../../protocol/event.ts';
import { fullSeries } from '../../protocol/memory-samples.ts';
import type { Provenance } from '../../protocol/provenance.ts';
import { launchChecks, runChecks, sessionChecks } from '../checks/index.ts';
import type { Measurement } from '../result.ts';
import { type AgentRun, agentRun, keepLines } from './agent-run.fixture.ts';

/** What is wrong with a log, a session or a plan rather than with an app. */
async function measured(
  run: AgentRun,
  change: (made: Awaited<ReturnType<typeof agentRun>>) => Awaited<ReturnType<typeof agentRun>> = (x) => x,
): Promise<Measurement> {
  const { manifest, logs } = change(await agentRun(run));
  return deriveLogs({ manifest, ...logs }).measurement;
}

const message = ({ caveats }: Measurement, code: string): string | undefined =>
  caveats.find((caveat) => caveat.code === code)?.message;
const edited = (edit: (log: string) => string): AgentRun => ({ launches: [{ edit }] });

test('a log that ends without its last event is partial, and its finished trials count', async () => {
  const measurement = await measured({ launches: [{ effects: { crashAtTrial: 2 } }] });
  expect(message(measurement, 'launch-partial')).toContain('after 2 trials');
  const decode = measurement.values.find((each) => each.metric === 'decode_rate');
  expect(decode?.value).toBeGreaterThan(5);
});

test('an app that was killed while loading is a cell without a value, not a missing row', async () => {
  const measurement = await measured({ launches: [{ effects: { extraFootprintMiB: 2400 } }] });
  const summary = measurement.summaries.find((each) => each.metric === 'decode_rate');
  expect(summary).toMatchObject({ count: 0, median: null, reason: 'no scored trial in the log' });
  expect(measurement.values.find((each) => each.metric === 'footprint_launch')?.value).toBe(2520);
});

test.each([
  ['a missing line', (log: string) => log.replace(/^.*"seq":3,.*\n/m, ''), 'sequence-gap', '1 gaps'],
  [
    'a line of an unknown type',
    (log: string) => `${log}{"v":1,"seq":99,"t":1,"type":"new"}\n`,
    'unknown-events',
    '1 lines',
  ],
  [
    'a broken line',
    (log: string) => log.replace('"type":"checkpoint","at":"launch"', '"type":"checkpoint","at":"x"'),
    'unreadable-lines',
    'line 3',
  ],
  [
    'a count of cached tokens that the engine does not report',
    (log: string) => log.replaceAll('"cachedTokens":0', '"cachedTokens":null'),
    'cache-unknown',
    'do not report',
  ],
  [
    'a fault',
    (log: string) =>
      `${log}{"v":1,"seq":99,"t":1,"type":"fault","code":"MEMORY_WARNING","message":"low","trial":1}\n`,
    'fault',
    'MEMORY_WARNING: low',
  ],
  [
    'a network that comes and goes',
    (log: string) => log.replace('"network":"airplane"', '"network":"wifi"'),
    'network-changed',
    'wifi to airplane',
  ],
  [
    'an app that is never in front',
    (log: string) => log.replaceAll('"foreground":true', '"foreground":false'),
    'in-background',
    'behind',
  ],
  ['memory read once a second', coarse, 'coarse-memory', 'for up to 1000 ms'],
])('%s is said', async (_, edit, code, words) => {
  expect(message(await measured(edited(edit)), code)).toContain(words);
});

/** The sampler of PocketPal's and WhisperKit's displays: one reading a second and no kernel peak. */
function coarse(log: string): string {
  return log.replace(/^.*"type":"memory".*$/gm, (text) => {
    const { leftOut, ...line } = JSON.parse(text) as EventOf<'memory'>;
    const full = fullSeries({ ...line, leftOut });
    return JSON.stringify({ ...line, ...full, tUs: full.tUs.map((_, i) => i * 1e6), kernelPeakBytes: null });
  });
}

test('a planned phone without data never passes', async () => {
  const measurement = await measured({ launches: [{}] }, (made) => ({
    ...made,
    logs: { ...made.logs, launches: new Map() },
  }));
  expect(message(measurement, 'no-data')).toContain('has no data');
  expect(message(measurement, 'launch-missing')).toBe('the launch left no log');
});

/** A launch that came to its end and measured nothing. */
const mute = (log: string): string =>
  keepLines(log, ({ type, scored }) => type !== 'trial.finished' || scored !== true);

test('a phone whose launches gave no value passes nothing', async () => {
  const measurement = await measured(edited(mute));
  expect(message(measurement, 'no-value')).toContain('no launch gave a value');
});

test('a build that gives no value in more than a quarter of its launches of a suite invalidates its phone', async () => {
  const silent = await measured({ launches: [{}, {}, {}, { suite: 'soak', edit: mute }] });
  expect(message(silent, 'launches-excluded')).toBe(
    '1 of 1 candidate launches of soak on Phone are not valid: 0 of 2 planned trials ran',
  );
  const one = await measured({ launches: [{}, {}, {}, { edit: mute }] });
  expect(one.caveats.map(({ code }) => code)).toEqual(['work-differs']);
});

test('an app that dies invalidates no phone, however often: the gate decides about deaths', async () => {
  const cut = (log: string): string => keepLines(log, (event) => event['type'] !== 'agent.finished');
  const crashed = await measured({ launches: [{}, { edit: cut }, { edit: cut }] });
  expect(crashed.caveats.filter(({ invalidates }) => invalidates)).toEqual([]);
  expect(message(crashed, 'app-died')).toBe(
    'the candidate crashed in 2 of 3 launches, first in short, after its last trial (l1); the baseline in none of 0',
  );
});

test('a case that gives no value in more than a quarter of the launches invalidates the phone', async () => {
  const steps = [8, 16].map((generateTokens) => ({
    ...shortStep,
    case: `tg${generateTokens}`,
    generateTokens,
  }));
  const spoilt = { effects: { mistakes: { endAtToken: 9 } }, steps };
  expect(message(await measured({ launches: [spoilt] }), 'case-missing')).toBe(
    'case short/tg16 gave no value in 1 of 1 launches of the candidate on Phone',
  );
});

test('another phone than the planned one invalidates the session', async () => {
  const measurement = await measured(edited((log) => log.replace('iPhone15,4', 'iPhone14,2')));
  expect(message(measurement, 'other-device')).toBe('planned was iPhone15,4, iPhone14,2 answered');
});

test('one bad launch of many is left out, and the phone still speaks', async () => {
  const bad = { effects: { mistakes: { debugBuild: true } } };
  const { caveats, summaries } = await measured({ launches: [{}, {}, {}, bad] });
  expect(caveats.map((caveat) => caveat.code)).toEqual(['debug-build']);
  expect(summaries.find((each) => each.metric === 'decode_rate')?.count).toBe(3);
});

test('settings or a model that differ between the sides are said beside the verdict', async () => {
  const measurement = await measured({ launches: [{}] }, (made) => {
    const [a, b] = made.manifest.builds;
    if (!a || !b) throw new Error('two builds');
    const builds = [
      a,
      { ...b, model: { ...b.model, sha256: 'c'.repeat(64) }, engine: { ...b.engine, contextTokens: 4096 } },
    ];
    return { ...made, manifest: { ...made.manifest, builds } };
  });
  expect(message(measurement, 'sides-differ')).toContain('model, engine.contextTokens');
});

test('two models that were not made alike are a doubt, and so are two of which that is unknown; one model is none', async () => {
  const madeBy = async (model: string, ...made: readonly Provenance[]): Promise<string[]> => {
    const measurement = await measured({ launches: [{}] }, (run) => {
      const builds = run.manifest.builds.map((build, i) => ({
        ...build,
        ...(i === 1 ? { model: { ...build.model, sha256: model } } : {}),
        ...(made[i] ? { provenance: made[i] } : {}),
      }));
      return { ...run, manifest: { ...run.manifest, builds } };
    });
    return measurement.caveats.flatMap(({ code }) => (code.startsWith('provenance-') ? [code] : []));
  };
  const [mac, linux] = ['Darwin 24.5.0 arm64', 'Linux 6.1 x64'].map((hostOs) => ({
    tool: 'x',
    toolVersion: '1',
    hostOs,
  }));
  const other = 'c'.repeat(64);
  expect(await madeBy(other, mac ?? {}, linux ?? {})).toEqual(['provenance-differs']);
  expect(await madeBy(other, mac ?? {}, mac ?? {})).toEqual([]);
  expect(await madeBy(other)).toEqual(['provenance-unknown']);
  expect(await madeBy('a'.repeat(64))).toEqual([]);
});

test('a setting that one side leaves out differs too, and so does a template', async () => {
  const measurement = await measured({ launches: [{}] }, (made) => {
    const [a, b] = made.manifest.builds;
    if (!a || !b) throw new Error('two builds');
    const chat = { addBos: true, prompts: [{ text: 'Why?', rendered: '<user>Why?' }] };
    const builds = [a, { ...b, engine: { ...b.engine, gpuLayers: 8 }, chat }];
    return { ...made, manifest: { ...made.manifest, builds } };
  });
  expect(message(measurement, 'sides-differ')).toContain('chat template, engine.gpuLayers');
});

test('a run planned under other definitions says so when it is derived', async () => {
  const measurement = await measured({ launches: [{}] }, (made) => ({
    ...made,
    manifest: { ...made.manifest, metricsVersion: 1 },
  }));
  expect(message(measurement, 'metrics-version')).toContain('not comparable');
});

test('a phone that was left out since it had been lost too often is told', async () => {
  const measurement = await measured({ launches: [{}] }, (made) => ({
    ...made,
    manifest: {
      ...made.manifest,
      quarantined: [{ device: 'old', since: '2026-11-01', why: 'lost 3 times in a day' }],
    },
  }));
  expect(message(measurement, 'phone-quarantined')).toBe(
    'old is in quarantine since 2026-11-01: lost 3 times in a day',
  );
});

test('trials of an interrupted soak keep their place', async () => {
  const half = await measured(edited((log) => keepLines(log, ({ type }) => type !== 'agent.finished')));
  expect(half.launches[0]?.status).toBe('partial');
});

test('a reference that had to share its host is a doubt, and its ratio is withheld', async () => {
  const steps = [{ ...shortStep, generateTokens: 32, repetitions: 1 }];
  const slower = (factor: number) =>
    measured({ launches: [{ steps }], reference: steps }, (made) => {
      const key = 'reference/reference-short';
      const log = made.logs.launches.get(key);
      const events = (log?.events ?? []).map((event) =>
        event.type === 'probe' && event.at === 'end'
          ? { ...event, durationUs: event.durationUs * factor }
          : event,
      );
      const launches = new Map(made.logs.launches);
      if (log) launches.set(key, { ...log, events });
      return { ...made, logs: { ...made.logs, launches } };
    });
  const ratio = ({ values }: Measurement) => values.find((each) => each.metric === 'mac_ratio');
  const busy = await slower(1.6);
  expect(message(busy, 'host-busy')).toMatch(/1\.\d\d times its cold time/);
  expect(ratio(busy)).toMatchObject({ value: null, reason: expect.stringContaining('busy or hot') });
  const quiet = await slower(1);
  expect(message(quiet, 'host-busy')).toBeUndefined();
  expect(ratio(quiet)?.value).toBeGreaterThan(0);
});

test('every check has a test, here or among the forgeries, that names its code', () => {
  const tests = [new URL('.', import.meta.url), new URL('../../app/', import.meta.url)]
    .flatMap((folder) => readdirSync(folder).map((name) => new URL(name, folder)))
    .filter(({ pathname }) => /(planted\/[^/]*|\/forged-[^/]*)\.test\.ts$/.test(pathname))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const codes = [...launchChecks, ...sessionChecks, ...runChecks].map(({ code }) => code);
  expect(codes.length).toBeGreaterThan(30);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.filter((code) => !tests.includes(`'${code}'`))).toEqual([]);
});

/** The log with the last of its brightnesses at another value than 0.25. */
const dimmedTo = (value: number) =>
  edited((log) => log.replace(/("brightness":)0\.25(?![\s\S]*"brightness")/, `$1${value}`));

test.each([
  [0.2513, undefined],
  [0.3, undefined],
  [0.2, undefined],
  [0.31, 'the brightness changed from 0.25 to 0.31'],
])('a screen that drifts a little is the same screen: %d', async (value, said) => {
  expect(message(await measured(dimmedTo(value)), 'brightness-changed')).toBe(said);
});

test('another iOS than devices.json says is noted, and leaves out nothing', async () => {
  const measurement = await measured(edited((log) => log.replace('iOS 26.1', 'iOS 26.4')));
  const noted = measurement.caveats.find(({ code }) => code === 'os-differs');
  expect(noted?.message).toBe('Phone has iOS 26.4, devices.json says 26.1');
  expect(noted).not.toMatchObject({ invalidates: true });
  expect(measurement.summaries.find((each) => each.metric === 'decode_rate')?.count).toBe(1);
});
