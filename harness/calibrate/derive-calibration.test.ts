import { expect, test } from 'vitest';
import { createRandom } from '../statistics/random.ts';
import {
  type CalibrationSettings,
  calibrationDocument,
  contenders,
  type Measurement,
} from './calibration-document.ts';
import { calibrationPage } from './calibration-page.ts';
import { deriveCalibration } from './derive-calibration.ts';
import { TURNS_IN_SLOT, turnOrder } from './turn-order.ts';

interface Planted {
  readonly rounds?: number;
  /** Times that Heatsoak takes of llama-bench's. */
  readonly slowdown?: number;
  /** Of a turn. */
  readonly noise?: number;
  /** Of a process, for as long as it lives. */
  readonly lottery?: number;
  /** How much slower the host is in each turn than in the one before. */
  readonly drift?: number;
  /** Times that Heatsoak executes of llama-bench's instructions; absent: they are not counted. */
  readonly executed?: number;
  readonly engine?: Partial<CalibrationSettings['engine']>;
  readonly seed?: number;
}

const TURNS = 2;
const quiet = { rounds: 8, slowdown: 1, noise: 0.003, lottery: 0, drift: 0, engine: {}, seed: 1 };
const PER_TOKEN = 1_589_100;

/** What a calibration would have left of a model with 90 ms a token. */
function planted(options: Planted): Measurement[] {
  const { rounds, slowdown, noise, lottery, drift, executed, engine, seed } = { ...quiet, ...options };
  const random = createRandom(seed);
  const factor = (sigma: number): number => Math.exp(sigma * random.gauss());
  const said = settings(rounds, engine);
  const costsOf = (name: Contender, luck: number, tokens: number, position: number) => {
    const [slower, more] = name === 'heatsoak' ? [slowdown, executed ?? 1] : [1, 1];
    const wallNs = 90e6 * tokens * slower * luck * factor(noise) * (1 + drift) ** position;
    const instructions = executed === undefined ? null : PER_TOKEN * tokens * more;
    return { wallNs, cpuNs: wallNs, instructions, load: 0.1 };
  };
  const indices = (count: number): number[] => [...Array(count).keys()];
  const turns = indices(rounds).flatMap((round) => {
    const luck = new Map(contenders.map((name) => [name, factor(lottery)]));
    return indices(TURNS).flatMap((index) =>
      said.rows.flatMap(({ tokens }, row) =>
        turnOrder(round * TURNS + index + row).map((name, position): Measurement => {
          const costs = costsOf(name, luck.get(name) ?? 1, tokens, position);
          return {
            type: 'turn',
            warmUp: false,
            round,
            turn: index,
            row,
            contender: name,
            position,
            ...costs,
          };
        }),
      ),
    );
  });
  return [{ type: 'settings', settings: said }, ...turns];
}

type Contender = (typeof contenders)[number];

const settings = (rounds: number, engine: Planted['engine'] = {}): CalibrationSettings => ({
  startedAt: '2026-01-01T00:00:00.000Z',
  host: { cpu: 'cpu', cores: 8, os: 'os', node: 'v20' },
  model: { path: 'mini.gguf', sha256: 'a'.repeat(64), sizeBytes: 1 },
  engine: {
    release: 'v0.4.0',
    threads: 1,
    batchTokens: 2048,
    ubatchTokens: 512,
    contextTokens: 128,
    flashAttention: false,
    backend: 'cpu',
    ...engine,
  },
  native: { release: '5b4ebc5', compiler: 'c++', libraries: 'libraries' },
  rounds,
  turnsPerRound: TURNS,
  turnsInSlot: TURNS_IN_SLOT,
  instructionsMissing: 'perf is not installed',
  rows: [
    { test: 'pp128', tokens: 128 },
    { test: 'tg16', tokens: 16 },
  ],
});

const verdict = (options: Planted) => deriveCalibration(planted(options))?.verdict;

test('parity on a quiet host is within, and the page says what it rests on', () => {
  const document = deriveCalibration(planted({}));
  expect(document).toMatchObject({ verdict: 'within', complete: true, load: { least: 0.1, greatest: 0.1 } });
  expect(calibrationDocument.parse(document)).toEqual(document);
  const page = document ? calibrationPage(document) : '';
  expect(page).toMatch(/\| tg16 \| (?:89|90)\.\d\d ms\/token \| .* \| 0\.98–1\.02 \| within \|/);
  expect(page).toContain('8 rounds of 2 slots');
});

test('a planted slowdown of 5 % is outside', () => {
  expect(verdict({ slowdown: 1.05 })).toBe('outside');
});

test('where the memory of a process came to lie is not taken for a difference', () => {
  const verdicts = Array.from({ length: 50 }, (_, seed) => verdict({ lottery: 0.06, seed }));
  expect(verdicts.filter((each) => each !== 'INCONCLUSIVE').length).toBeLessThanOrEqual(2);
});

test('a drift of the host inside a slot cancels, for both sides stand equally late in it', () => {
  for (const drift of [0.05, -0.05]) {
    const row = deriveCalibration(planted({ drift, noise: 0.001 }))?.rows[1];
    expect(row?.wall.ratio?.median).toBeCloseTo(1, 2);
    expect(row?.wall.control?.median).toBeCloseTo(1, 2);
  }
});

test('the verdict rests on instructions where they were counted, whatever the neighbours do to the clock', () => {
  const noisy = { noise: 0.2, slowdown: 1.1 };
  expect(deriveCalibration(planted({ ...noisy, executed: 1.004 }))).toMatchObject({
    verdict: 'within',
    restsOn: { measure: 'instructions' },
    rows: [{ wall: { verdict: 'INCONCLUSIVE' } }, { wall: { verdict: 'INCONCLUSIVE' } }],
  });
  const outside = deriveCalibration(planted({ ...noisy, executed: 1.0263 }));
  expect(outside?.verdict).toBe('outside');
  const page = outside ? calibrationPage(outside) : '';
  expect(page).toContain('The verdict rests on instructions: they were counted in every turn');
  expect(page).toContain('| tg16 | 1589100 /token | 1630893 /token | 0.974');
  expect(page).toContain('tg16: Heatsoak executes 41793 instructions a token more.');
  expect(page).toContain('within the band from 4.1 million instructions a token on');
});

test('where none were counted it rests on processor time, and where that counts more than the work on wall time; it says why', () => {
  const rests = (options: Planted) => deriveCalibration(planted(options))?.restsOn;
  expect(rests({})).toEqual({ measure: 'processor', why: expect.stringContaining('perf is not installed') });
  expect(rests({ executed: 1, engine: { threads: 4 } })).toMatchObject({ measure: 'wall' });
  expect(rests({ executed: 1, engine: { backend: 'auto' } })).toMatchObject({ measure: 'wall' });
  const some = planted({ executed: 1 }).map((line, i) =>
    line.type === 'turn' && i % 7 === 0 ? { ...line, instructions: null, cpuNs: 0 } : line,
  );
  expect(deriveCalibration(some)?.restsOn.measure).toBe('wall');
  const document = deriveCalibration(planted({}));
  expect(document ? calibrationPage(document) : '').toContain('Not counted: perf is not installed.');
});

test('files from before the orders were A B B A, of three turns in a slot, are still read', () => {
  const older = planted({}).flatMap((line): Measurement[] => {
    if (line.type === 'settings') {
      const { turnsInSlot: _turns, instructionsMissing: _why, ...settingsThen } = line.settings;
      return [{ ...line, settings: settingsThen }];
    }
    const { instructions: _none, ...turnThen } = line;
    // Heatsoak's turns stand at both ends or side by side: the later one goes.
    return line.contender === 'heatsoak' && line.position >= 2 ? [] : [turnThen];
  });
  expect(deriveCalibration(older)).toMatchObject({
    complete: true,
    verdict: 'within',
    restsOn: { measure: 'processor' },
  });
});

test('a warm-up counts for nothing, and neither does a turn without its partners', () => {
  const lines = planted({});
  const extra = lines.flatMap((line): Measurement[] =>
    line.type === 'turn' && line.contender === 'heatsoak'
      ? [
          { ...line, warmUp: true, wallNs: 1 },
          { ...line, turn: 99, wallNs: 1 },
        ]
      : [],
  );
  const ratios = (all: readonly Measurement[]) => deriveCalibration(all)?.rows.map(({ wall }) => wall);
  expect(ratios([...lines, ...extra])).toEqual(ratios(lines));
});

test('nothing measured is no document', () => {
  expect(deriveCalibration([])).toBeNull();
});
