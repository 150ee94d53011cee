import { expect, test } from 'vitest';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { NightEvent } from '../../history/nightly/night-event.ts';
import { type NightWork, performNight } from './perform-night.ts';

const at = '2026-01-01T03:00:00.000Z';

/** Work that says what it was asked for; a step can be made to fail, or to be the last before a kill. */
function scripted(over: Partial<NightWork> = {}) {
  const asked: string[] = [];
  const begun = new Set<string>();
  const say = <T>(what: string, value: T): Promise<T> => {
    asked.push(what);
    return Promise.resolve(value);
  };
  const whole = { unfinished: [], launches: 4 };
  const trigger = { change: 'c', series: 's', better: false, shiftPercent: -3 };
  const answer = {
    ...trigger,
    run: 'ab',
    outcome: 'noise',
    changePercent: 0.1,
    fault: null,
    why: null,
  } as const;
  const { series: _, shiftPercent: __, ...noise } = answer;
  const work: NightWork = {
    now: () => at,
    build: () => say('build', { candidate: 'build.json', sha256: '0'.repeat(64) }),
    examine: () => say('examine', { fit: ['one'], unfit: [] }),
    plan: () =>
      say('plan', {
        ...{ run: 'r', seconds: 60, suites: ['quick'], left: [], withoutBaseline: null },
        perform: () => {
          begun.add('r');
          return say('measure', whole);
        },
      }),
    hasBegun: async (run) => begun.has(run),
    resume: (run) => say(`resume ${run}`, whole),
    standing: (run) => say(`standing ${run}`, { unfinished: ['one'], launches: 2 }),
    pause: async () => undefined,
    judge: () => say('judge', { verdict: 'GO', headline: 'within limits', exitCode: 0 }),
    openTriggers: () => say('watch', [trigger]),
    planAnswer: () => say('ask', { run: 'ab', seconds: 60, perform: () => say('answer', noise) }),
    resumeAnswer: (_trigger, run) => say(`resume ${run}`, noise),
    publish: () => say('publish', 'report.html'),
    rotate: () => say('rotate', { removed: [], freedBytes: 0 }),
    ...over,
  };
  return { work, asked, begun };
}

const newNight = (): NightEvent[] => [
  { did: 'begin', v: 1, at, night: 'n', budgetSeconds: null, retries: 1 },
];
const journalOf = (events: NightEvent[]) => ({
  read: async () => events,
  append: async (event: NightEvent) => void events.push(event),
});
const quiet = { signal: new AbortController().signal, onStep: () => undefined };

const WHOLE = ['build', 'examine', 'plan', 'measure', 'judge', 'watch', 'ask', 'answer', 'publish', 'rotate'];

test('a night does each step once, in order', async () => {
  const { work, asked } = scripted();
  const state = await performNight(journalOf(newNight()), work, quiet);
  expect(asked).toEqual(WHOLE);
  expect(state).toMatchObject({
    attempts: 1,
    answers: [{ outcome: 'noise' }],
    publish: { report: 'report.html' },
  });
});

test('a night that is killed behind any step does nothing twice but what the kill cut', async () => {
  for (let kept = 1; ; kept++) {
    const events = newNight();
    await performNight(journalOf(events), scripted().work, quiet);
    if (kept === events.length) break;
    const cut = events.slice(0, kept);
    const last = cut.at(-1)?.did;
    const { work, asked, begun } = scripted();
    if (cut.some(({ did }) => did === 'plan')) begun.add('r');
    if (cut.some(({ did }) => did === 'ask')) begun.add('ab');
    const state = await performNight(journalOf(cut), work, quiet);
    expect(asked, `after ${last}`).toEqual(leftAfter(last));
    expect(state.judge?.verdict).toBe('GO');
  }
});

/** What is left of the night behind an event; a run and an A/B that had begun are gone on with. */
function leftAfter(last: NightEvent['did'] | undefined): string[] {
  if (last === 'plan') return ['resume r', ...WHOLE.slice(4)];
  if (last === 'ask') return ['resume ab', ...WHOLE.slice(8)];
  const done = { begin: 0, build: 1, examine: 2, measure: 4, judge: 5, watch: 6, answer: 8, publish: 9 };
  return WHOLE.slice(done[last as keyof typeof done]);
}

test('what is interrupted stands in no journal, so that it is gone on with', async () => {
  const ending = new AbortController();
  const events = newNight();
  const { work } = scripted({
    plan: async () => ({
      ...{ run: 'r', seconds: 60, suites: ['quick'], left: [], withoutBaseline: null },
      perform: async () => {
        ending.abort();
        return { unfinished: ['one'], launches: 1 };
      },
    }),
  });
  await performNight(journalOf(events), work, { ...quiet, signal: ending.signal });
  expect(events.map(({ did }) => did)).toEqual(['begin', 'build', 'examine', 'plan']);
});

test('a phone that is busy before the first launch leaves nothing to be measured, and the night says so', async () => {
  const { work } = scripted({
    plan: async () => ({
      ...{ run: 'r', seconds: 60, suites: ['quick'], left: [], withoutBaseline: null },
      perform: () => Promise.reject(new HeatsoakError('DEVICE_LEASED', 'one is taken by ben')),
    }),
  });
  const state = await performNight(journalOf(newNight()), work, quiet);
  expect(state.giveUp?.why).toBe('one is taken by ben');
});

test('a run that cannot be gone on with is judged by what it has', async () => {
  const { work, asked } = scripted({
    plan: async () => ({
      ...{ run: 'r', seconds: 60, suites: ['quick'], left: [], withoutBaseline: null },
      perform: async () => ({ unfinished: ['one'], launches: 2 }),
    }),
    resume: () => Promise.reject(new HeatsoakError('OS_BUILD_DIFFERS', 'one has another iOS')),
  });
  const state = await performNight(journalOf(newNight()), work, quiet);
  expect(asked).toContain('standing r');
  expect(state).toMatchObject({ attempts: 2, measure: { unfinished: ['one'] }, judge: { verdict: 'GO' } });
});

test('a suite that does not fit is named, and nothing is measured where none does', async () => {
  const left = [{ suite: 'sustained', seconds: 5400, why: 'takes about 90 min, and 1 min are left' }];
  const { work } = scripted({
    plan: async () => ({
      ...{ run: 'r', seconds: 0, suites: [], left, withoutBaseline: null },
      perform: () => Promise.reject(new Error('nothing is planned')),
    }),
  });
  const state = await performNight(journalOf(newNight()), work, quiet);
  expect(state.giveUp?.why).toBe(
    'no suite fits the budget: sustained takes about 90 min, and 1 min are left',
  );
});

test('a trigger that no A/B can answer leaves the night its verdict, and says why', async () => {
  const { work } = scripted({
    planAnswer: () =>
      Promise.reject(new HeatsoakError('SAME_BUILD', 'the build was the same before and after')),
  });
  const state = await performNight(journalOf(newNight()), work, quiet);
  expect(state.answers).toMatchObject([{ outcome: null, why: 'the build was the same before and after' }]);
  expect(state.publish).not.toBeNull();
});
