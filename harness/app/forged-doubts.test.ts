import { describe, expect, test } from 'vitest';
import {
  candidateLines,
  candidateLogs,
  damaged,
  deriveForged,
  expectFound,
  type ForgedRow,
  field,
  journals,
  type LineEdit,
  launchesOf,
  linesOf,
  passing,
  rewritten,
} from './forge.fixture.ts';

const without = (type: string) => candidateLines(type, () => null);
describe('what a log does not say is a doubt', () => {
  const rows: ForgedRow[] = [
    ['no environment', without('environment'), 'environment-unknown'],
    [
      'no environment at the end',
      candidateLines('environment', (line) => (line['at'] === 'end' ? null : line)),
      'environment-unknown',
    ],
    [
      'no word of Low Power Mode',
      candidateLines('environment', field('lowPowerMode', null)),
      'environment-unknown',
    ],
    ['no thermal state', candidateLines('environment', field('thermalState', null)), 'environment-unknown'],
    ['no engine', without('model.loaded'), 'engine-unknown'],
    ['no hash of the model', without('model.digest'), 'model-unknown'],
    [
      'no hash of the model anywhere',
      candidateLogs((text) =>
        rewritten(text, (line) =>
          line.type === 'model.digest'
            ? null
            : line.type === 'model.loaded'
              ? { ...line, sha256: null }
              : line,
        ),
      ),
      'model-unknown',
    ],
    ['no probe', without('probe'), 'probe-missing'],
    ['a probe that took no time', candidateLines('probe', field('durationUs', 0)), 'probe-missing'],
    ['a probe after the trials alone', candidateLines('probe', field('at', 'end')), 'probe-missing'],
    [
      'no word of a debugger',
      candidateLines('agent.started', (line) => {
        const { debuggerAttached: _unsaid, ...build } = line['build'] as Record<string, unknown>;
        return { ...line, build };
      }),
      'debugger-unknown',
    ],
    ['no word of the app', without('agent.started'), 'agent-unknown'],
    [
      'tokens that are said to come in bundles',
      candidateLines('tokens', field('bundled', true)),
      'bundled-tokens',
    ],
  ];
  test.each(rows)('%s: no pass', (_, forge, code) => {
    const derived = deriveForged(forge);
    expectFound(derived, code);
  });

  test('a doubt hides no regression, and says itself why there is no pass', () => {
    const open = deriveForged(without('probe'));
    expect(open.verdict).toMatchObject({
      verdict: 'INCONCLUSIVE',
      headline: expect.stringContaining('Cannot tell: the micro-workload did not run'),
    });
    const slower = { ...passing, speeds: { baseline: 20, candidate: 18 } };
    expect(deriveForged(without('probe'), slower).verdict.verdict).toBe('NO-GO');
  });

  test('a launch that is out of the statistics raises no doubt any more', () => {
    const derived = deriveForged((run) => {
      const [key = ''] = launchesOf(run, 'candidate');
      const hot: LineEdit = (line) =>
        line.type === 'environment' ? { ...line, lowPowerMode: true } : line.type === 'probe' ? null : line;
      run.logs.set(key, rewritten(run.logs.get(key) ?? '', hot));
    });
    expect(derived.measurement.caveats.map(({ code }) => code)).toEqual(['low-power-mode', 'probe-missing']);
    expect(derived.verdict.verdict).toBe('GO');
  });
});

/** Memory as it was, read at these times only, without the kernel's own peak. */
const sampledAt = (times: readonly number[]) =>
  candidateLines('memory', (line) => ({
    ...line,
    tUs: times,
    footprintBytes: times.map(() => 9e8),
    mappedBytes: times.map(() => null),
    availableBytes: times.map(() => null),
    kernelPeakBytes: null,
  }));

/** One reading of the kernel's peak, from before the trials. */
const readEarly = candidateLogs((text) => {
  const memory = linesOf(text).find(({ type }) => type === 'memory');
  return rewritten(text, (line) => {
    if (line.type === 'memory') return null;
    return line.type === 'model.loaded' && memory
      ? [line, { ...memory, t: line.t, kernelPeakBytes: 9e8 }]
      : line;
  });
});

test('a peak that the kernel kept before the trials says nothing of them', () => {
  const derived = deriveForged(readEarly);
  expectFound(derived, 'coarse-memory');
  expect(derived.verdict.headline).toContain('Peak charged memory');
});

describe('memory that was hardly looked at has no peak', () => {
  test.each([
    ['one sample', [1]],
    ['one sample a second', [1, 1e6, 2e6, 3e6, 4e6]],
    ['samples before the trials alone', [1, 2, 3, 4]],
  ])('%s', (_, times) => {
    const derived = deriveForged(sampledAt(times));
    expectFound(derived, 'coarse-memory');
    expect(derived.verdict.headline).toContain('Peak charged memory');
  });
});

test.each([
  [
    'memory in KiB',
    candidateLines('memory', (line) => ({ ...line, footprintBytes: [1e6], kernelPeakBytes: 1e6 })),
  ],
  [
    'all times in milliseconds',
    candidateLogs((text) =>
      rewritten(text, (line) => {
        const inMs = { ...line, t: line.t / 1000 };
        if (line.type !== 'tokens') return inMs;
        const deltasUs = (line['deltasUs'] as number[]).map((us) => us / 1000);
        return { ...inMs, t0: Number(line['t0']) / 1000, deltasUs };
      }),
    ),
  ],
])('%s of the candidate: what is a thousand times better is of another unit, and no pass', (_, forge) => {
  expect(deriveForged(forge).verdict).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('more than 50 times better than baseline'),
  });
});

test('memory that is told in MiB is no improvement of a millionfold', () => {
  const inMiB = candidateLines('memory', (line) => {
    const mib = (bytes: unknown): number => Math.round(Number(bytes) / 2 ** 20);
    const footprintBytes = (line['footprintBytes'] as number[]).map(mib);
    return { ...line, footprintBytes, kernelPeakBytes: mib(line['kernelPeakBytes']) };
  });
  expectFound(deriveForged(inMiB), 'byte-unit');
});

describe('a journal says what was done on a phone', () => {
  const only = (isKept: (type: string, i: number) => boolean) =>
    journals((text) => rewritten(text, (line) => (isKept(line.type, line.seq) ? line : null)));
  const rows: ForgedRow[] = [
    [
      'two thirds of its lines are gone',
      journals((text) =>
        damaged(text, (line) => (line.type === 'harness.session' || line.seq % 3 === 0 ? line : null)),
      ),
      'journal-gaps',
    ],
    [
      'one line is gone',
      journals((text) => damaged(text, (line) => (line.seq === 5 ? null : line))),
      'journal-gaps',
    ],
    ['only the session is left of it', only((type) => type === 'harness.session'), 'launch-unrecorded'],
    ['no cool-down is left of it', only((type) => type !== 'cooldown'), 'cool-down-missing'],
    ['no launch is left of it', only((type) => type !== 'harness.launch'), 'launch-unrecorded'],
    ['it is not there', (run) => run.journals.clear(), 'session-unfinished'],
    [
      'it is another phone’s',
      journals((text) => text.replaceAll('"device":"one"', '"device":"two"')),
      'other-journal',
    ],
    [
      'all cool-downs stand before the first launch',
      journals((text) => {
        const lines = linesOf(text);
        const isGate = ({ type }: { type: string }): boolean => type === 'cooldown';
        const moved = [...lines.filter(isGate), ...lines.filter((line) => !isGate(line))];
        return moved.map((line, seq) => `${JSON.stringify({ ...line, seq })}\n`).join('');
      }),
      'cool-down-missing',
    ],
    [
      'an app was removed where it should have been installed',
      journals((text) =>
        rewritten(text, (line) =>
          line.type === 'harness.deploy' ? field('outcome', 'removed')(line) : line,
        ),
      ),
      'app-unrecorded',
    ],
    [
      'lines of another version stand in it',
      journals((text) => text.replace('{"v":1,"seq":3,', '{"v":2,"seq":3,')),
      'journal-gaps',
    ],
  ];
  test.each(rows)('%s', (_, forge, code) => expectFound(deriveForged(forge), code));

  test('a line that a killed writer left torn is said, and stops nothing', () => {
    const derived = deriveForged(
      journals((text) => text.replace('\n{"v":1,"seq":9,', '\n{"v":1,"se\n{"v":1,"seq":9,')),
    );
    expect(derived.measurement.caveats.map(({ code }) => code)).toEqual(['journal-unreadable']);
    expect(derived.verdict.verdict).toBe('GO');
  });
});

test('one probe that was too fast does not make all other launches warm', () => {
  const derived = deriveForged((run) => {
    const [key = ''] = launchesOf(run, 'candidate');
    const glitch: LineEdit = (line) => (line.type === 'probe' ? { ...line, durationUs: 1e5 / 1.5 } : line);
    run.logs.set(key, rewritten(run.logs.get(key) ?? '', glitch));
    expect(linesOf(run.logs.get(key) ?? '').some(({ type }) => type === 'probe')).toBe(true);
  });
  expect(derived.measurement.caveats).toEqual([]);
  expect(derived.verdict.verdict).toBe('GO');
});
