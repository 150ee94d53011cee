import fc from 'fast-check';
import { expect, test } from 'vitest';
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

test('another protocol version is refused, naming the line', () => {
  expect(() => readLog(`${line(0)}{"v":2,"seq":1,"t":0,"type":"thermal"}\n`)).toThrow(
    /:2 is of protocol version 2/,
  );
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

test('token lines with times that are not numbers are refused', () => {
  const bad = tokens(0).replace('[3,4]', '[3,"x"]');
  expect(readLog(bad).problems).toHaveLength(1);
});

test('no text makes the reader crash in another way', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (lines) => {
      try {
        readLog(lines.join('\n'));
      } catch (error) {
        expect(error).toMatchObject({ code: 'UNKNOWN_PROTOCOL_VERSION' });
      }
    }),
  );
});
