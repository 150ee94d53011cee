import { expect, test } from 'vitest';
import { shortStep } from '../../app/manifest.fixture.ts';
import type { JournalBody } from '../../experiment/journal-event.ts';
import { deriveLogs } from '../../judge/derive.ts';
import type { Measurement } from '../result.ts';
import { type AgentRun, agentRun } from './agent-run.fixture.ts';

/** What the harness did, and saw of a launch from outside. */
async function measured(
  run: AgentRun,
  change: (made: Awaited<ReturnType<typeof agentRun>>) => Awaited<ReturnType<typeof agentRun>> = (x) => x,
): Promise<Measurement> {
  const { manifest, logs } = change(await agentRun(run));
  return deriveLogs({ manifest, ...logs }).measurement;
}

const message = ({ caveats }: Measurement, code: string): string | undefined =>
  caveats.find((caveat) => caveat.code === code)?.message;
const virtual = (log: string): string => log.replace('"virtual":true', '"virtual":false');

test.each([
  ['timed-out', 'not-cooled', true],
  ['signal-unavailable', 'no-cool-down-signal', false],
] as const)('a gate that ends %s is said, never slept over', async (outcome, code, excludes) => {
  const gate: JournalBody = {
    type: 'cooldown',
    launch: 'l0',
    reason: '',
    waitedMs: 1,
    limitMs: 1,
    outcome,
    thermalState: null,
    batteryCelsius: null,
  };
  const { caveats } = await measured({ launches: [{}], harness: [gate] });
  expect(caveats.find((caveat) => caveat.code === code)).toMatchObject({ excludes });
});

const sent = (command: string, over: Partial<JournalBody<'harness.command'>> = {}): JournalBody => ({
  ...{ type: 'harness.command', command, launch: 'l0', durationMs: 5, ok: true },
  ...over,
});

/** The app is launched at the journal's time 0, and polled at another. */
const polledAt =
  (pollAtUs: number, over: Partial<JournalBody<'harness.command'>> = {}, launch = {}) =>
  (made: Awaited<ReturnType<typeof agentRun>>) => {
    const harness = new Map(
      [...made.logs.harness].map(([device, log]) => [device, { ...log, events: [...log.events] }]),
    );
    const add = (t: number, body: JournalBody): void => {
      const event = { v: 1 as const, seq: 0, t, ...body } as never;
      harness.get('phone')?.events.push(event);
    };
    add(0, sent('launch', launch));
    add(pollAtUs, sent('readStatus', over));
    return { ...made, logs: { ...made.logs, harness } };
  };
/** Its 60 repetitions take more than a minute. */
const manyTrials = [{ ...shortStep, repetitions: 60 }];
const polledTrials = async (run: AgentRun, edit: ReturnType<typeof polledAt>): Promise<number> => {
  const { launches } = await measured(run, edit);
  return launches[0]?.trials.filter(({ invalid }) => invalid?.startsWith('readStatus')).length ?? -1;
};

test('a command that reaches a real phone while it measures takes out the trials that it may have met, and no other', async () => {
  const run: AgentRun = { launches: [{ edit: virtual, steps: manyTrials }] };
  const met = await measured(run, polledAt(20e6));
  expect(message(met, 'polled')).toMatch(/of 61 trials give no value: readStatus/);
  expect(met.caveats.find(({ code }) => code === 'polled')).toMatchObject({ excludes: false });
  const few = await polledTrials(run, polledAt(20e6));
  expect(few).toBeGreaterThan(0);
  // The app takes up to 5 s to start.
  expect(few).toBeLessThan(10);
  expect(met.launches[0]?.trials.filter(({ invalid }) => invalid === null)).toHaveLength(61 - few);
  expect(await polledTrials(run, polledAt(600e6))).toBe(0);
  // It began in the window and returned long after it.
  expect(await polledTrials(run, polledAt(600e6, { durationMs: 580_000 }))).toBeGreaterThan(few);
});

test('a virtual phone is not exempt: its own time says what a command met, whatever the host’s says', async () => {
  const run: AgentRun = { launches: [{ steps: manyTrials }] };
  const [launched, meanwhile, later] = [{ phoneSeconds: 100 }, { phoneSeconds: 120 }, { phoneSeconds: 700 }];
  expect(await polledTrials(run, polledAt(1e6, meanwhile, launched))).toBe(1);
  expect(await polledTrials(run, polledAt(20e6, later, launched))).toBe(0);
  // A journal of an early version has no such time.
  expect(await polledTrials(run, polledAt(20e6))).toBe(0);
});

test('a session that was lost or cut off invalidates its phone', async () => {
  const lost: JournalBody = {
    type: 'harness.session',
    device: 'phone',
    outcome: 'lost',
    wallClock: '2026-03-01T00:00:00Z',
    message: 'unplugged',
  };
  expect(message(await measured({ launches: [{}], harness: [lost] }), 'session-lost')).toContain('unplugged');
  const cut = await measured({ launches: [{}] }, (made) => ({
    ...made,
    logs: { ...made.logs, harness: new Map() },
  }));
  expect(message(cut, 'session-unfinished')).toContain('before its last launch');
});

test('a session that was lost and went on to its end says nothing against its phone', async () => {
  const session = (outcome: 'started' | 'lost'): JournalBody => ({
    type: 'harness.session',
    device: 'phone',
    outcome,
    wallClock: '2026-03-01T00:00:00Z',
    message: null,
  });
  const { caveats } = await measured({ launches: [{}], harness: [session('lost'), session('started')] });
  expect(caveats).toEqual([]);
});

test.each([
  ['crashed', 'launch-crashed'],
  ['timed-out', 'launch-timed-out'],
  ['failed', 'launch-failed'],
  ['interrupted', 'launch-interrupted'],
] as const)('a launch that %s is said with what the harness saw of it', async (outcome, code) => {
  const end: JournalBody = { type: 'harness.launch', launch: 'l0', outcome, message: 'no end after 300 s' };
  const measurement = await measured({ launches: [{}], harness: [end] });
  expect(message(measurement, code)).toContain('no end after 300 s');
  const again: JournalBody = { type: 'harness.launch', launch: 'l0', outcome: 'finished', message: null };
  const { caveats } = await measured({ launches: [{}], harness: [end, again] });
  const isDeath = outcome === 'crashed' || outcome === 'timed-out';
  // What happened to a launch that ended well afterwards is over, but for a death: it stands.
  expect(caveats.some((caveat) => caveat.code === code)).toBe(isDeath);
});

test('the gate of a launch that was measured again is the last one', async () => {
  const gate = (outcome: 'timed-out' | 'reached'): JournalBody => ({
    type: 'cooldown',
    launch: 'l0',
    reason: '',
    waitedMs: 1,
    limitMs: 1,
    outcome,
    thermalState: 'nominal',
    batteryCelsius: 30,
  });
  const { caveats } = await measured({ launches: [{}], harness: [gate('timed-out'), gate('reached')] });
  expect(caveats).toEqual([]);
});

test('a phone that started anew between two launches is told with its words', async () => {
  const fault: JournalBody = {
    ...{ type: 'fault', code: 'PHONE_RESTARTED', trial: null },
    message: 'Phone has started anew: it is left alone for 10 minutes',
  };
  expect(message(await measured({ launches: [{}], harness: [fault] }), 'phone-restarted')).toContain(
    'started anew',
  );
});

test.each([
  ['INSTALL_REFUSED', 'lost-by-install', 'Phone: the app could not be installed (INSTALL_REFUSED)'],
  ['APPIUM_LOST', 'lost-by-host', 'Phone: this host failed, and not the phone (APPIUM_LOST)'],
])('a phone that was lost by %s is told with whose fault it is', async (code, caveat, said) => {
  const session = (outcome: 'started' | 'lost'): JournalBody => ({
    ...{ type: 'harness.session', device: 'phone', outcome },
    ...{ wallClock: '2026-01-01T03:00:00.000Z', message: null },
  });
  const fault: JournalBody = { type: 'fault', code, message: code, trial: null };
  const lost = await measured({ launches: [{}], harness: [session('started'), fault, session('lost')] });
  expect(message(lost, caveat)).toBe(said);
  const back = [session('started'), fault, session('lost'), session('started')];
  expect(message(await measured({ launches: [{}], harness: back }), caveat)).toBeUndefined();
});
