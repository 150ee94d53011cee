import { expect, test } from 'vitest';
import { createRandom } from '../statistics/random.ts';
import { calibrationDocument, contenders, type Measurement } from './calibration-document.ts';
import { calibrationPage } from './calibration-page.ts';
import { deriveCalibration } from './derive-calibration.ts';

interface Planted {
  readonly rounds?: number;
  /** Times that Heatsoak takes of llama-bench's. */
  readonly slowdown?: number;
  /** Of a turn. */
  readonly noise?: number;
  /** Of a process, for as long as it lives. */
  readonly lottery?: number;
  readonly seed?: number;
}

const TURNS = 3;
const quiet = { rounds: 8, slowdown: 1, noise: 0.003, lottery: 0, seed: 1 };

/** What a calibration would have left of a model with 90 ms a token. */
function planted(options: Planted): Measurement[] {
  const { rounds, slowdown, noise, lottery, seed } = { ...quiet, ...options };
  const random = createRandom(seed);
  const factor = (sigma: number): number => Math.exp(sigma * random.gauss());
  const turn = (round: number, index: number, luck: readonly number[], row: number, position: number) => {
    const contender = contenders[position] ?? 'heatsoak';
    const own = (contender === 'heatsoak' ? slowdown : 1) * (luck[position] ?? 1);
    const wallNs = 90e6 * (settings(1).rows[row]?.tokens ?? 1) * own * factor(noise);
    const times = { wallNs, cpuNs: wallNs, load: 0.1 };
    return { type: 'turn', warmUp: false, round, turn: index, row, contender, position, ...times } as const;
  };
  const indices = (count: number): number[] => [...Array(count).keys()];
  const turns = indices(rounds).flatMap((round) => {
    const luck = contenders.map(() => factor(lottery));
    return indices(TURNS).flatMap((index) =>
      [0, 1].flatMap((row) => indices(3).map((position) => turn(round, index, luck, row, position))),
    );
  });
  return [{ type: 'settings', settings: settings(rounds) }, ...turns];
}

const settings = (rounds: number) => ({
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
  },
  native: { release: '5b4ebc5', compiler: 'c++', libraries: 'libraries' },
  rounds,
  turnsPerRound: TURNS,
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
  expect(page).toContain('8 rounds of 3 turns');
});

test('a planted slowdown of 5 % is outside', () => {
  expect(verdict({ slowdown: 1.05 })).toBe('outside');
});

test('where the memory of a process came to lie is not taken for a difference', () => {
  const verdicts = Array.from({ length: 50 }, (_, seed) => verdict({ lottery: 0.06, seed }));
  expect(verdicts.filter((each) => each !== 'INCONCLUSIVE').length).toBeLessThanOrEqual(2);
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
