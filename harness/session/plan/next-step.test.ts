import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildFixture, launchFixture, manifestFixture } from '../../app/manifest.fixture.ts';
import type { JournalBody, JournalEvent } from '../../experiment/journal-event.ts';
import { type Manifest, manifest as manifestSchema } from '../../experiment/manifest.ts';
import { readJournal } from '../../experiment/read-journal.ts';
import { eventLine } from '../../protocol/event-line.ts';
import { isComplete, nextStep } from './next-step.ts';
import { remainingLaunches } from './remaining-launches.ts';
import type { SessionPlan } from './session-plan.ts';
import { type Fate, simulateSession } from './simulated-session.fixture.ts';
import { newSession, stateOf } from './state.ts';

const golden = new URL('../../app/golden/small/', import.meta.url);
const file = { sha256: '0'.repeat(64), sizeBytes: 1 };
const build = buildFixture(file, file);

/** Blocks of a baseline and a candidate, a soak at the end; with a rule for ending early where it is asked. */
function planOf(blocks: number, over: Partial<Manifest> = {}): SessionPlan {
  const order = ['baseline', 'candidate', 'candidate', 'baseline'] as const;
  const launches = Array.from({ length: blocks }, (_, block) =>
    order.map((role, position) => launchFixture(`b${block}-p${position}`, { role, block, position })),
  ).flat();
  const soak = launchFixture('soak-0', { suite: 'soak', kind: 'soak' });
  const manifest: Manifest = {
    ...manifestFixture(build, [...launches, soak]),
    builds: [{ ...build, role: 'baseline' }, build],
    ...over,
  };
  const [planned] = manifest.sessions;
  if (!planned) throw new Error('the fixture has a session');
  return { manifest, planned };
}

const stopping = { rule: 'group-sequential', leastBlocks: 2, mostBlocks: 9 } as const;
const halves = { ...stopping, halves: true } as const;
const plans: readonly SessionPlan[] = [
  ...[planOf(2), planOf(4, { stopping }), planOf(4, { stopping: halves }), planOf(2, { failFast: true })],
];

const textOf = (events: readonly JournalEvent[]): string =>
  events.map(({ v: _v, seq, t, ...body }) => eventLine(seq, t, body as JournalBody)).join('');

const idsEndedIn = (events: readonly JournalEvent[]): string[] =>
  events.flatMap((event) =>
    event.type === 'harness.launch' && event.outcome !== 'started' && event.outcome !== 'interrupted'
      ? [event.launch]
      : [],
  );

/** A session that goes on from these events ends with every launch ended once, and starts none that had its end. */
function expectContinues(
  plan: SessionPlan,
  before: readonly JournalEvent[],
  undisturbed: readonly string[],
): void {
  const left = remainingLaunches(stateOf(before), plan).map(({ id }) => id);
  const { events, started } = simulateSession(plan, before);
  expect(idsEndedIn(events)).toEqual(undisturbed);
  expect(new Set(started).size).toBe(started.length);
  expect(started.filter((id) => !left.includes(id))).toEqual([]);
  expect(isComplete(stateOf(events), plan)).toBe(true);
}

const fates = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 40 });
const fateOf =
  (numbers: readonly number[]): Fate =>
  (_, index) =>
    ([1, 2] as const)[(numbers[index % numbers.length] ?? 9) - 1] ?? 0;

test('a session killed or lost after any line of its journal, or in one, goes on to the same launches', () => {
  fc.assert(
    fc.property(fc.constantFrom(...plans), fc.array(fates, { maxLength: 4 }), (plan, openings) => {
      const undisturbed = idsEndedIn(simulateSession(plan).events);
      let events: readonly JournalEvent[] = [];
      for (const numbers of openings) {
        if (isComplete(stateOf(events), plan)) break;
        events = simulateSession(plan, events, fateOf(numbers)).events;
      }
      const lines = textOf(events).split('\n');
      for (let count = 0; count < lines.length; count++) {
        const whole = lines.slice(0, count).join('\n');
        const torn = `${whole}\n${(lines[count] ?? '').slice(0, 30)}`;
        for (const text of [`${whole}\n`, torn]) expectContinues(plan, readJournal(text).events, undisturbed);
      }
    }),
    { numRuns: 60, seed: 9 },
  );
});

test('the journal of the golden run goes on after any of its lines, and has nothing left after its last', async () => {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(new URL('manifest.json', golden), 'utf8')));
  const [planned] = manifest.sessions;
  if (!planned) throw new Error('the golden run has a session');
  const lines = (await readFile(new URL('events/phone.jsonl', golden), 'utf8')).split('\n');
  const all = planned.launches.map(({ id }) => id);
  for (let count = 0; count < lines.length; count++)
    expectContinues({ manifest, planned }, readJournal(`${lines.slice(0, count).join('\n')}\n`).events, all);
});

function kindsOf(plan: SessionPlan): string[] {
  const kinds: string[] = [];
  simulateSession(plan, [], ({ kind }) => {
    kinds.push(kind);
    return 0;
  });
  return kinds;
}
const withoutInstall = ['cool-down', 'measure'];
const withInstall = ['deploy', ...withoutInstall];

test('where both builds have one bundle id, every launch is preceded by the same install', () => {
  expect(kindsOf(planOf(1))).toEqual(Array.from({ length: 5 }, () => withInstall).flat());
});

test('builds of two bundle ids stay side by side: each is installed once', () => {
  const other = { ...build, role: 'baseline' as const, bundleId: 'dev.heatsoak.other' };
  const [a, b] = [withInstall, withoutInstall];
  expect(kindsOf(planOf(1, { builds: [other, build] }))).toEqual([a, a, b, b, b].flat());
});

test('what an earlier opening put on the phone is put there again: others may have used it since', () => {
  const plan = planOf(1);
  const { events } = simulateSession(plan, [], ({ kind }) => (kind === 'measure' ? 2 : 0));
  const before = events.filter((event) => event.type !== 'harness.launch');
  expect(nextStep(stateOf(before), plan)).toMatchObject({ kind: 'measure' });
  const opened = simulateSession(plan, before, () => 2);
  expect(nextStep(stateOf(opened.events), plan)).toMatchObject({ kind: 'deploy' });
});

test('a launch that was under way is fetched first, before anything is sent that would end it', () => {
  const plan = planOf(1);
  const { events } = simulateSession(plan, [], ({ kind }) => (kind === 'measure' ? 2 : 0));
  expect(nextStep(stateOf(events), plan)).toMatchObject({ kind: 'recover', launch: { id: 'b0-p0' } });
});

test('nothing is analysed inside a block but after a half that is asked, nor in a run of fixed length', () => {
  const analysed = (plan: SessionPlan): string[] => {
    const seen: string[] = [];
    simulateSession(plan, [], (step) => {
      if (step.kind === 'analyse') seen.push(step.launch.id);
      return 0;
    });
    return seen;
  };
  expect(analysed(planOf(2))).toEqual([]);
  expect(analysed(planOf(2, { stopping }))).toEqual(['b0-p3', 'b1-p3']);
  // The third block stops the suite; the soak is another one.
  expect(analysed(planOf(5, { stopping }))).toEqual(['b0-p3', 'b1-p3', 'b2-p3']);
  // Where halves are asked: from the least number of blocks on.
  const early = { ...halves, leastBlocks: 1.5 };
  expect(analysed(planOf(5, { stopping: early }))).toEqual(['b0-p3', 'b1-p1', 'b1-p3', 'b2-p1']);
  expect(analysed(planOf(5, { stopping: halves }))).toEqual(['b0-p3', 'b1-p3', 'b2-p1']);
});

test('a later launch is expected to take what an earlier one of its build and suite took', () => {
  const plan = planOf(1);
  const expected = (launch: string, agentSeconds: number | null): number[] => {
    const events: JournalEvent[] = [];
    if (agentSeconds !== null)
      events.push({
        ...{ v: 1, seq: 0, t: 0, type: 'harness.launch', launch, outcome: 'finished' },
        ...{ message: null, agentSeconds },
      } as JournalEvent);
    const seconds: number[] = [];
    simulateSession(plan, events, (step) => {
      if (step.kind === 'measure') seconds.push(step.expectedSeconds);
      return 0;
    });
    return seconds;
  };
  expect(expected('b0-p0', null)).toEqual([30, 30, 30, 30, 30]);
  // p0 and p3 are the baseline; the soak is another suite.
  expect(expected('b0-p0', 100)).toEqual([30, 30, 140, 30]);
  expect(expected('b0-p0', 4)).toEqual([30, 30, 20, 30]);
});

test('a log that stays on the phone is asked for once more at the end of each opening, and never for ever', () => {
  const plan = planOf(1);
  const unfetched = {
    ...{ v: 1, seq: 0, t: 0, type: 'harness.launch', launch: 'b0-p0', outcome: 'finished' },
    ...{ message: null, collected: false },
  } as JournalEvent;
  const asked: string[] = [];
  const fate: Fate = (step) => {
    if (step.kind === 'collect') asked.push(step.launch.id);
    return 0;
  };
  const { events, started } = simulateSession(plan, [unfetched], fate);
  expect(asked).toEqual(['b0-p0']);
  expect(started).not.toContain('b0-p0');
  expect(isComplete(stateOf(events), plan)).toBe(true);
  const twice = stateOf([unfetched, unfetched]);
  expect(twice.ended.get('b0-p0')).toMatchObject({ collected: false, collectionsTried: 1 });
  expect(isComplete({ ...twice, phase: 'finished' }, plan)).toBe(false);
});

test('a session of which nothing is known has everything left', () => {
  const plan = planOf(2);
  expect(remainingLaunches(newSession, plan)).toEqual(plan.planned.launches);
});

test('an analysis is due after each block of a run that may end early, and none of one build against itself', () => {
  const analyses = (over: Partial<Manifest>): number =>
    simulateSession(planOf(4, { stopping, ...over })).events.filter(({ type }) => type === 'harness.stopping')
      .length;
  expect(analyses({})).toBeGreaterThan(0);
  expect(analyses({ kind: 'aa' })).toBe(0);
});
