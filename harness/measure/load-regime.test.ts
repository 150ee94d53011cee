import { expect, test } from 'vitest';
import type { JournalBody } from '../experiment/journal-event.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { eventLine } from '../protocol/event-line.ts';
import { type AfterInstall, launchesAfterInstall, regimeOf } from './load-regime.ts';

type Deploy = JournalBody<'harness.deploy'>;
type Launch = JournalBody<'harness.launch'>;

const deploy = (artefact: Deploy['artefact'], outcome: Deploy['outcome']): Deploy => ({
  type: 'harness.deploy',
  build: 'b',
  artefact,
  sha256: '0'.repeat(64),
  sizeBytes: 1,
  durationMs: 1,
  outcome,
});
const installed = [deploy('app', 'done'), deploy('model', 'already-there')];
const launch = (id: string, outcome: Launch['outcome'] = 'started'): Launch => ({
  type: 'harness.launch',
  launch: id,
  outcome,
  message: null,
});

/** @param logs whether each launch's log says that the model was loaded; a launch that is not named has no log */
function afterInstall(
  bodies: readonly JournalBody[],
  logs: Readonly<Record<string, boolean>>,
): Record<string, AfterInstall> {
  const { events } = readJournal(bodies.map((body, seq) => eventLine(seq, seq, body)).join(''));
  return Object.fromEntries(launchesAfterInstall(events, (id) => logs[id] ?? null));
}

test('in a block A B B A each change of build makes a first load, and one launch of four has none', () => {
  const journal = [
    ...installed,
    launch('a'),
    ...installed,
    launch('b'),
    launch('c'),
    ...installed,
    launch('d'),
  ];
  expect(afterInstall(journal, { a: true, b: true, c: true, d: true })).toEqual({
    a: 'first',
    b: 'first',
    c: 'later',
    d: 'first',
  });
});

test('a new model makes a first load, one that was there already does not', () => {
  const logs = { a: true, b: true, c: true };
  const journal = (outcome: Deploy['outcome']): JournalBody[] => [
    ...installed,
    launch('a'),
    deploy('model', outcome),
    launch('b'),
  ];
  expect(afterInstall(journal('done'), logs)).toMatchObject({ b: 'first' });
  expect(afterInstall(journal('already-there'), logs)).toMatchObject({ b: 'later' });
  expect(afterInstall(journal('removed'), logs)).toMatchObject({ b: 'later' });
});

test('an install that failed may have been one, so the next load is of no known regime', () => {
  const journal = [...installed, launch('a'), deploy('app', 'failed'), launch('b'), launch('c')];
  expect(afterInstall(journal, { a: true, b: true, c: true })).toEqual({ a: 'first', b: null, c: 'later' });
});

test('an app that died before it loaded leaves the first load to the next launch; without its log nobody knows', () => {
  const journal = [...installed, launch('a'), launch('a', 'crashed'), launch('b')];
  expect(afterInstall(journal, { a: false, b: true })).toMatchObject({ b: 'first' });
  expect(afterInstall(journal, { b: true })).toMatchObject({ b: null });
});

test('a launch that was measured again has the regime of its last attempt', () => {
  const interrupted = [...installed, launch('a'), launch('a', 'interrupted')];
  expect(afterInstall([...interrupted, launch('a')], { a: true })).toEqual({ a: null });
  expect(afterInstall([...interrupted, ...installed, launch('a')], { a: true })).toEqual({ a: 'first' });
});

test('without an install in the journal the first load is of no known regime', () => {
  expect(afterInstall([launch('a'), launch('b')], { a: true, b: true })).toEqual({ a: null, b: 'later' });
  expect(regimeOf(null, false)).toMatchObject({ regime: null, unknown: expect.stringContaining('install') });
});

test('a first load is neither cold nor warm, whatever the agent says; a later one is what the agent says', () => {
  expect([true, false, null].map((cold) => regimeOf('first', cold).regime)).toEqual([
    'first',
    'first',
    'first',
  ]);
  expect([true, false, null].map((cold) => regimeOf('later', cold).regime)).toEqual(['cold', 'warm', null]);
});
