import { didYouMean, nearestName } from '../../errors/nearest.ts';
import type { PhoneLaunch, ValueRow } from '../../judge/value-columns.ts';
import { must } from '../../statistics/must.ts';
import { EXPERIMENT, type ValueKey } from './value-keys.ts';
import { type Place, valuesProblem } from './values-problem.ts';

/** One row of a file: what stands under a key, numbers as numbers; undefined where it has no such key. */
export type RowCells = (key: string) => unknown;

const builds = ['baseline', 'candidate'] as const;

/**
 * The experiment that a row belongs to; null where a file has no key for experiments.
 * @param key the name of the experiment's key; null: `experiment`, where there is one
 * @throws HeatsoakError `VALUES_INVALID` with line and column
 */
export const experimentOf = (cells: RowCells, key: string | null, place: Place): string | null =>
  name(cells, key ?? EXPERIMENT, place);

/**
 * One validated row.
 * @throws HeatsoakError `VALUES_INVALID` with line and column
 */
export function readRow(cells: RowCells, place: Place): Omit<ValueRow, 'leftOut'> {
  const nameOf = (column: ValueKey, absent: string): string => name(cells, column, place) ?? absent;
  const value = readValue(cells('value'), place);
  /** A launch that failed may leave its cells empty: then it speaks of no metric and no case of its own. */
  const nameOrNone = (column: ValueKey, absent: string): string | null =>
    value === null && isEmpty(cells(column)) && cells(column) !== undefined ? null : nameOf(column, absent);
  const device = nameOf('phone', 'phone');
  return {
    launch: {
      device,
      phoneModel: isEmpty(cells('deviceModel')) ? device : nameOf('deviceModel', device),
      suite: nameOf('suite', 'default'),
      block: must(name(cells, 'block', place), 'a block'),
      position: positionOf(cells('position'), place),
      build: buildOf(cells('build'), place),
    },
    metric: nameOrNone('metric', 'decode_rate'),
    case: nameOrNone('case', 'default'),
    repetition: isEmpty(cells('repetition')) ? null : nameOf('repetition', ''),
    value,
    line: place.line,
  };
}

const isEmpty = (cell: unknown): boolean => cell === undefined || cell === null || cell === '';

/** JSON has no word for a number that is too large to be one. */
const shown = (cell: unknown): string =>
  cell === Number.POSITIVE_INFINITY ? 'Infinity' : (JSON.stringify(cell) ?? 'nothing');

/** A text, or a number that stands for one; null where the file has no such key. */
function name(cells: RowCells, column: string, place: Place): string | null {
  const cell = cells(column);
  if (cell === undefined) return null;
  // One name may be spelt with composed letters by one tool, and with combining marks by another.
  if (typeof cell === 'string' && cell.trim() !== '') return cell.trim().normalize('NFC');
  if (typeof cell === 'number') return String(cell);
  throw valuesProblem(place, isEmpty(cell) ? 'is empty' : `${shown(cell)} is no name`, { column });
}

function buildOf(cell: unknown, place: Place): PhoneLaunch['build'] {
  const text = typeof cell === 'string' ? cell.trim() : cell;
  const build = builds.find((each) => each === text);
  if (build) return build;
  const near = typeof text === 'string' ? nearestName(text, builds) : undefined;
  throw valuesProblem(place, `${shown(cell)} is neither "baseline" nor "candidate"${didYouMean(near)}`, {
    column: 'build',
  });
}

function positionOf(cell: unknown, place: Place): number {
  if (typeof cell === 'number' && Number.isSafeInteger(cell) && cell >= 0) return cell;
  throw valuesProblem(place, `${shown(cell)} is no whole number from 0 on`, { column: 'position' });
}

function readValue(cell: unknown, place: Place): number | null {
  if (isEmpty(cell)) return null;
  if (typeof cell === 'number' && cell > 0 && cell < Number.POSITIVE_INFINITY) return cell;
  const hint = 'changes are ratios; leave the value empty (in JSON null) where a launch failed';
  throw valuesProblem(place, `${shown(cell)} is no number above 0`, { column: 'value', hint });
}
