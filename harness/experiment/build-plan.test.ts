import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planRun } from './build-plan.ts';
import { phoneFixture } from './phone.fixture.ts';
import { planVariants } from './plan-variants.ts';
import { suiteFile } from './suite.ts';

const caseOf = (id: string) => ({ id, prompt: { kind: 'synthetic', tokens: 8 }, generateTokens: 8 });
const burst = suiteFile.parse({ id: 'quick', title: 'Q', kind: 'burst', cases: ['a', 'b', 'c'].map(caseOf) });
const soak = suiteFile.parse({ id: 'soak', title: 'S', kind: 'soak', cases: [caseOf('a')] });
const plan = (seed: number, blocks: number, hasBaseline = true) =>
  planRun({
    devices: [phoneFixture('one'), phoneFixture('two')],
    hasBaseline,
    suites: [burst, soak],
    blocks,
    seed,
    referenceDevice: null,
  });

test('every launch holds every case once, under any seed', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), (seed, blocks) => {
      for (const session of plan(seed, blocks).sessions) {
        const launches = session.launches.filter((launch) => launch.suite === 'quick');
        expect(launches).toHaveLength(blocks * 4);
        for (const launch of launches)
          expect(launch.steps.map((step) => step.case).sort()).toEqual(['a', 'b', 'c']);
        expect(new Set(session.launches.map((launch) => launch.id)).size).toBe(session.launches.length);
      }
    }),
  );
});

test('a linear drift over the four positions of a block cancels between the builds', () => {
  for (const session of plan(1, 6).sessions) {
    for (let block = 0; block < 6; block++) {
      const launches = session.launches.filter(
        (launch) => launch.suite === 'quick' && launch.block === block,
      );
      const sumOf = (role: string) =>
        launches.filter((each) => each.role === role).reduce((sum, each) => sum + each.position, 0);
      expect(sumOf('baseline')).toBe(sumOf('candidate'));
    }
  }
});

test('the four launches of a block share one order of cases', () => {
  const [session] = plan(3, 1).sessions;
  const orders = session?.launches
    .filter((launch) => launch.suite === 'quick')
    .map((launch) => launch.steps.map((step) => step.case).join());
  expect(new Set(orders).size).toBe(1);
});

test('soak pairs alternate their order from phone to phone', () => {
  const firsts = plan(1, 1).sessions.map(
    (session) => session.launches.find((launch) => launch.kind === 'soak')?.role,
  );
  expect(firsts).toEqual(['baseline', 'candidate']);
});

test('a conversation is one launch a build on each phone, turn about, of half an hour', () => {
  const talk = suiteFile.parse({
    ...{ id: 'endurance', title: 'E', kind: 'conversation' },
    cases: [{ id: 'a', prompt: { kind: 'conversation', turns: [{ text: 'Hi' }] }, generateTokens: 8 }],
  });
  const { sessions, reference } = planRun({
    devices: [phoneFixture('one'), phoneFixture('two')],
    hasBaseline: true,
    suites: [talk],
    blocks: 8,
    seed: 1,
    referenceDevice: phoneFixture('host'),
  });
  expect(sessions.map(({ launches }) => launches.map(({ role }) => role))).toEqual([
    ['baseline', 'candidate'],
    ['candidate', 'baseline'],
  ]);
  const seconds = sessions.flatMap(({ launches }) => launches.map((launch) => launch.estimatedSeconds));
  for (const each of seconds) expect(each / 60).toBeCloseTo(31, 0);
  expect(reference?.launches).toEqual([]);
});

const withPinned = (hasBaseline: boolean) =>
  planRun({
    devices: [phoneFixture('one')],
    hasBaseline,
    hasPinned: true,
    suites: [burst, soak],
    blocks: 2,
    seed: 1,
    referenceDevice: null,
  }).sessions.flatMap((session) => session.launches);
const rolesOf = (launches: ReturnType<typeof withPinned>, block: number): string =>
  launches
    .filter((launch) => launch.suite === 'quick' && launch.block === block)
    .map((launch) => launch.role[0])
    .join('');

test('a pinned build stands at both ends of each block, around the order that was there', () => {
  expect([0, 1].map((block) => rolesOf(withPinned(true), block))).toEqual(['pbccbp', 'pcbbcp']);
  expect([0, 1].map((block) => rolesOf(withPinned(false), block))).toEqual(['pccp', 'pccp']);
});

test('a linear drift cancels between any two of three builds', () => {
  const block = withPinned(true).filter((launch) => launch.suite === 'quick' && launch.block === 0);
  const middles = ['baseline', 'candidate', 'pinned'].map((role) => {
    const own = block.filter((launch) => launch.role === role);
    return own.reduce((sum, launch) => sum + launch.position, 0) / own.length;
  });
  expect(new Set(middles).size).toBe(1);
});

test('a soak has its pinned launch after the pair', () => {
  const soaks = withPinned(true).filter((launch) => launch.suite === 'soak');
  expect(soaks.map((launch) => launch.role)).toEqual(['baseline', 'candidate', 'pinned']);
});

test('without a baseline only the candidate is launched', () => {
  const roles = plan(1, 2, false).sessions.flatMap((session) =>
    session.launches.map((launch) => launch.role),
  );
  expect(new Set(roles)).toEqual(new Set(['candidate']));
});

test('two suites of one id are refused: the second would write over the logs of the first', () => {
  const twin = { ...burst, title: 'Another' };
  const request = { devices: [phoneFixture('one')], suites: [burst, soak, twin], blocks: 1, seed: 1 };
  const same = expect.objectContaining({ code: 'SUITES_SAME', kind: 'usage' });
  expect(() => planRun({ ...request, hasBaseline: true, referenceDevice: null })).toThrow(same);
  const host = phoneFixture('host');
  expect(() => planVariants({ ...request, builds: ['a'], servers: [], host })).toThrow(same);
});

test('every launch of a plan is estimated with the largest model of the run', () => {
  const request = { devices: [phoneFixture('one')], suites: [burst], blocks: 1, seed: 1 };
  const secondsOf = (modelBytes: number) =>
    planRun({ ...request, hasBaseline: true, referenceDevice: null, modelBytes }).sessions[0]?.launches.map(
      ({ estimatedSeconds }) => estimatedSeconds,
    ) ?? [];
  expect(new Set(secondsOf(8e9)).size).toBe(1);
  expect(secondsOf(8e9)[0]).toBeGreaterThan(secondsOf(2e9)[0] ?? Number.POSITIVE_INFINITY);
});

test('one block of an order, two of the other, two of the first, and a conditioning launch before', () => {
  const [session] = planRun({
    devices: [phoneFixture('one')],
    hasBaseline: true,
    conditioned: true,
    suites: [burst],
    blocks: 8,
    seed: 1,
    referenceDevice: null,
  }).sessions;
  const launches = session?.launches ?? [];
  expect(launches.map(({ role }) => role[0]).join('')).toBe('cbccbcbbccbbcbccbbccbcbbccbbcbccb');
  expect(launches[0]).toMatchObject({ id: 'quick-conditioning', role: 'conditioning', position: -1 });
  // Each build follows each in a quarter of the launches, but for the two changes of order.
  const builds = launches.map(({ role }) => (role === 'conditioning' ? 'baseline' : role));
  const pairs = builds.slice(1).map((build, i) => `${builds[i]} ${build}`);
  const counts = ['baseline', 'candidate'].flatMap((before) =>
    ['baseline', 'candidate'].map((after) => pairs.filter((pair) => pair === `${before} ${after}`).length),
  );
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(4);
});
