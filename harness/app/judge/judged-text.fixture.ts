import type { JudgedExperiment } from '../../judge/judged-experiment.ts';
import { createRandom } from '../../statistics/random.ts';
import { type JudgeFileOptions, judge } from '../judge.ts';

export type Row = Readonly<Record<string, string | number | null>>;
type Options = Omit<JudgeFileOptions, 'values'>;

/** Text in pieces of a few bytes, as a pipe may bring it. */
export async function* pieces(text: string, size = 1000): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export const csv = (rows: readonly Row[]): string => {
  const keys = Object.keys(rows[0] ?? {});
  return `${[keys.join(','), ...rows.map((row) => keys.map((key) => row[key] ?? '').join(','))].join('\n')}\n`;
};
export const jsonLines = (rows: readonly Row[]): string => rows.map((row) => JSON.stringify(row)).join('\n');

/** @param today on which waivers of the policy must hold */
export const judged = async (
  text: string,
  options: Options = {},
  today = new Date(),
): Promise<JudgedExperiment[]> => [
  ...(await judge({ values: pieces(text), ...options }, { now: () => today })).experiments,
];

interface Planted {
  readonly loss?: number;
  readonly phones?: readonly string[];
  readonly suites?: readonly string[];
  readonly metrics?: readonly string[];
  readonly seed?: number;
  /** Columns that all rows have. */
  readonly more?: Row;
}

/** Ten blocks of a quiet phone, with a loss in decode speed alone. */
export function launches({
  loss = 0,
  phones = ['A'],
  suites = ['quick'],
  metrics = ['decode_rate'],
  seed = 1,
  more = {},
}: Planted = {}): Row[] {
  const random = createRandom(seed);
  const order = ['baseline', 'candidate', 'candidate', 'baseline'];
  return phones.flatMap((phone) =>
    suites.flatMap((suite) =>
      Array.from({ length: 10 }, (_, block) => order.map((build, position) => ({ block, build, position })))
        .flat()
        .flatMap((place) => {
          const level = 0.006 * random.gauss();
          return metrics.flatMap((metric) =>
            ['a', 'b'].map((name): Row => {
              const isSlower = place.build === 'candidate' && metric === 'decode_rate';
              const log = level + 0.003 * random.gauss() + (isSlower ? Math.log1p(-loss) : 0);
              return { ...more, phone, suite, ...place, case: name, metric, value: 20 * Math.exp(log) };
            }),
          );
        }),
    ),
  );
}
