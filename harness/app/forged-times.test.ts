import { describe, expect, test } from 'vitest';
import {
  candidateLines,
  candidateLogs,
  damaged,
  deriveForged,
  expectFound,
  type Forged,
  type ForgedRow,
  field,
  journals,
  type LineEdit,
  linesOf,
  retimed,
  rewritten,
} from './forge.fixture.ts';

const nested: LineEdit = (line) =>
  line.type === 'tokens' && line['trial'] === 2 ? { ...line, t0: Number(line['t0']) - 1e6 } : line;
const scaled =
  (factor: number): LineEdit =>
  (line) => {
    const deltasUs = line['deltasUs'] as number[];
    return line['trial'] === 0 ? line : { ...line, deltasUs: deltasUs.map((us) => us * factor) };
  };
/** The first token's time, in part before the trial: a shorter wait for it. */
const laterStart: LineEdit = (line) => {
  const [first = 0, ...rest] = line['deltasUs'] as number[];
  return { ...line, t0: Number(line['t0']) + first / 2, deltasUs: [first / 2, ...rest] };
};
const twice: LineEdit = (line) => (line['trial'] === 2 ? [line, line] : line);

/** The journal as a harness writes it that has seen the logs. */
const withLengths =
  ({ logs }: Forged): LineEdit =>
  (line) => {
    if (line.type !== 'harness.launch' || line['outcome'] !== 'started') return line;
    const last = linesOf(logs.get(`one/${String(line['launch'])}`) ?? '').at(-1);
    return [line, { ...line, outcome: 'finished', agentSeconds: (last?.t ?? 0) / 1e6 }];
  };

describe('a log that was changed by hand betrays itself', () => {
  const rows: ForgedRow[] = [
    [
      'a wrong count of lines',
      candidateLogs((text) =>
        damaged(text, (line) => (line.type === 'agent.finished' ? { ...line, events: 999 } : line)),
      ),
      'event-count',
    ],
    [
      'times that fall',
      candidateLogs((text) => rewritten(text, (line) => ({ ...line, t: 1e9 - line.seq }))),
      'log-disordered',
    ],
    ['one line that is too early', candidateLines('model.digest', field('t', 5)), 'log-disordered'],
    ['lines that are doubled', candidateLogs((text) => damaged(text, twice)), 'log-disordered'],
    [
      'lines that are doubled and numbered anew',
      candidateLogs((text) => rewritten(text, twice)),
      'log-disordered',
    ],
    ['two logs in one', candidateLogs((text) => rewritten(text + text, (line) => line)), 'log-disordered'],
    [
      'lines after the end',
      candidateLogs((text) =>
        rewritten(text, (line) =>
          line.type === 'agent.finished'
            ? [line, { v: 1, type: 'thermal', seq: 0, t: line.t, state: 'nominal' }]
            : line,
        ),
      ),
      'log-disordered',
    ],
    [
      'a line is gone',
      candidateLogs((text) =>
        damaged(text, (line) => (line.type === 'environment' && line['at'] === 'start' ? null : line)),
      ),
      'sequence-gap',
    ],
    [
      'lines are exchanged',
      candidateLogs((text) => {
        const [first, second, ...rest] = text.split('\n');
        return [first, rest[0], second, ...rest.slice(1)].join('\n');
      }),
      'sequence-gap',
    ],
    [
      'a line cannot be read',
      candidateLogs((text) =>
        text.replace('"type":"environment","at":"start"', '"type":"environment","at":"never"'),
      ),
      'unreadable-lines',
    ],
    [
      'a line is no JSON',
      candidateLogs((text) => text.replace('{"v":1,"seq":1,', '{"v":1,"seq":1,,')),
      'unreadable-lines',
    ],
    [
      'a line of another version',
      candidateLogs((text) => text.replace('{"v":1,"seq":2,', '{"v":9,"seq":2,')),
      'other-protocol-version',
    ],
    ['trials inside one another', candidateLogs((text) => rewritten(text, nested)), 'trials-overlap'],
    ['token times that are scaled down', candidateLines('tokens', scaled(0.92)), 'times-disagree'],
    ['token times that are scaled down a little', candidateLines('tokens', scaled(0.95)), 'times-disagree'],
    ['token times that are scaled up', candidateLines('tokens', scaled(1.05)), 'times-disagree'],
    ['a prompt that is said to come later', candidateLines('tokens', laterStart), 'times-disagree'],
    ['token times near zero', candidateLines('tokens', scaled(1e-6)), 'invalid-trials'],
    [
      'times that are scaled with all lines, against what the engine counted',
      candidateLogs((text) =>
        rewritten(
          retimed(text, (own) => own.map((us) => us * 0.5)),
          (line) => (line.type === 'trial.finished' ? { ...line, engineStats: { promptEvalMs: 390 } } : line),
        ),
      ),
      'times-disagree',
    ],
    [
      'times that are scaled with all lines, after the log was fetched',
      (run) => {
        journals((text) => rewritten(text, withLengths(run)))(run);
        candidateLogs((text) => retimed(text, (own) => own.map((us) => us * 0.97)))(run);
      },
      'log-length-differs',
    ],
  ];
  test.each(rows)('%s', (_, forge, code) => expectFound(deriveForged(forge), code));
});

/** All tokens after the first at once, the time for them in front: the log is consistent, and an app may do just that. */
const atOnce = (bundled: boolean, apartUs: number) =>
  candidateLogs((text) => {
    const moved = retimed(text, ([first = 0, ...rest], line) =>
      line['trial'] === 0
        ? [first, ...rest]
        : [first, ...rest.map((_, i) => apartUs * (1 + i * 1e-3 + Number(line['trial']) * 1e-4))],
    );
    return rewritten(moved, (line) => (line.type === 'tokens' ? { ...line, bundled } : line));
  });

describe('tokens that were handed over at once have no speed', () => {
  test.each([
    ['microseconds apart', false, 1],
    ['a tenth of a millisecond apart', false, 100],
    ['microseconds apart, told as bundles', true, 1],
    ['a tenth of a millisecond apart, told as bundles', true, 100],
  ])('%s', (_, bundled, apartUs) => {
    const derived = deriveForged(atOnce(bundled, apartUs));
    expectFound(derived, 'invalid-trials');
    const speed = derived.measurement.values.filter(
      ({ metric, role, case: name }) => metric === 'decode_rate' && role === 'candidate' && name !== '*',
    );
    expect(speed.length).toBeGreaterThan(0);
    expect(speed.every(({ value, reason }) => value === null && reason?.includes('at once'))).toBe(true);
  });
});
