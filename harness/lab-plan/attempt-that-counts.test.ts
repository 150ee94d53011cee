import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SessionBundle } from '../session/plan/bundle.ts';
import { type Attempt, attemptThatCounts } from './attempt-that-counts.ts';

const ended = (launch: string, seq: number): string =>
  `${JSON.stringify({ v: 1, seq, t: seq, type: 'harness.launch', launch, outcome: 'finished', message: null })}\n`;
const bundle = (launches: readonly string[], mark: string): SessionBundle => ({
  v: 1,
  run: 'r',
  device: 'slot',
  journal: launches.map(ended).join(''),
  launches: launches.map((launch) => ({ launch, log: `${mark}\n` })),
});
const attempt = (number: number, phone: string, launches: readonly string[], mark = 'x'): Attempt => ({
  attempt: number,
  phone,
  bundle: bundle(launches, mark),
});

test('the attempt that settled the session counts, also where an earlier one measured more', () => {
  const late = attempt(1, 'one', ['a', 'b', 'c'], 'late');
  const settled = attempt(2, 'one', ['a', 'c'], 'settled');
  const counted = attemptThatCounts({ attempt: 2, phone: 'one', state: 'done' }, [late, settled]);
  expect(counted).toEqual({ counts: settled.bundle, others: [late.bundle] });
});

test('what another phone measured is kept and never scored', () => {
  const other = attempt(1, 'dead', ['a', 'b', 'c']);
  const settled = attempt(2, 'one', ['a']);
  for (const state of ['done', 'lost', 'cancelled'] as const)
    expect(attemptThatCounts({ attempt: 2, phone: 'one', state }, [other, settled])).toEqual({
      counts: settled.bundle,
      others: [other.bundle],
    });
  expect(attemptThatCounts({ attempt: 1, phone: null, state: 'lost' }, [other])).toEqual({
    counts: null,
    others: [other.bundle],
  });
});

test('an attempt that was gone on with is part of the next one', () => {
  const first = attempt(1, 'one', ['a']);
  const next = attempt(2, 'one', ['a', 'b']);
  expect(attemptThatCounts({ attempt: 2, phone: 'one', state: 'done' }, [first, next]).others).toEqual([]);
});

test('in whatever order attempts arrive, the same counts and nothing is lost', () => {
  const all = [
    attempt(1, 'one', ['a', 'b'], 'p'),
    attempt(2, 'two', ['a', 'b', 'c'], 'q'),
    attempt(3, 'one', ['a'], 'r'),
    attempt(4, 'one', [], 's'),
  ];
  const states = fc.constantFrom('done' as const, 'lost' as const, 'cancelled' as const);
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: 4 }), states, (order, state) => {
      const session = { attempt: 3, phone: 'one', state };
      const { counts, others } = attemptThatCounts(session, order);
      expect(counts).toEqual(attemptThatCounts(session, all).counts);
      const logs = [counts, ...others].flatMap((each) => each?.launches.map(({ log }) => log) ?? []);
      expect(new Set(logs)).toEqual(new Set(['p\n', 'q\n', 'r\n']));
    }),
  );
});
