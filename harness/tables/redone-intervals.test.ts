import { expect, test } from 'vitest';
import { type SimulatedRun, simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import { type Derived, deriveLogs, resultOf } from '../judge/derive.ts';
import { blocks } from './blocks.ts';
import { exportedText, readCsv } from './exported.fixture.ts';
import { type RedoneChange, redoneIntervals } from './redone-intervals.fixture.ts';

const speeds = { candidate: 19.2, baseline: 20 };
/** A launch in which everything took a fifth longer. */
const slowed = (log: string): string =>
  log
    .replaceAll(/"(t|t0)":([\d.]+)/g, (_, name: string, time: string) => `"${name}":${1.2 * Number(time)}`)
    .replaceAll(/"deltasUs":\[([^\]]*)\]/g, (_, deltas: string) => {
      const longer = deltas.split(',').map((delta) => 1.2 * Number(delta));
      return `"deltasUs":[${longer.join(',')}]`;
    });

const runs: Readonly<Record<string, SimulatedRun>> = {
  'one phone': { speeds, launchNoise: 0.01 },
  'phones that scatter alike': { speeds, devices: ['one', 'two', 'three'], launchNoise: 0.01, blocks: 6 },
  'six blocks of two builds that are the same': { speeds: { candidate: 20, baseline: 20 }, blocks: 6 },
  'a phone whose candidate crashed too often': {
    speeds,
    devices: ['one', 'two'],
    ends: ({ role, block }, device) =>
      device === 'two' && role === 'candidate' && block > 0 ? 'crashed' : null,
  },
  'launches that are not there': {
    speeds,
    blocks: 6,
    missing: ({ block, position }) => block === 2 && position < 2,
  },
  'a launch that lies far out': {
    speeds,
    blocks: 6,
    edit: (log, { block, position }) => (block === 1 && position === 0 ? slowed(log) : log),
  },
  'launches that left something to the next': { speeds, launchNoise: 0.01, seed: 38 },
  'one block, which tells of no noise': { speeds, blocks: 1 },
};

/** Every interval of a result, named as those that were made again. */
function intervalsOf(derived: Derived): Map<string, RedoneChange> {
  const told = ({ changePercent, ci90Percent, ci95Percent }: RedoneChange): RedoneChange => ({
    changePercent,
    ci90Percent,
    ci95Percent,
  });
  const { comparisons } = JSON.parse(JSON.stringify(resultOf(derived))) as ReturnType<typeof resultOf>;
  return new Map(
    comparisons.flatMap(({ metric, suite, perDevice, pooled }) => [
      [`${metric}/${suite}/*/*`, told(pooled)] as const,
      ...perDevice.flatMap((change) => [
        [`${metric}/${suite}/*/${change.device}`, told(change)] as const,
        ...change.cases.map(
          (each) => [`${metric}/${suite}/${each.case}/${change.device}`, told(each)] as const,
        ),
      ]),
    ]),
  );
}

/** Those that differ by more than rounding. */
function differing(derived: Derived, redone: ReadonlyMap<string, RedoneChange>): string[] {
  const numbers = (change: RedoneChange | undefined): (number | null)[] =>
    change
      ? [change.changePercent, ...(change.ci90Percent ?? [null]), ...(change.ci95Percent ?? [null])]
      : [];
  return [...intervalsOf(derived)].flatMap(([name, change]) => {
    const [ours, theirs] = [numbers(change), numbers(redone.get(name))];
    const isSame =
      ours.length === theirs.length &&
      ours.every((value, i) =>
        value === null ? theirs[i] === null : Math.abs(value - (theirs[i] ?? Number.NaN)) < 1e-7,
      );
    return isSame ? [] : [name];
  });
}

test.each(Object.entries(runs))(
  'of %s every interval is made again from the exported blocks alone',
  (_, run) => {
    const derived = deriveLogs(simulatedRunLogs(run));
    expect(intervalsOf(derived).size).toBeGreaterThan(5);
    expect(differing(derived, redoneIntervals(exportedText(blocks, derived)))).toEqual([]);
  },
);

test('with A/A nights, whose noise counts, it is the same', () => {
  const power = {
    ...{ device: 'one', metric: 'decode_rate', blocks: 4, marginPercent: 2, noise: 0.012 },
    ...{ source: 'calibration' as const, noiseDf: 9, smallestEffectPercent: 2, blocksToProve: 6 },
    calibration: { results: 3, missed: 0, state: 'ok' as const },
  };
  const derived = deriveLogs(simulatedRunLogs({ speeds, launchNoise: 0.01, extra: { power: [power] } }));
  const csv = exportedText(blocks, derived);
  expect(csv).toContain(',9,');
  expect(differing(derived, redoneIntervals(csv))).toEqual([]);
});

test('the runs above have what makes intervals hard', () => {
  const cellsOf = (name: string, column: string): string[] => {
    const derived = deriveLogs(simulatedRunLogs(runs[name] ?? { speeds }));
    return readCsv(exportedText(blocks, derived)).map((row) => row[column] ?? '');
  };
  expect(cellsOf('a launch that lies far out', 'outlying_launches')).toContain('1');
  expect(
    cellsOf('launches that left something to the next', 'unsure_log').some((each) => Number(each) > 0),
  ).toBe(true);
  expect(
    cellsOf('a phone whose candidate crashed too often', 'withheld').some((each) =>
      each.startsWith('withheld'),
    ),
  ).toBe(true);
});

test('a block that is dropped from the export makes its interval another', () => {
  const derived = deriveLogs(simulatedRunLogs({ speeds, launchNoise: 0.01 }));
  const lines = exportedText(blocks, derived).split('\r\n');
  const dropped = lines.filter((line) => !/^[^,]+,one,quick,decode_rate,tok\/s,\*,2,/.test(line));
  expect(dropped.length).toBe(lines.length - 1);
  expect(differing(derived, redoneIntervals(dropped.join('\r\n')))).toEqual([
    'decode_rate/quick/*/*',
    'decode_rate/quick/*/one',
  ]);
});
