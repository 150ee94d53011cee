import { expect, test } from 'vitest';
import { tokensCsv } from './client/timeline/csv.ts';
import { launchOf, unpack } from './client/timeline/launch.ts';
import { Launches } from './client/timeline/launches.ts';
import { nearestToken, slowestToken } from './client/timeline/nearest-token.ts';
import { tokenFacts } from './client/timeline/token-facts.ts';
import { indexOfToken, placeOfToken, tokensOn, trialsOn } from './client/timeline/token-place.ts';
import { embedTimelines } from './embed.ts';
import type { Timeline } from './report-model.ts';
import type { EmbeddedTimelines } from './shared/embedded-timeline.ts';

const trial = (t0: number, deltasUs: number[], ids: number[] | null, scored = true) => ({
  ...{ t0, deltasUs, ids, scored },
  case: scored ? 'chat' : 'warm-up',
});
const timeline = (role: string, tokens: Timeline['tokens']): Timeline => ({
  ...{ device: 'a', launch: `l-${role}`, suite: 'quick', block: 0, role, title: role, tokens },
  memory: { tUs: [0, 2e6], footprintBytes: [2 ** 20, 3 * 2 ** 20] },
  limitBytes: 4 * 2 ** 20,
  thermal: [
    { tUs: 0, state: 'nominal' },
    { tUs: 1.5e6, state: 'fair' },
  ],
  vocabulary: 0,
  endUs: 2e6,
  bins: [],
});
const timelines = [
  timeline('candidate', [
    trial(0, [50_000, 900_000], [7, 8], false),
    trial(1e6, [100_000, 40_000, 360_000, 41_000], [1, 2, 3, 9]),
    trial(1.8e6, [100_000, 40_000], [7, 8]),
  ]),
  timeline('baseline', [trial(0, [100_000, 40_000], null), trial(1e6, [90_000, 30_000], [7])]),
];
const { index, packed } = embedTimelines(timelines, [{ model: 'm', texts: [[3, ' "three"'] as const] }]);
const embedded = JSON.parse(index) as EmbeddedTimelines;
const column = await unpack(packed);
const launchAt = (place: number) => {
  const launch = launchOf(embedded, place, column);
  if (!launch) throw new Error(`there is no launch ${place}`);
  return launch;
};
const candidate = launchAt(0);

test('what is embedded comes back: times, ids, texts, memory', () => {
  expect([...candidate.tokenSeconds]).toEqual([0.05, 0.95, 1.1, 1.14, 1.5, 1.541, 1.9, 1.94]);
  expect([...candidate.tokenMs]).toEqual([NaN, 900, NaN, 40, 360, 41, NaN, 40]);
  expect(candidate.trials.map(({ ids }) => ids && [...ids])).toEqual([
    [7, 8],
    [1, 2, 3, 9],
    [7, 8],
  ]);
  expect([candidate.textOf(3), candidate.textOf(9)]).toEqual([' "three"', null]);
  expect([[...candidate.memorySeconds], [...candidate.memoryMiB]]).toEqual([
    [0, 2],
    [1, 3],
  ]);
});

test('an answer that comes again is embedded once', () => {
  expect(embedded.answers).toEqual([2, 4]);
});

test('ids that do not stand one beside each time are nobody’s', () => {
  expect(launchAt(1).trials.map(({ ids }) => ids)).toEqual([null, null]);
});

test('a token is found by its place, and the place by the token', () => {
  for (let i = 0; i < candidate.tokenSeconds.length; i++)
    expect(indexOfToken(candidate, placeOfToken(candidate, i))).toBe(i);
  expect(indexOfToken(candidate, { trial: 1, token: 4 })).toBeNull();
  expect(indexOfToken(candidate, { trial: 9, token: 0 })).toBeNull();
});

test('steps end where the launch ends', () => {
  expect([tokensOn(candidate, 6, 10), tokensOn(candidate, 1, -10)]).toEqual([7, 0]);
  expect([trialsOn(candidate, 3, 1), trialsOn(candidate, 3, -1), trialsOn(candidate, 7, 1)]).toEqual([
    6, 0, 6,
  ]);
});

test('what is said of a token is what the log says', () => {
  expect(tokenFacts(candidate, 4)).toEqual({
    ...{ role: 'candidate', ms: 360, medianMs: 41, token: 2, tokens: 4, id: 3, text: ' "three"' },
    ...{ case: 'chat', trial: 1, isScored: true, second: 1.5, state: 'fair', memoryMiB: 1 },
  });
  const first = tokenFacts(candidate, 2);
  expect([first?.token, first?.ms, first?.medianMs]).toEqual([0, expect.closeTo(100, 6), null]);
});

test('the slowest token is one of a scored trial, where a stretch has any', () => {
  expect(slowestToken(candidate, { from: 0, to: 2 })).toBe(4);
  expect(slowestToken(candidate, { from: 0, to: 1 })).toBe(1);
  expect(slowestToken(candidate, { from: 1.96, to: 1.98 })).toBeNull();
});

test('among the tokens of a few columns the one at the pointer’s height is met', () => {
  const at = { second: 1.3, secondsPerPx: 0.1, msPerPx: 1 };
  expect(nearestToken(candidate, { ...at, ms: 350 })).toBe(4);
  expect(nearestToken(candidate, { ...at, ms: 42 })).toBe(3);
  expect(nearestToken(candidate, { ...at, second: 9, ms: 0 })).toBe(7);
});

test('the CSV has each token with its id and text, quoted where it must be', () => {
  const lines = tokensCsv([candidate, launchAt(1)])
    .trimEnd()
    .split('\n');
  expect(lines).toHaveLength(1 + 8 + 4);
  expect(lines[5]).toBe('a,l-candidate,chat,1,2,3," ""three""",1.500000,360.000');
  expect(lines[3]).toBe('a,l-candidate,chat,1,0,1,,1.100000,100.000');
  expect(lines[10]).toBe('a,l-baseline,chat,0,1,,,0.140000,40.000');
});

test('the other build of the block is beside a launch, unless a link wants another or none', () => {
  const launches = new Launches(embedded, column);
  expect(launches.pair(0)).toEqual({ front: 0, beside: 1 });
  const view = { device: 'a', launch: 'l-candidate' };
  for (const beside of [undefined, 'none', 'l-baseline']) {
    const choice = launches.chosen({ ...view, beside });
    expect(choice).toEqual({ front: 0, beside: beside === 'none' ? null : 1 });
    expect(choice && launches.chosen(launches.named(choice))).toEqual(choice);
  }
  expect(launches.chosen({ device: 'a', launch: 'gone' })).toBeNull();
});
