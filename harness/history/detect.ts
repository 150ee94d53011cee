import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { watchNights } from '../judge/nightly/online.ts';
import { LEAST_NIGHTS, type NightlyParameters, whenPaired } from '../judge/nightly/parameters.ts';
import { type LevelChange, wholeSeriesChanges } from '../judge/nightly/whole-series.ts';
import { whyOf } from '../judge/nightly/why.ts';
import { chiSquareP } from '../statistics/chi-square.ts';
import type { ChangesDocument, SeriesFile } from './series-file.ts';

/** How the detector reads the series. */
export interface DetectOptions {
  /** As points come: each change once, by what was known then. Else the whole series is known. */
  readonly online: boolean;
  readonly parameters: NightlyParameters;
}

/**
 * The history detector on any series: changes of level as ratios.
 * @throws HeatsoakError `SERIES_NOT_POSITIVE` with the path of the first value that has no logarithm
 */
export function detectChanges(file: SeriesFile, options: DetectOptions): ChangesDocument {
  const { logs, places, paired } = logsOf(file);
  const sign = file.direction === 'higher-is-better' ? 1 : -1;
  const parameters = paired ? whenPaired(options.parameters) : options.parameters;
  const changes = findChanges(logs, { ...options, parameters }).map((change) => ({
    index: places[change.index] ?? 0,
    x: file.series[places[change.index] ?? 0]?.x ?? null,
    shiftPercent: percent(change.shift),
    interval: [percent(change.shift - 2 * change.size), percent(change.shift + 2 * change.size)] as [
      number,
      number,
    ],
    times: Math.abs(change.shift) / change.size,
    confidence: confidenceOf(change, logs.length),
    why: change.why,
    kind: sign * change.shift > 0 ? ('improvement' as const) : ('regression' as const),
    raisedAt: change.raisedAt === null ? null : (places[change.raisedAt] ?? null),
    wentAwayAt: change.wentAwayAt === null ? null : (places[change.wentAwayAt] ?? null),
  }));
  return {
    changes,
    method: {
      name: options.online ? 'online-trigger' : 'whole-series',
      parameters: used(parameters),
      paired,
    },
    points: file.series.length,
    used: logs.length,
    notes: notesOf(file, logs.length, paired),
  };
}

/** So many values cannot show more than that one in as many is otherwise, whatever a normal tail says. */
function confidenceOf({ shift, size }: LevelChange, values: number): number {
  return Math.min(1 - chiSquareP((shift / size) ** 2), values / (values + 1));
}

/** What a reader can look up: those that the series was read with. */
function used({ paired: _, ...parameters }: NightlyParameters): ChangesDocument['method']['parameters'] {
  return parameters;
}

interface Found extends LevelChange {
  readonly raisedAt: number | null;
  readonly wentAwayAt: number | null;
  readonly why: string | null;
}

function findChanges(logs: readonly number[], { online, parameters }: DetectOptions): Found[] {
  if (online) return watchNights(logs, parameters).map((change) => ({ ...change, why: whyOf(change) }));
  return wholeSeriesChanges(logs, parameters).map((change) => ({
    ...change,
    raisedAt: null,
    wentAwayAt: null,
    why: null,
  }));
}

interface Logs {
  readonly logs: readonly number[];
  /** For each log the index of its point in the file. */
  readonly places: readonly number[];
  readonly paired: boolean;
}

function logsOf({ series }: SeriesFile): Logs {
  const present = series.flatMap(({ value, reference }, place) =>
    value === null || value === undefined ? [] : [{ place, value, reference: reference ?? null }],
  );
  const paired = present.length > 0 && present.every(({ reference }) => reference !== null);
  const logs = present.map(({ place, value, reference }) => {
    const log = logOf(value, `$.series[${place}].value`);
    return paired && reference !== null ? log - logOf(reference, `$.series[${place}].reference`) : log;
  });
  return { logs, places: present.map(({ place }) => place), paired };
}

function logOf(value: number, where: string): number {
  if (value > 0) return Math.log(value);
  throw new HeatsoakError(
    'SERIES_NOT_POSITIVE',
    `${where} is ${value}: changes are ratios, so every value must be above 0`,
    {
      where,
      hint: 'write null for a measurement that failed; a series that crosses zero cannot be judged by ratios',
    },
  );
}

function notesOf({ series }: SeriesFile, used: number, paired: boolean): string[] {
  const notes: string[] = [];
  const gaps = series.length - used;
  if (used < LEAST_NIGHTS)
    notes.push(`not enough evidence: ${used} values, at least ${LEAST_NIGHTS} are needed`);
  if (gaps > 0) notes.push(`${gaps} of ${series.length} points have no value: gaps, not zeros`);
  const withReference = series.filter(({ reference }) => typeof reference === 'number').length;
  if (!paired && withReference > 0)
    notes.push(`references on ${withReference} of ${series.length} points only: the plain values were used`);
  return notes;
}

const percent = (log: number): number => 100 * Math.expm1(log);
