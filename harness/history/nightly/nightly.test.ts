import { expect, test } from 'vitest';
import type { JournalEvent } from '../../experiment/journal-event.ts';
import type { PlannedLaunch } from '../../experiment/manifest.ts';
import { phoneFixture } from '../../experiment/phone.fixture.ts';
import { meanCoolDownSeconds } from './cool-downs.ts';
import { durationSeconds, fitBudget, suiteTimes } from './fit-budget.ts';
import { nextNightStep } from './next-night-step.ts';
import { documentOfNight } from './night-document.ts';
import type { NightEvent } from './night-event.ts';
import { nightOutcome } from './night-outcome.ts';
import { type NightState, nightStateOf } from './night-state.ts';
import { planRetention } from './retention.ts';

const at = '2026-01-01T03:00:00.000Z';
const later = (minutes: number): string => new Date(Date.parse(at) + minutes * 60_000).toISOString();
const begin: NightEvent = { did: 'begin', v: 1, at, night: 'n', budgetSeconds: 3600, retries: 2 };
const built: NightEvent = { did: 'build', at, candidate: 'build.json', sha256: '0'.repeat(64) };
const examined: NightEvent = { did: 'examine', at, fit: ['one'], unfit: [] };
const planned: NightEvent = {
  did: 'plan',
  at,
  run: 'r',
  seconds: 60,
  suites: ['quick'],
  left: [],
  withoutBaseline: null,
};
const measured = (unfinished: string[], launches = 4): NightEvent => ({
  did: 'measure',
  at,
  run: 'r',
  unfinished,
  launches,
});
const judged: NightEvent = {
  did: 'judge',
  at,
  run: 'r',
  verdict: 'GO',
  headline: 'within limits',
  exitCode: 0,
};
const trigger = { change: 'c', series: 's', better: false, shiftPercent: -3 };
const watched: NightEvent = { did: 'watch', at, open: [{ ...trigger, change: 'up', better: true }, trigger] };
const answer = {
  change: 'c',
  better: false,
  run: 'a',
  changePercent: -3.04,
  fault: null,
  why: null,
} as const;

const stateOf = (...events: NightEvent[]): NightState => {
  const state = nightStateOf([begin, ...events]);
  if (!state) throw new Error('a night begins');
  return state;
};
const nextOf = (events: NightEvent[], now = later(1)) => nextNightStep(stateOf(...events), now);

test.each<[string, NightEvent[], string]>([
  ['a new one', [], 'build'],
  ['one that has its build', [built], 'examine'],
  ['one whose lab was examined', [built, examined], 'measure'],
  ['one that was killed before its run was measured', [built, examined, planned], 'measure'],
  ['one that lost a phone', [built, examined, planned, measured(['one'])], 'resume'],
  ['one that was measured', [built, examined, planned, measured([])], 'judge'],
  ['one that was judged', [built, examined, planned, measured([]), judged], 'watch'],
  ['one with an open trigger', [built, examined, planned, measured([]), judged, watched], 'confirm'],
])('a night goes on where it was: %s', (_, events, kind) => {
  expect(nextOf(events).kind).toBe(kind);
});

test('a run that lost a phone is gone on with as often as was asked for, and then judged as it is', () => {
  const lost = measured(['one']);
  expect(nextOf([built, examined, planned, lost, lost]).kind).toBe('resume');
  expect(nextOf([built, examined, planned, lost, lost, lost]).kind).toBe('judge');
});

test('a trigger for the worse is answered once, one for the better waits, and the page follows', () => {
  const events = [built, examined, planned, measured([]), judged, watched];
  expect(nextOf(events)).toMatchObject({ kind: 'confirm', trigger: { change: 'c' }, before: null });
  const asked: NightEvent = { did: 'ask', at, change: 'c', run: 'a' };
  expect(nextOf([...events, asked])).toMatchObject({ kind: 'confirm', before: { run: 'a' } });
  const answered: NightEvent = { did: 'answer', at, ...answer, outcome: 'noise' };
  expect(nextOf([...events, asked, answered]).kind).toBe('publish');
});

test('when the budget is spent nothing new begins, and what was measured is judged and published', () => {
  const over = later(61);
  expect(nextOf([built, examined, planned, measured(['one'])], over).kind).toBe('judge');
  const events = [built, examined, planned, measured([]), judged, watched];
  expect(nextOf(events, over).kind).toBe('publish');
  const asked: NightEvent = { did: 'ask', at, change: 'c', run: 'a' };
  expect(nextOf([...events, asked], over).kind).toBe('confirm');
});

test('a lab in which nothing could be measured gives up, says why, and ends with a code of its own', () => {
  const unfit: NightEvent = { did: 'examine', at, fit: [], unfit: [{ device: 'one', why: 'it is locked' }] };
  expect(nextOf([built, unfit])).toEqual({ kind: 'give-up', why: 'no phone is fit: one: it is locked' });
  const none = measured(['one'], 0);
  expect(nextOf([built, examined, planned, none, none, none])).toMatchObject({
    kind: 'give-up',
    why: 'no launch was measured in 3 tries on one',
  });
  const gaveUp = stateOf(built, unfit, { did: 'give-up', at, why: 'no phone is fit' });
  expect(nightOutcome(gaveUp)).toEqual({
    verdict: null,
    headline: 'Nothing was measured: no phone is fit',
    exitCode: 8,
  });
});

test.each([
  ['a confirmed loss', { outcome: 'confirmed' as const }, 'NO-GO', 1],
  ['a confirmed gain', { outcome: 'confirmed' as const, better: true }, 'GO', 0],
  ['noise', { outcome: 'noise' as const }, 'GO', 0],
  ['no answer', { outcome: null, why: 'the build is gone' }, 'GO', 0],
  ['a crash in the A/B', { outcome: null, fault: 'the candidate crashed' }, 'NO-GO', 1],
])('an answer that is %s makes of a GO: %s', (_, over, verdict, exitCode) => {
  const answered: NightEvent = { did: 'answer', at, ...answer, ...over };
  const state = stateOf(built, examined, planned, measured([]), judged, watched, answered);
  expect(nightOutcome(state)).toMatchObject({ verdict, exitCode });
});

test('an open trigger alone stops no night', () => {
  const state = stateOf(built, examined, planned, measured([]), judged, watched);
  expect(documentOfNight(state, null)).toMatchObject({ verdict: 'GO', exitCode: 0, triggers: [{}, {}] });
  expect(documentOfNight(state, 130)).toMatchObject({ verdict: null, interrupted: true, exitCode: 130 });
});

test('what matters most is planned first, a shorter suite may still fit, and what does not is named with its minutes', () => {
  const suites = [
    { suite: 'quick', seconds: 600 },
    { suite: 'sustained', seconds: 5400 },
    { suite: 'latency', seconds: 900 },
  ];
  expect(fitBudget(suites, 3600)).toEqual({
    planned: [suites[0], suites[2]],
    left: [{ ...suites[1], why: 'takes about 90 min, and 50 min are left' }],
  });
  expect(fitBudget(suites, Number.POSITIVE_INFINITY).left).toEqual([]);
  expect(fitBudget(suites, 60).planned).toEqual([]);
});

test('a suite takes its launches on the slowest phone, and the cool-down before each', () => {
  const launch = (suite: string, estimatedSeconds: number) => ({ suite, estimatedSeconds }) as PlannedLaunch;
  const sessions = [
    {
      device: phoneFixture('a'),
      launches: [launch('quick', 100), launch('quick', 100), launch('soak', 900)],
    },
    { device: phoneFixture('b'), launches: [launch('quick', 80), launch('soak', 1000)] },
  ];
  expect(suiteTimes({ suites: ['quick', 'soak'], sessions }, 30)).toEqual([
    { suite: 'quick', seconds: 260 },
    { suite: 'soak', seconds: 1030 },
  ]);
});

test('the phone that cooled down longest says what a cool-down takes, and no journal says nothing', () => {
  const waited = (...seconds: readonly number[]) =>
    seconds.map((each) => ({ type: 'cooldown', waitedMs: 1000 * each }) as JournalEvent);
  expect(meanCoolDownSeconds([waited(10, 20), waited(40, 0, 50), []])).toBe(30);
  expect(meanCoolDownSeconds([[]])).toBeNull();
});

test.each([
  ['3h', 10_800],
  ['90m', 5400],
  ['2h30m', 9000],
  ['45s', 45],
  ['1.5h', 5400],
  ['0h', null],
  ['', null],
  ['soon', null],
  ['3', null],
])('the budget %s is %s s', (text, seconds) => {
  expect(durationSeconds(text)).toBe(seconds);
});

const runOn = (day: number, bytes = 10) => ({ id: `r${day}`, at: `2026-01-0${day}T03:00:00.000Z`, bytes });
const week = [1, 2, 3, 4, 5, 6, 7].map((day) => runOn(day));
const removed = (...args: Parameters<typeof planRetention>): string[] =>
  planRetention(...args).remove.map(({ id }) => id);

test('runs of the newest days stay, and of the others those that something names', () => {
  expect(removed(week, [], { nights: 3 })).toEqual(['r1', 'r2', 'r3', 'r4']);
  expect(removed(week, [{ run: 'r2', by: 'a baseline' }], { nights: 3 })).toEqual(['r1', 'r3', 'r4']);
  expect(removed(week, [], { nights: 99 })).toEqual([]);
  expect(removed(week, [], {})).toEqual([]);
});

test('the oldest go until the rest keeps the bound in bytes, and one that is named never', () => {
  expect(removed(week, [], { bytes: 45 })).toEqual(['r1', 'r2', 'r3']);
  expect(removed(week, [{ run: 'r1', by: 'a mark' }], { bytes: 45 })).toEqual(['r2', 'r3', 'r4']);
  const all = week.map(({ id }) => ({ run: id, by: 'a mark' }));
  expect(removed(week, all, { bytes: 1, nights: 1 })).toEqual([]);
});
