import studentQuantile from '@stdlib/stats-base-dists-t-quantile';
import { fisherSnedecorP } from '../statistics/student-t.ts';
import { readCsv } from './exported.fixture.ts';

/** Both intervals of one change, per cent of the baseline; null where nothing is told. */
export interface RedoneChange {
  readonly changePercent: number | null;
  readonly ci90Percent: readonly [number, number] | null;
  readonly ci95Percent: readonly [number, number] | null;
}

interface Noise {
  readonly variance: number;
  readonly df: number;
}

/** What the blocks of one phone say, by steps 1 to 3 of docs/tables.md. */
interface Phone extends Noise {
  readonly shift: number;
  readonly unscaled: number;
  readonly unsure: number;
  readonly prior: Noise | null;
}

type Row = ReturnType<typeof readCsv>[number];

/** Every interval that the table of blocks can tell of, by `metric/suite/case/device`; `*` as device: over all phones. */
export function redoneIntervals(blocksCsv: string): ReadonlyMap<string, RedoneChange> {
  const cells = groupedBy(readCsv(blocksCsv), (row) => `${row['metric']}/${row['suite']}/${row['case']}`);
  return new Map([...cells].flatMap(([cell, rows]) => ofCell(cell, rows)));
}

function groupedBy(rows: readonly Row[], of: (row: Row) => string | null | undefined): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(String(of(row)), [...(groups.get(String(of(row))) ?? []), row]);
  return groups;
}

function ofCell(cell: string, rows: readonly Row[]): [string, RedoneChange][] {
  const devices = [...groupedBy(rows, (row) => row['device'])];
  const phones = devices.map(([, own]) => phoneOf(own));
  const alone = devices.map(([device, own], i): [string, RedoneChange] => {
    const phone = phones[i];
    return [`${cell}/${device}`, told(own) ?? (phone ? intervals(phone, noiseOf(phone, phones)) : nothing)];
  });
  return [...alone, [`${cell}/*`, told(rows) ?? overAll(phones)]];
}

const nothing: RedoneChange = { changePercent: null, ci90Percent: null, ci95Percent: null };

/** What needs no arithmetic: a difference that is withheld, and values that are all equal. */
function told(rows: readonly Row[]): RedoneChange | null {
  if (rows.some((row) => row['withheld']?.startsWith('withheld'))) return nothing;
  const equal = rows.every((row) => row['all_equal'] === 'true');
  return equal ? { changePercent: 0, ci90Percent: [0, 0], ci95Percent: [0, 0] } : null;
}

function phoneOf(rows: readonly Row[]): Phone | null {
  const used = rows.filter((row) => row['part_log'] !== null);
  const [first] = used;
  if (first === undefined) return null;
  const sum = (name: string): number => used.reduce((total, row) => total + Number(row[name]), 0);
  const prior =
    first['prior_df'] === null
      ? null
      : { variance: Number(first['prior_variance']), df: Number(first['prior_df']) };
  return {
    shift: sum('part_log'),
    ...ownNoise(
      { variance: sum('noise_part'), df: Number(first['noise_df']) },
      { squares: sum('residual_squares'), df: Number(first['df']) },
      { squares: sum('between_squares'), df: used.length - 1 },
    ),
    unscaled: Number(first['unscaled_variance']),
    unsure: Number(first['unsure_log']),
    prior,
  };
}

interface Squares {
  readonly squares: number;
  readonly df: number;
}

/** The blocks' own, unless the change itself varies from block to block by more than its residuals explain. */
function ownNoise(noise: Noise, residual: Squares, between: Squares): Noise {
  const withinDf = residual.df - between.df;
  const [wide, narrow] = [
    between.squares / between.df,
    Math.max(0, residual.squares - between.squares) / withinDf,
  ];
  if (withinDf < 1) return noise;
  const varies = narrow <= 0 ? wide > 0 : fisherSnedecorP(wide / narrow, between.df, withinDf) < 0.01;
  return varies ? { variance: wide, df: between.df } : noise;
}

const pooled = (all: readonly Noise[]): Noise => {
  const df = all.reduce((sum, noise) => sum + noise.df, 0);
  return { df, variance: all.reduce((sum, noise) => sum + noise.df * noise.variance, 0) / df };
};

/** With the phones that scatter alike, and with A/A nights where tonight is not noisier. */
function noiseOf(own: Phone, phones: readonly (Phone | null)[]): Noise {
  const others = phones.flatMap((other) => (other && other !== own && areAlike(own, other) ? [other] : []));
  const shared = pooled([own, ...others]);
  const { prior } = own;
  if (prior === null || fisherSnedecorP(shared.variance / prior.variance, shared.df, prior.df) < 0.05)
    return shared;
  return pooled([shared, { variance: prior.variance, df: Math.min(prior.df, 12) }]);
}

function areAlike(a: Noise, b: Noise): boolean {
  const [large, small] = a.variance >= b.variance ? [a, b] : [b, a];
  if (large.variance === 0) return true;
  return small.variance > 0 && fisherSnedecorP(large.variance / small.variance, large.df, small.df) >= 0.025;
}

function intervals(
  { shift, unscaled, unsure }: Pick<Phone, 'shift' | 'unscaled' | 'unsure'>,
  noise: Noise,
): RedoneChange {
  const at = (level: number): [number, number] => {
    const half = studentQuantile(level, noise.df) * Math.sqrt(noise.variance * unscaled) + unsure;
    return [100 * Math.expm1(shift - half), 100 * Math.expm1(shift + half)];
  };
  return { changePercent: 100 * Math.expm1(shift), ci90Percent: at(0.95), ci95Percent: at(0.975) };
}

/** Each phone weighs the same and keeps its own noise; degrees of freedom by Satterthwaite. */
function overAll(phones: readonly (Phone | null)[]): RedoneChange {
  const used = phones.flatMap((phone) => phone ?? []);
  const [first] = used;
  if (first === undefined) return nothing;
  if (used.length === 1) return intervals(first, first);
  const mean = (of: (phone: Phone) => number): number =>
    used.reduce((sum, phone) => sum + of(phone), 0) / used.length;
  const squares = used.map(({ variance, unscaled }) => (variance * unscaled) / used.length ** 2);
  const square = squares.reduce((sum, each) => sum + each, 0);
  const spread = squares.reduce((sum, each, i) => sum + each ** 2 / (used[i]?.df ?? 1), 0);
  const df = spread > 0 ? square ** 2 / spread : pooled(used).df;
  return intervals(
    { shift: mean(({ shift }) => shift), unscaled: 1, unsure: mean(({ unsure }) => unsure) },
    { variance: square, df },
  );
}
