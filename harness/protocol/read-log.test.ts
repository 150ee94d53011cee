import fc from 'fast-check';
import { expect, test } from 'vitest';
import { event } from './event.ts';
import { eventLine } from './event-line.ts';
import { readLog } from './read-log.ts';

const line = (seq: number): string => eventLine(seq, seq * 1000, { type: 'thermal', state: 'nominal' });
const tokens = (seq: number): string =>
  eventLine(seq, 5, { type: 'tokens', trial: 0, t0: 1, deltasUs: [3, 4], ids: [7, 8], bundled: false });
const whole = [line(0), tokens(1), line(2), line(3)].join('');

test('a log cut at any byte gives the events before the cut', () => {
  const all = readLog(whole).events;
  expect(all).toHaveLength(4);
  for (let length = 0; length <= whole.length; length++) {
    const cut = readLog(whole.slice(0, length));
    expect(cut.events).toEqual(all.slice(0, whole.slice(0, length).split('\n').length - 1));
    expect(cut.truncated).toBe(length > 0 && whole[length - 1] !== '\n');
  }
});

test('missing sequence numbers are gaps', () => {
  expect(readLog(line(0) + line(3)).gaps).toEqual([{ after: 0, before: 3 }]);
});

test('lines of unknown types are kept as they came', () => {
  const unknown = '{"v":1,"seq":1,"t":5,"type":"radio","dbm":-80}';
  const log = readLog(`${line(0)}${unknown}\n${line(2)}`);
  expect(log.unknown).toEqual([unknown]);
  expect(log.gaps).toEqual([]);
});

test('a line of another protocol version is a problem of its own, and the versions are named', () => {
  const log = readLog(`${line(0)}{"v":2,"seq":1,"t":0,"type":"thermal"}\n${line(2)}`);
  expect(log.events).toHaveLength(2);
  expect(log.otherVersions).toEqual([2]);
  expect(log.problems).toEqual([
    { line: 2, message: 'is of protocol version 2; this Heatsoak speaks version 1' },
  ]);
});

test('an object without a version is a broken line, not a log of another version', () => {
  const log = readLog(`${line(0)}{}\n{"v":null,"seq":1}\n${line(1)}`);
  expect(log.events).toHaveLength(2);
  expect(log.problems.map((problem) => problem.line)).toEqual([2, 3]);
});

test('a broken line is a problem, not the end', () => {
  const log = readLog(`${line(0)}{"v":1,\n${line(1)}`);
  expect(log.events).toHaveLength(2);
  expect(log.problems).toEqual([{ line: 2, message: 'is not a JSON object' }]);
});

test.each([
  ['a time that is a text', '[3,"x"]'],
  ['an infinite time', '[3,1e309]'],
  ['a time that no double resolves', '[3,1e300]'],
  ['a negative time', '[3,-1]'],
  ['no list', '7'],
])('a token line with %s is unreadable', (_, deltas) => {
  const log = readLog(tokens(0).replace('[3,4]', deltas) + line(1));
  expect(log.problems.map((problem) => problem.line)).toEqual([1]);
  expect(log.events).toHaveLength(1);
});

test('the hand-written check of token lines agrees with the schema', () => {
  const value = fc.oneof(fc.double(), fc.integer(), fc.constant(null), fc.constant('x'), fc.constant(-1));
  const list = fc.oneof(fc.array(fc.oneof(fc.nat(), value)), value);
  fc.assert(
    fc.property(list, list, fc.oneof(fc.nat(), value), (deltasUs, ids, t0) => {
      const body = { v: 1, seq: 0, t: 1, type: 'tokens', trial: 0, bundled: false, t0, deltasUs, ids };
      const text = JSON.stringify(body);
      expect(readLog(`${text}\n`).events).toHaveLength(event.safeParse(JSON.parse(text)).success ? 1 : 0);
    }),
  );
});

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (lines) => {
      expect(() => readLog(lines.join('\n'))).not.toThrow();
    }),
  );
});
